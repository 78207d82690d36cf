# task: sum_of_input
# odd: ends while a daemon thread still waits

import sys
import threading

threading.Thread(target=threading.Event().wait, daemon=True).start()
print(sum(map(int, sys.stdin.read().split())))
