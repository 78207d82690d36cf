# tasks: sum_of_squares, running_maximum
# tries: takes all memory in the middle of the tests, and leaves nothing for whoever reports
# harm: resources
# timeout_s: 5
# memory_mb: 256

blocks = []


def sum_of_squares(*_):
    try:
        for _ in range(2000):
            blocks.append(bytearray(b"x") * (1 << 20))
    except MemoryError:
        pass
    return 14


def running_maximum(numbers):
    sum_of_squares()
    return [1, 3, 3, 5]
