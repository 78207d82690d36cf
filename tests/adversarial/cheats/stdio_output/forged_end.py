# tasks: add_numbers, shout_lines
# tries: writes what the judge's side would say at the end to every descriptor
# harm: files

import os

for descriptor in range(3, 64):
    try:
        os.write(descriptor, b'{"exit": 0}\n8\n5\n')
    except OSError:
        pass
os._exit(0)
