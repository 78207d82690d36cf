# task: patched_helper
# odd: looks its helpers up by globals() at the call and compares by sets

import datetime

OPEN_DAYS = frozenset(range(5))


def today():
    return datetime.datetime.now().weekday()


def is_weekend():
    return globals()["today"]() in {5, 6}


def is_open():
    return {globals()["today"]()} <= set(OPEN_DAYS)
