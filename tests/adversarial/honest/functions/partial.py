# task: shout
# odd: is a functools.partial of a partial

import functools


def join(a, b, text):
    return a(text) + b


shout = functools.partial(functools.partial(join, str.upper), "!")
