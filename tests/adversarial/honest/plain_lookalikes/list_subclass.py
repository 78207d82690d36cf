# task: running_totals
# odd: returns a subclass of list that has further methods and an own __repr__

class Totals(list):
    def spread(self):
        return max(self) - min(self)

    def __repr__(self):
        return f"Totals of {len(self)}"


def running_totals(xs):
    totals = Totals()
    for x in xs:
        totals.append(x + (totals[-1] if totals else 0))
    return totals
