# task: ticket
# odd: has functions in functions in functions with nonlocal and global state

counter = None


def _build():
    last = 0
    items = []

    def outer():
        def middle():
            nonlocal last

            def inner():
                nonlocal last
                last += 1

            inner()
            return last

        return middle()

    def reset(start=0):
        nonlocal last
        last = start

    def remember(item):
        nonlocal items
        items = items + [item]
        return items[:]

    return outer, reset, remember


next_ticket, reset, remember = _build()
