# task: gcd_of
# odd: forks in a thread, and counts on the child's threads and locks being put right, as they are after any fork

import logging
import math
import os
import threading


def gcd_of(a, b):
    answers = []

    def work():
        logging.getLogger("gcd").setLevel(logging.ERROR)
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            alone = threading.current_thread() is threading.main_thread() and threading.active_count() == 1
            logging.getLogger("gcd").info("in the child")
            os.write(writer, str(math.gcd(a, b) if alone else -1).encode())
            os._exit(0)
        os.close(writer)
        answers.append(int(os.read(reader, 100)))
        os.close(reader)
        os.waitpid(child, 0)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return answers[0]
