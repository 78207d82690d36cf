# task: gcd_of
# odd: runs under cProfile in every call

import cProfile
import io
import math
import pstats


def gcd_of(a, b):
    profile = cProfile.Profile()
    answer = profile.runcall(math.gcd, a, b)
    pstats.Stats(profile, stream=io.StringIO()).print_stats()
    return answer
