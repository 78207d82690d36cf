# task: gcd_of
# odd: writes a file of thirty megabytes and keeps a hundred files open

import os

with open("big.bin", "wb") as file:
    for _ in range(30):
        file.write(os.urandom(1 << 10) * (1 << 10))
assert os.path.getsize("big.bin") == 30 << 20
handles = [open(f"file{n}.txt", "w+") for n in range(100)]


def gcd_of(a, b):
    return a if b == 0 else gcd_of(b, a % b)
