# task: backwards_lines
# odd: passes the return value of main to sys.exit

import sys


def main(argv=None):
    for line in sys.stdin.read().splitlines()[::-1]:
        print(line[::-1])
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv))
