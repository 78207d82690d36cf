# task: averager
# odd: delegates to inner generators by yield from, in a try with finally

import contextlib


def rounds():
    total = count = 0
    mean = yield None
    while mean is not None:
        total += mean
        count += 1
        mean = yield total / count
    return count


def averager():
    inner = rounds()
    answer = next(inner)
    try:
        while True:
            try:
                sent = yield answer
            except ValueError:
                inner = rounds()
                next(inner)
                answer = 0
                continue
            try:
                answer = inner.send(sent)
            except StopIteration as stop:
                return stop.value
    finally:
        with contextlib.suppress(Exception):
            inner.close()
