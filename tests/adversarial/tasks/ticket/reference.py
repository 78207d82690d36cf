_last = 0
_items = []


def next_ticket():
    global _last
    _last += 1
    return _last


def reset(start=0):
    global _last
    _last = start


def remember(item):
    _items.append(item)
    return list(_items)
