# task: running_totals
# odd: catches KeyboardInterrupt, SystemExit and GeneratorExit that it raised itself

import sys


def running_totals(xs):
    totals = []
    for n, x in enumerate(xs):
        try:
            if n % 3 == 0:
                raise KeyboardInterrupt
            if n % 3 == 1:
                sys.exit(n)
            raise GeneratorExit
        except BaseException:
            totals.append(x + sum(xs[:n]))
    return totals
