# task: sum_of_input
# odd: puts a small object of its own in the place of sys.stderr

import sys


class Quiet:
    def write(self, text):
        return len(text)

    def flush(self):
        pass


sys.stderr = Quiet()
print("nothing", file=sys.stderr)
print(sum(map(int, sys.stdin.read().split())))
