# task: spread
# odd: takes its arguments by *args, unpacks them by position and inspects its own signature

import inspect
import statistics


def spread(*args, **kwargs):
    bound = inspect.signature(lambda xs: None).bind(*args, **kwargs)
    (xs,) = bound.arguments.values()
    return statistics.fmean(xs), statistics.pstdev(xs)
