# tasks: sum_of_squares, add_numbers
# tries: leaves files that are hard to remove: odd names, no rights, deep folders, and looks for them afterwards
# harm: leftovers

import os

for name in (b"\xff\xfe", b"a\nb", b"-rf", b" ", b"x" * 255, b"@NAME@"):
    for folder in (b".", b"/tmp", b"/dev/shm", b"/var/tmp"):
        try:
            os.close(os.open(os.path.join(folder, name), os.O_CREAT | os.O_WRONLY, 0))
        except OSError:
            pass
try:
    for _ in range(500):
        os.mkdir("d" * 100)
        os.chdir("d" * 100)
    os.chmod(".", 0)
except OSError:
    pass


def sum_of_squares(*_):
    return 3
# ==== next program ====
import os

if os.listdir(".") or os.path.exists("/tmp/@NAME@") or os.path.exists("/dev/shm/@NAME@"):
    raise RuntimeError("@BREACH@")


def sum_of_squares(*_):
    return 3
