# task: ticket
# odd: hands out tickets from an itertools.count that reset replaces

import itertools

tickets = itertools.count(1)
items = ()


def next_ticket():
    return next(tickets)


def reset(start=0):
    global tickets
    tickets = itertools.count(start + 1)


def remember(item):
    global items
    items = *items, item
    return list(items)
