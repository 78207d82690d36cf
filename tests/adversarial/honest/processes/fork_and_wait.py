# task: gcd_of
# odd: forks, computes in the child, and waits for the answer in a pipe

import math
import os


def gcd_of(a, b):
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, str(math.gcd(a, b)).encode())
        os._exit(0)
    os.close(writer)
    answer = os.read(reader, 100)
    os.close(reader)
    assert os.waitpid(child, 0)[1] == 0
    return int(answer)
