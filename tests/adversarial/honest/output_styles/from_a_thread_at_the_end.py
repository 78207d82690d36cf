# task: sum_of_input
# odd: prints from a thread that outlives the main one

import sys
import threading
import time


def work(data):
    time.sleep(0.05)
    print(sum(map(int, data.split())))


threading.Thread(target=work, args=(sys.stdin.read(),)).start()
