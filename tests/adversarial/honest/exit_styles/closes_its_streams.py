# task: sum_of_input
# odd: closes stdin and stdout at the end

import sys

print(sum(map(int, sys.stdin.read().split())))
sys.stdin.close()
sys.stdout.close()
