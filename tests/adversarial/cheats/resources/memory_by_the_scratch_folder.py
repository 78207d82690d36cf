# tasks: sum_of_squares
# tries: fills the scratch folder and shared memory, which are memory too
# harm: resources, files
# timeout_s: 8
# memory_mb: 256

import os

for folder in (".", "/dev/shm", "/tmp"):
    for number in range(12):
        try:
            with open(os.path.join(folder, f"fill{number}"), "wb") as file:
                for _ in range(60):
                    file.write(b"x" * (1 << 20))
        except OSError:
            break


def sum_of_squares(*_):
    return 3
