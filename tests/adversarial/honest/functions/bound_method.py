# task: running_totals
# odd: is a bound method of an instance in a closure

class Machine:
    def __init__(self):
        self.total = 0

    def step(self, x):
        self.total += x
        return self.total

    @classmethod
    def run(cls, xs):
        machine = cls()
        return [*map(machine.step, xs)]


running_totals = Machine().run
