# task: gcd_of
# odd: sends descriptor 1 into a file for a while and back

import math
import os

saved = os.dup(1)
log = os.open("log.txt", os.O_CREAT | os.O_RDWR)
os.dup2(log, 1)
os.write(1, b"into the file")
os.dup2(saved, 1)
os.close(saved)
assert os.path.getsize("log.txt") == 13


def gcd_of(a, b):
    return math.gcd(a, b)
