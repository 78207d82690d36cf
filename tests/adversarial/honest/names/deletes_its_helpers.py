# task: running_totals
# odd: deletes what it imported once it is built into a default argument

import itertools as _itertools


def running_totals(xs, _accumulate=_itertools.accumulate):
    return list(_accumulate(xs))


del _itertools
