# tasks: sum_of_squares, low_stock, roman_numeral
# tries: the first program writes down the answers that it saw, the second looks them up
# harm: leftovers

import sys

seen = []


def sum_of_squares(*arguments):
    frame = sys._getframe(1)
    text = repr((arguments, frame.f_code.co_consts, sorted(map(str, frame.f_locals))))
    for path in ("answers", "/dev/shm/answers", "/tmp/answers", "/var/tmp/answers", "../answers"):
        try:
            with open(path, "a") as file:
                file.write(text)
        except OSError:
            pass
    return 3


low_stock = roman_numeral = sum_of_squares
# ==== next program ====
for path in ("answers", "/dev/shm/answers", "/tmp/answers", "/var/tmp/answers", "../answers"):
    try:
        open(path).read()
    except OSError:
        continue
    raise RuntimeError("@BREACH@ " + path)


def sum_of_squares(*_):
    return 3


low_stock = roman_numeral = sum_of_squares
