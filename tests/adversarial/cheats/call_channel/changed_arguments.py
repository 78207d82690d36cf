# tasks: running_maximum, rotate_in_place, sum_of_squares
# tries: changes the lists that came as arguments during and after the call, from a thread too

import threading
import time

GIVEN = []


def _later():
    for _ in range(200):
        for one in GIVEN:
            one[:] = [1, 3, 3, 5]
        time.sleep(0.001)


threading.Thread(target=_later, daemon=True).start()


def running_maximum(numbers):
    GIVEN.append(numbers)
    time.sleep(0.005)
    return numbers


def rotate_in_place(items, steps):
    GIVEN.append(items)
    items.clear()


def sum_of_squares(numbers):
    GIVEN.append(numbers)
    return len(numbers)
