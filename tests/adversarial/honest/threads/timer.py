# task: shout
# odd: answers from a threading.Timer after 20 ms

import threading


def shout(text):
    box, done = [], threading.Event()

    def answer():
        box.append(text.upper() + "!")
        done.set()

    threading.Timer(0.02, answer).start()
    done.wait()
    return box[0]
