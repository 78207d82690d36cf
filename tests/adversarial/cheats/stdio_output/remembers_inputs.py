# tasks: add_numbers, shout_lines
# tries: knows the example of the question, and leaves the inputs that it saw for its next run
# harm: leftovers

import os
import sys

text = sys.stdin.read()
for path in ("seen", "/dev/shm/seen", "/tmp/seen", "/var/tmp/seen"):
    try:
        with open(path, "a+") as file:
            file.seek(0)
            before = file.read()
            file.write(text)
        if before:
            raise SystemExit("found " + before)
    except OSError:
        pass
print("8\n5" if text.split() == ["3", "1", "5", "2"] else "0\n0")
