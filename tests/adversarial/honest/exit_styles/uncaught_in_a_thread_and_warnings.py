# task: sum_of_input
# odd: leaves a traceback of a thread, warnings and a resource warning on stderr

import sys
import threading
import warnings

warnings.simplefilter("always")
thread = threading.Thread(target=int, args=("x",))
thread.start()
thread.join()
warnings.warn("noise")
open(0, closefd=False)
print(sum(map(int, sys.stdin.read().split())))
