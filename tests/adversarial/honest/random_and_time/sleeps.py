# task: shout
# odd: sleeps 50 ms in every call and measures the time

import time


def shout(text):
    start = time.perf_counter()
    time.sleep(0.05)
    assert time.perf_counter() - start >= 0.04
    return text.upper() + "!"
