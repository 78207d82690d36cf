def rotate_in_place(items, steps):
    if items:
        steps %= len(items)
        items[:] = items[-steps:] + items[:-steps] if steps else items[:]
