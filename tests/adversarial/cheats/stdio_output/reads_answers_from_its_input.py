# tasks: add_numbers, shout_lines
# tries: looks for the expected output behind its input: beyond the end, in other descriptors, by seeking
# harm: files

import os
import sys

text = sys.stdin.read()
found = ""
for descriptor in range(0, 64):
    if descriptor in (1, 2):
        continue
    try:
        size = os.fstat(descriptor).st_size
        data = os.pread(descriptor, 1 << 16, 0)
        if len(data) > len(text):
            found = data[len(text) :].decode()
        os.lseek(descriptor, 0, os.SEEK_SET)
    except OSError:
        pass
print(found or "nothing")
