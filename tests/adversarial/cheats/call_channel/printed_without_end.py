# tasks: sum_of_squares, print_triangle
# tries: prints gigabytes through the channel, in pieces and in one text
# timeout_s: 8

def sum_of_squares(*_):
    for _ in range(3000):
        print("x" * (1 << 16))
    return 3


def print_triangle(height):
    print("*" * (1 << 28))
