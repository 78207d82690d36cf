# task: sum_of_squares
# tries: leave a module in the working folder and in /tmp that the next program finds
# harm: leftovers

import os

for folder in (".", "/tmp", "/dev/shm", "/var/tmp"):
    try:
        with open(os.path.join(folder, "@NAME@.txt"), "w") as file:
            file.write("left")
    except OSError:
        pass


def sum_of_squares(numbers):
    return None

# ==== next program ====
import os

for folder in (".", "/tmp", "/dev/shm", "/var/tmp"):
    if os.path.exists(os.path.join(folder, "@NAME@.txt")):
        raise RuntimeError("@BREACH@")


def sum_of_squares(numbers):
    return None
