# task: gcd_of
# odd: calls the C library: qsort with a callback, strlen, abs

import ctypes

libc = ctypes.CDLL(None)
COMPARE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int))


def gcd_of(a, b):
    numbers = (ctypes.c_int * 3)(3, 1, 2)
    libc.qsort(numbers, 3, ctypes.sizeof(ctypes.c_int), COMPARE(lambda p, q: p[0] - q[0]))
    assert list(numbers) == [1, 2, 3] and libc.strlen(b"four") == 4
    while b:
        a, b = b, a % b
    return a
