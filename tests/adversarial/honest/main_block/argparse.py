# task: word_counts
# odd: parses a command line in its main block and, with defaults, while it is loaded

import argparse
import sys

parser = argparse.ArgumentParser(description="Count words.")
parser.add_argument("--lower", action="store_true", default=True)
options, unknown = parser.parse_known_args()


def word_counts(text):
    words = text.lower().split() if options.lower else text.split()
    return {word: words.count(word) for word in words}


if __name__ == "__main__":
    print(word_counts(sys.stdin.read()))
