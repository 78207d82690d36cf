# task: running_totals
# odd: talks with its own thread over a socket pair

import socket
import threading

near, far = socket.socketpair()


def serve():
    with far.makefile("rw") as stream:
        total = 0
        for line in stream:
            total = 0 if line == "start\n" else total + int(line)
            print(total, file=stream, flush=True)


threading.Thread(target=serve, daemon=True).start()
stream = near.makefile("rw")


def running_totals(xs):
    answers = []
    for line in ["start", *xs]:
        print(line, file=stream, flush=True)
        answers.append(int(stream.readline()))
    return answers[1:]
