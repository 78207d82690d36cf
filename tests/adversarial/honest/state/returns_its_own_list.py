# task: ticket
# odd: returns a copy made by slicing a tuple that grows, with context variables for the number

import contextvars

last = contextvars.ContextVar("last", default=0)
items = []


def next_ticket():
    last.set(last.get() + 1)
    return last.get()


def reset(start=0):
    last.set(start)


def remember(item):
    items.append(item)
    return list(tuple(items))
