# task: ticket
# odd: keeps its state in mutable default arguments and function attributes

def next_ticket(state=[0]):
    state[0] += 1
    return state[0]


def reset(start=0):
    next_ticket.__defaults__[0][0] = start


def remember(item, items=[]):
    items += [item]
    return [*items]
