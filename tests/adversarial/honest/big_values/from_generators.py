# task: bulk
# odd: converts from array, io.BytesIO, deque and reduce

import array
import collections
import functools
import io


def blob(n):
    out = io.BytesIO()
    for start in range(0, n, 256):
        out.write(bytes(range(min(256, n - start))))
    return out.getvalue()


def numbers(n):
    return array.array("q", range(n)).tolist()


def table(n):
    return {**{i: f"{i}" for i in range(0, n, 2)}, **{i: f"{i}" for i in range(1, n, 2)}} if n < 2 else {
        i: f"{i}" for i in collections.deque(range(n))
    }


def nested(depth):
    return functools.reduce(lambda value, _: [value], range(depth), [])


def line(n):
    return b"\xc3\xa9".decode() * n
