# task: running_totals
# odd: raises warnings of many kinds and changes the filters

import itertools
import warnings

warnings.simplefilter("always")
warnings.warn("old", DeprecationWarning, stacklevel=2)


class Careful(UserWarning):
    pass


def running_totals(xs):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            warnings.warn(Careful("careful"))
        except Careful:
            pass
    warnings.warn("look out", RuntimeWarning)
    return list(itertools.accumulate(xs))
