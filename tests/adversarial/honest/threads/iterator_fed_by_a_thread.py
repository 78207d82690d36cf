# task: primes
# odd: gives what a daemon thread puts into a bounded queue

import queue
import threading


def primes():
    numbers = queue.Queue(maxsize=4)

    def produce():
        n = 2
        while True:
            if all(n % d for d in range(2, int(n**0.5) + 1)):
                numbers.put(n)
            n += 1

    threading.Thread(target=produce, daemon=True).start()
    return iter(numbers.get, None)
