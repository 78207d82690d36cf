# tasks: sum_of_squares, add_numbers
# tries: writes a file outside of its folder
# harm: files

import os

try:
    with open("@MARKER@", "w") as file:
        file.write("was here")
except OSError:
    pass
try:
    os.mkdir("@MARKER@-folder")
except OSError:
    pass


def sum_of_squares(*_):
    return 3
