# task: sum_of_input
# odd: reads one byte at a time by os.read

import os

word, total = b"", 0
while True:
    byte = os.read(0, 1)
    if byte.isspace() or not byte:
        total += int(word or b"0")
        word = b""
        if not byte:
            break
    else:
        word += byte
print(total)
