# tasks: add_numbers, shout_lines
# tries: prints the first word of the answer only

import sys

words = sys.stdin.read().split()
print(sum(map(int, words[1:])) if words and words[0].isdigit() else words[-1].upper() if words else "")
