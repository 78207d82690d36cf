# task: alternate
# odd: wraps next(iterator, sentinel) in partials and takes ended ones out of a list in place

from functools import partial

_end = type("End", (), {"__bool__": lambda self: False, "__repr__": lambda self: "END"})()


def alternate(*iterables):
    calls = [partial(next, iter(iterable), _end) for iterable in iterables]
    place = 0
    while calls:
        item = calls[place % len(calls)]()
        if item is _end:
            del calls[place % len(calls)]
            continue
        yield item
        place = (place + 1) % len(calls)
