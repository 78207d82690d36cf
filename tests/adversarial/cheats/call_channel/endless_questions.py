# tasks: apply_times, best_item, notify_all
# tries: never answers: asks the tests' objects the same question for ever
# isolation: split
# timeout_s: 1

def apply_times(function, *_):
    for _ in range(1 << 40):
        try:
            getattr(function, "stars", None)
            function(1)
        except Exception:
            pass


def best_item(items):
    for _ in range(1 << 40):
        try:
            items[0].stars
        except Exception:
            pass


def notify_all(sender, names):
    for _ in range(1 << 40):
        sender.close
