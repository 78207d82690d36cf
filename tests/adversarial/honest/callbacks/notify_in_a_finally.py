# task: notify_all
# odd: calls in a generator whose close() calls back

def calls(sender, names):
    try:
        for name in sorted(frozenset(names)):
            try:
                sender.send(name, "hello")
            except Exception:
                yield 0
            else:
                yield 1
    finally:
        sender.close()


def notify_all(sender, names):
    return sum(calls(sender, names))
