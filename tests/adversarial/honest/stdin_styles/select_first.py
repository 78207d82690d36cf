# task: sum_of_input
# odd: waits for its input by select, in a non-blocking loop

import os
import select

os.set_blocking(0, False)
data = b""
while True:
    select.select([0], [], [], 1)
    part = os.read(0, 4096)
    if not part:
        break
    data += part
print(sum(map(int, data.split())))
