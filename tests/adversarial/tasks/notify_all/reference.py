def notify_all(sender, names):
    sent = 0
    for name in sorted(set(names)):
        try:
            sender.send(name, "hello")
            sent += 1
        except Exception:
            pass
    sender.close()
    return sent
