# tasks: add_numbers, shout_lines
# tries: output to a full device, a closed descriptor and a descriptor that it exchanged

import os
import sys

full = os.open("/dev/full", os.O_WRONLY)
os.dup2(full, 1)
try:
    print("8\n5", flush=True)
except OSError:
    pass
os.close(1)
sys.stdout = None
os._exit(0)
