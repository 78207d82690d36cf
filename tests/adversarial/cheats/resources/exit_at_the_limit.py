# tasks: sum_of_squares, add_numbers
# tries: ends with status 0 at the very moment of its time limit, over and over in children
# harm: processes
# timeout_s: 1

import os
import time

start = time.monotonic()
for step in range(20):
    if os.fork() == 0:
        time.sleep(max(0, 0.98 + step * 0.002 - (time.monotonic() - start)))
        os._exit(0)
time.sleep(max(0, 0.999 - (time.monotonic() - start)))
os._exit(0)
