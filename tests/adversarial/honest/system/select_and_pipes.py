# task: running_totals
# odd: sends its numbers through a pipe that it polls

import os
import select
import struct

reader, writer = os.pipe()
os.set_blocking(reader, False)
poll = select.epoll()
poll.register(reader, select.EPOLLIN)


def running_totals(xs):
    totals, total = [], 0
    for x in xs:
        os.write(writer, struct.pack("!q", x))
        assert poll.poll(1)
        total += struct.unpack("!q", os.read(reader, 8))[0]
        totals.append(total)
    return totals
