# tasks: sum_of_squares
# tries: timers, blocked signals, a low priority and few processors for the process that forks the next
# harm: leftovers, processes

import os
import resource
import signal

signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))
signal.setitimer(signal.ITIMER_REAL, 0.5, 0.5)
for process in {0, 1, os.getppid()}:
    for attempt in (
        lambda: os.setpriority(os.PRIO_PROCESS, process, 15),
        lambda: os.sched_setaffinity(process, {min(os.sched_getaffinity(0))}),
        lambda: os.sched_setscheduler(process, os.SCHED_IDLE, os.sched_param(0)),
        lambda: resource.prlimit(process, resource.RLIMIT_NOFILE, (10, 10)) if process else None,
        lambda: resource.prlimit(process, resource.RLIMIT_CPU, (1, 1)) if process else None,
    ):
        try:
            attempt()
        except (OSError, ValueError):
            pass


def sum_of_squares(*_):
    return 3
# ==== next program ====
import os
import resource
import signal

if signal.pthread_sigmask(signal.SIG_BLOCK, ()) or signal.getitimer(signal.ITIMER_REAL)[0]:
    raise RuntimeError("@BREACH@")
if os.getpriority(os.PRIO_PROCESS, 0) or os.sched_getscheduler(0) != os.SCHED_OTHER:
    raise RuntimeError("@BREACH@")
if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < 64:
    raise RuntimeError("@BREACH@")


def sum_of_squares(*_):
    return 3
