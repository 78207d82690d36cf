# task: ticket
# odd: guards its state by locks and hands tickets out from a second thread

import queue
import threading

lock = threading.RLock()
asked, answers = queue.Queue(), queue.Queue()
seen = []
last = 0


def serve():
    global last
    while True:
        asked.get()
        with lock:
            last += 1
            answers.put(last)


threading.Thread(target=serve, daemon=True).start()


def next_ticket():
    asked.put(None)
    return answers.get()


def reset(start=0):
    global last
    with lock:
        last = start


def remember(item):
    with lock:
        seen.append(item)
        return seen[:]
