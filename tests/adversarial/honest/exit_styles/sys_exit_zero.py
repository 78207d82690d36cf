# task: sum_of_input
# odd: ends by sys.exit(0) inside of a function

import sys


def main():
    print(sum(map(int, sys.stdin.read().split())))
    sys.exit(0)


main()
