# task: buffers
# odd: changes the bytearray through a ctypes array that shares its memory

import ctypes


def mask(data, key):
    copy = bytearray(data)
    mask_in_place(copy, key)
    return bytes(copy)


def mask_in_place(data, key):
    cells = (ctypes.c_ubyte * len(data)).from_buffer(data)
    for i in range(len(cells)):
        cells[i] ^= key
