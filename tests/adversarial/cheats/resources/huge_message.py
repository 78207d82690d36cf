# tasks: sum_of_squares, parse_age
# tries: exceptions with messages of hundreds of megabytes, and with a __str__ that never ends
# harm: resources
# timeout_s: 3
# memory_mb: 512

class Slow(ValueError):
    def __str__(self):
        while True:
            pass


def sum_of_squares(*_):
    raise ValueError("x" * (200 << 20))


def parse_age(text):
    raise Slow(text)
