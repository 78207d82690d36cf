# task: shout
# odd: leaves a process that sleeps, in a session of its own

import os
import time

if os.fork() == 0:
    os.setsid()
    time.sleep(30)
    os._exit(0)


def shout(text):
    return text.upper() + "!"
