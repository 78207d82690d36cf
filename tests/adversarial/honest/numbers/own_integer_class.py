# task: running_totals
# odd: computes with an integer class of its own that converts by __int__ and __index__

class Number:
    def __init__(self, value):
        self.value = value

    def __add__(self, other):
        return Number(self.value + int(other))

    def __radd__(self, other):
        return self + other

    def __iadd__(self, other):
        self.value += int(other)
        return self

    def __int__(self):
        return self.value

    __index__ = __int__


def running_totals(xs):
    total = Number(0)
    totals = []
    for x in xs:
        total += Number(x)
        totals.append(int(0 + total))
    return totals
