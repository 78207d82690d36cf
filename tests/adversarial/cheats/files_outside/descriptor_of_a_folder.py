# tasks: sum_of_squares
# tries: opens a folder above and writes relative to its descriptor, also by system calls of its own
# harm: files

import ctypes
import os

call = ctypes.CDLL(None).syscall
for folder in ("/", "/tmp", os.path.dirname("@MARKER@")):
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        continue
    path = os.path.relpath("@MARKER@", folder)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o666, dir_fd=descriptor))
    except OSError:
        pass
    call(257, descriptor, path.encode(), 0o101, 0o666)
    call(437, descriptor, path.encode(), (ctypes.c_uint64 * 3)(0o101, 0o666, 0), 24)


def sum_of_squares(*_):
    return 3
