class Meters(float):
    def __add__(self, other):
        return Meters(float(self) + float(other))

    def __sub__(self, other):
        return Meters(float(self) - float(other))

    def __str__(self):
        return f"{float(self)!r} m"


def longest(lengths):
    return max(lengths)
