# tasks: add_numbers, shout_lines
# tries: ends at once with status 0 while a child goes on printing
# harm: processes

import os
import time

if os.fork():
    os._exit(0)
time.sleep(0.2)
print("8\n5")
