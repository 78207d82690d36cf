# tasks: sum_of_squares, running_maximum, word_count
# tries: returns values that contain themselves, and exceptions that cause themselves

def sum_of_squares(*_):
    value = []
    value.append(value)
    return value


def running_maximum(numbers):
    value = [1, 3, 3, 5]
    value[3] = value
    return value


def word_count(text):
    error = ValueError()
    other = KeyError(error)
    error.__context__, other.__context__ = other, error
    error.__cause__ = other
    error.args = (error, other)
    raise error
