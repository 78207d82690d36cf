# task: patched_helper
# odd: reaches its names through its own module in sys.modules

import sys
import time

me = sys.modules[__name__]
OPEN_DAYS = set(range(5))


def today():
    return time.localtime().tm_wday


def is_weekend():
    return bool(getattr(me, "today")() // 5)


def is_open():
    return me.today() in me.OPEN_DAYS
