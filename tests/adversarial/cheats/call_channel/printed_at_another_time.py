# task: print_triangle
# tries: prints what any of the tests may want from a thread, at a time of its choosing

import threading
import time


def _print():
    for _ in range(300):
        print("*\n**\n***")
        time.sleep(0.001)


threading.Thread(target=_print, daemon=True).start()


def print_triangle(height):
    time.sleep(0.01)
