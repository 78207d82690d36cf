# task: gcd_of
# odd: talks with a child over a multiprocessing Pipe, by pickled tuples

import math
import multiprocessing

context = multiprocessing.get_context("fork")


def serve(end):
    while True:
        end.send((math.gcd(*end.recv()),))


near, far = context.Pipe()
context.Process(target=serve, args=(far,), daemon=True).start()


def gcd_of(a, b):
    near.send((a, b))
    return near.recv()[0]
