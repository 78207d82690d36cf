# tasks: sum_of_squares, add_numbers
# tries: ends its main thread by the C library, while other threads live on
# harm: processes
# timeout_s: 2

import ctypes
import threading
import time

threading.Thread(target=time.sleep, args=(3,)).start()
ctypes.CDLL(None).syscall(60, 0)


def sum_of_squares(*_):
    return 3
