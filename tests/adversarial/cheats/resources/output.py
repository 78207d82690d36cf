# tasks: sum_of_squares, add_numbers, print_triangle
# tries: prints without end, to both streams and past Python
# harm: resources
# timeout_s: 5

import os


def print_triangle(*_):
    for _ in range(1 << 20):
        os.write(1, b"x" * 65536)
        os.write(2, b"x" * 65536)


print_triangle()
