# task: backwards_lines
# odd: reconfigures its streams to another encoding and back

import sys

sys.stdin.reconfigure(encoding="utf-8", errors="strict", newline=None)
sys.stdout.reconfigure(encoding="utf-8", line_buffering=True, newline="\n")
lines = [line.rstrip("\n") for line in sys.stdin]
while lines:
    print(lines.pop()[::-1])
