# task: sum_of_input
# odd: ends by os._exit(0) after a flush

import os
import sys

print(sum(map(int, sys.stdin.read().split())), flush=True)
os._exit(0)
