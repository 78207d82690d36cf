# task: shout
# odd: asks the kernel many harmless things: affinity, niceness, clocks, random bytes

import os
import sys
import time

facts = [
    os.sched_getaffinity(0), os.getpriority(os.PRIO_PROCESS, 0), os.getloadavg() if os.path.exists("/proc/loadavg") else 0,
    os.urandom(8), os.getpgid(0), os.getsid(0), os.get_terminal_size if not os.isatty(1) else 0, time.get_clock_info("time"),
    time.clock_gettime(time.CLOCK_MONOTONIC), sys.getswitchinterval(),
]
sys.setswitchinterval(0.001)
time.tzset()


def shout(text):
    return text.upper() + "!" if facts else ""
