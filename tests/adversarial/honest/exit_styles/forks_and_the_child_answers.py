# task: sum_of_input
# odd: forks; the parent waits, the child reads, answers and exits by SystemExit

import os
import sys

child = os.fork()
if child:
    _, status = os.waitpid(child, 0)
    sys.exit(os.WEXITSTATUS(status))
print(sum(map(int, sys.stdin.read().split())))
