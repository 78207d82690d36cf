# tasks: word_count, sum_of_squares
# tries: a dict and a set of a hundred thousand numbers that all hash alike
# timeout_s: 3

def word_count(text):
    return {n * (2**61 - 1): 1 for n in range(1, 60_000)}


def sum_of_squares(*_):
    return {n * (2**61 - 1) for n in range(1, 60_000)}
