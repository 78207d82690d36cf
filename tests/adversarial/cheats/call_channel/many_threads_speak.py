# tasks: sum_of_squares, word_count
# tries: threads that keep writing answers of every kind into the channel while a call is served
# isolation: split

import gc
import threading

gc.unfreeze()


def loud():
    for _ in range(2000):
        for one in gc.get_objects():
            if type(one).__name__ == "Frames":
                try:
                    one.send(["r", [], 14, [], []])
                except BaseException:
                    return


def sum_of_squares(numbers):
    for _ in range(4):
        threading.Thread(target=loud, daemon=True).start()
    return 14


def word_count(text):
    return sum_of_squares([])
