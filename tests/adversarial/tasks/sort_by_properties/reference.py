def sort(xs):
    return sorted(xs)
