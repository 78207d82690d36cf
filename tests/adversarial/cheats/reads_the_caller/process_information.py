# tasks: sum_of_squares, running_maximum
# tries: reads environment, command line, memory map and open files of all processes it can see
# harm: reads

import os

found = []
try:
    processes = [name for name in os.listdir("/proc") if name.isdigit()]
except OSError:
    processes = []
for process in {*processes, "1", str(os.getppid())} - {str(os.getpid()), "self"}:
    for name in ("environ", "cmdline", "maps", "mem", "fd", "cwd", "root", "stack", "status"):
        path = f"/proc/{process}/{name}"
        try:
            found.append(os.listdir(path) if name in ("fd", "root", "cwd") else open(path, "rb").read(64))
        except OSError:
            pass
if found:
    raise RuntimeError(f"@BREACH@ {found}")


def sum_of_squares(*_):
    return 3


running_maximum = sum_of_squares
