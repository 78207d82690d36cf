# task: sum_of_input
# odd: prints in __del__ of an object that is deleted before the end

import sys


class Total:
    def __init__(self):
        self.n = 0

    def __del__(self):
        print(self.n, flush=True)


total = Total()
for word in sys.stdin.read().split():
    total.n += int(word)
del total
