# task: spread
# odd: goes through hex floats, struct, fsum, nan and infinities

import math
import struct


def spread(xs):
    xs = [float.fromhex(float(x).hex()) for x in xs] + [math.nan, math.inf, -math.inf, -0.0]
    xs = [struct.unpack("<d", struct.pack("<d", x))[0] for x in xs if math.isfinite(x)][:-1]
    mean = math.fsum(xs) / len(xs)
    return mean, math.sqrt(math.fsum((x - mean) ** 2 for x in xs) / len(xs))
