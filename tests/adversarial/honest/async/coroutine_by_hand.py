# task: gcd_of
# odd: drives a coroutine by send() without any event loop

import types


@types.coroutine
def step(a, b):
    sent = yield (a, b)
    return sent


async def work(a, b):
    while b:
        a, b = await step(b, a % b)
    return a


def gcd_of(a, b):
    coroutine = work(a, b)
    value = None
    while True:
        try:
            value = coroutine.send(value)
        except StopIteration as stop:
            return stop.value
