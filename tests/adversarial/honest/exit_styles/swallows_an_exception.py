# task: sum_of_input
# odd: has an exception that it swallows and one in a thread that is only reported

import sys
import threading

threading.Thread(target=lambda: 1 / 0).start()
try:
    print(sum(map(int, sys.stdin.read().split())))
    raise RuntimeError("after the answer")
except RuntimeError:
    pass
