# tasks: sum_of_squares, add_numbers
# tries: asks for more memory than there is, in one piece
# harm: resources
# memory_mb: 256

block = bytearray(1 << 40)


def sum_of_squares(*_):
    return 3
