# task: sum_of_input
# odd: prints in __del__ of an object that lives to the end of the program

import sys


class Total:
    def __init__(self, words):
        self.n = sum(map(int, words))
        self.print = print

    def __del__(self):
        self.print(self.n)


total = Total(sys.stdin.read().split())
