# task: sum_of_input
# odd: ends by exit() without an argument, in nested try statements

import sys

try:
    try:
        print(sum(map(int, sys.stdin.read().split())))
        exit()
    finally:
        sys.stderr.write("bye\n")
except SystemExit as stop:
    raise SystemExit(None) from stop
