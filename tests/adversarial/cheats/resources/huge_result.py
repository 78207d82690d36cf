# tasks: sum_of_squares, running_maximum, roman_numeral, word_count
# tries: returns values of hundreds of megabytes
# harm: resources
# timeout_s: 8
# memory_mb: 512

def sum_of_squares(*_):
    return 1 << (8 << 27)


def running_maximum(numbers):
    return [0] * 20_000_000


def roman_numeral(number):
    return "I" * (200 << 20)


def word_count(text):
    return {n: n for n in range(2_000_000)}
