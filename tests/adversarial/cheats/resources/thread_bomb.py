# tasks: sum_of_squares
# tries: a thousand threads that never end
# harm: resources
# timeout_s: 4

import threading
import time

threading.stack_size(64 << 10)
for _ in range(1000):
    try:
        threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
    except RuntimeError:
        break


def sum_of_squares(*_):
    return 3
