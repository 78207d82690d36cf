import sys

for line in reversed(sys.stdin.read().splitlines()):
    print(line[::-1])
