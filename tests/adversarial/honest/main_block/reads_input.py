# task: gcd_of
# odd: has a main block that reads input and exits

import sys


def gcd_of(a, b):
    while b:
        a, b = b, a % b
    return a


def main():
    print(gcd_of(*map(int, input("two numbers: ").split())))


if __name__ == "__main__":
    main()
    sys.exit(0)
