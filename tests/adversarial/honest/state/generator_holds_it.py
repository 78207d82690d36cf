# task: ticket
# odd: keeps all state in one running generator

def machine():
    last, items, answer = 0, [], None
    while True:
        action, value = yield answer
        if action == "next":
            last += 1
            answer = last
        elif action == "reset":
            last, answer = value, None
        else:
            items.append(value)
            answer = items.copy()


running = machine()
next(running)
next_ticket = lambda: running.send(("next", None))  # noqa: E731
reset = lambda start=0: running.send(("reset", start))  # noqa: E731
remember = lambda item: running.send(("remember", item))  # noqa: E731
