# tasks: sum_of_squares, running_maximum, word_count
# tries: returns values nested a hundred thousand deep, in lists, tuples, dicts and exceptions

def sum_of_squares(*_):
    value = []
    for _ in range(100_000):
        value = [value]
    return value


def running_maximum(numbers):
    value = ()
    for _ in range(100_000):
        value = ({1: value},)
    return value


def word_count(text):
    error = None
    for _ in range(20_000):
        new = ValueError()
        new.__cause__ = error
        error = new
    raise error
