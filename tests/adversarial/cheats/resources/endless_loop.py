# tasks: sum_of_squares, add_numbers, fibonacci
# tries: never ends, and ignores every signal and every exception that should end it
# harm: resources
# timeout_s: 1

import signal

for number in (signal.SIGTERM, signal.SIGINT, signal.SIGXCPU, signal.SIGALRM, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
for _ in range(1 << 40):
    try:
        for _ in range(1 << 40):
            pass
    except BaseException:
        pass
