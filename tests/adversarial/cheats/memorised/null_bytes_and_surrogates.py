# tasks: sum_of_squares, running_maximum
# tries: names and messages with lone surrogates and null characters, which a report may not carry

def sum_of_squares(*_):
    raise ValueError("\ud800\x00\udfff" * 100)


running_maximum = sum_of_squares
