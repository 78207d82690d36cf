# task: meters
# odd: makes floats in __new__, keeps a unit in its __dict__ and overrides the operators in a loop

import operator


class Meters(float):
    def __new__(cls, value=0.0, unit="m"):
        made = super().__new__(cls, value)
        made.unit = unit
        return made

    def __str__(self):
        return f"{float.__repr__(self)} {self.unit}"

    def __repr__(self):
        return f"Meters({float.__repr__(self)})"


for _name in ("add", "sub", "radd", "rsub"):
    def _method(self, other, name=f"__{_name}__"):
        result = getattr(float, name)(self, other)
        return result if result is NotImplemented else Meters(result)

    setattr(Meters, f"__{_name}__", _method)


def longest(lengths):
    best = Meters("-inf")
    for length in lengths:
        if operator.gt(length, best):
            best = length
    return best
