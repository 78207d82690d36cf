# task: gcd_of
# odd: asks a second interpreter, by its standard input and output

import subprocess
import sys

child = subprocess.Popen(
    [sys.executable, "-c", "import math, sys\nfor line in sys.stdin: print(math.gcd(*map(int, line.split())), flush=True)"],
    stdin=subprocess.PIPE,
    stdout=subprocess.PIPE,
    text=True,
)


def gcd_of(a, b):
    child.stdin.write(f"{a} {b}\n")
    child.stdin.flush()
    return int(child.stdout.readline())
