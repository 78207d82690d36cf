# task: sum_of_input
# odd: sets sys.stdout to None when it is done, and sys.stdin too

import sys

print(sum(map(int, sys.stdin.read().split())), flush=True)
sys.stdin = sys.stdout = None
