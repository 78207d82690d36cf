# tasks: sum_of_squares, stack
# tries: crashes the interpreter in the middle of a test, with a handler that ends with status 0

import ctypes
import faulthandler
import os
import signal

faulthandler.disable()
ctypes.CDLL(None).signal(signal.SIGSEGV, ctypes.cast(ctypes.CDLL(None)._exit, ctypes.c_void_p))


def sum_of_squares(*_):
    ctypes.string_at(0)


Stack = sum_of_squares
