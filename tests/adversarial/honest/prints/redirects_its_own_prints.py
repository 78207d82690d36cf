# task: running_totals
# odd: computes by printing into a StringIO

import contextlib
import io
import itertools


def running_totals(xs):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        for total in itertools.accumulate(xs):
            print(total)
    return [int(line) for line in out.getvalue().split()]
