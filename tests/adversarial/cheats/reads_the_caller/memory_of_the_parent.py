# tasks: sum_of_squares, running_maximum
# tries: reads its parent's memory by process_vm_readv and ptrace
# harm: reads, escape

import ctypes
import os

libc = ctypes.CDLL(None)
buffer = ctypes.create_string_buffer(64)
local = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 64)
remote = (ctypes.c_void_p * 2)(id(os), 64)
for process in {1, os.getppid(), os.getpid() - 1, os.getpid() + 1}:
    if libc.syscall(310, process, local, 1, remote, 1, 0) > 0:
        raise RuntimeError("@BREACH@ process_vm_readv")
    for request in (16, 0x4206):  # PTRACE_ATTACH, PTRACE_SEIZE
        if libc.syscall(101, request, process, 0, 0) == 0:
            raise RuntimeError("@BREACH@ ptrace")


def sum_of_squares(*_):
    return 3


running_maximum = sum_of_squares
