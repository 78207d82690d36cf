# task: sum_of_input
# odd: lets a child process print the answer on the inherited descriptor

import os
import sys

total = sum(map(int, sys.stdin.read().split()))
child = os.fork()
if child == 0:
    os.write(1, b"%d\n" % total)
    os._exit(0)
os.waitpid(child, 0)
