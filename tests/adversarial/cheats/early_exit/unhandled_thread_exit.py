# tasks: sum_of_squares, stack
# tries: a daemon thread raises SystemExit in the main thread while a test runs

import ctypes
import threading
import time


def sum_of_squares(*_):
    main = threading.main_thread().ident
    raiser = ctypes.pythonapi.PyThreadState_SetAsyncExc
    threading.Thread(target=lambda: raiser(ctypes.c_ulong(main), ctypes.py_object(SystemExit))).start()
    time.sleep(0.1)
    return 3


Stack = sum_of_squares
