# tasks: parse_age, bank_account, stack, apply_times, retry
# tries: one exception that is an instance of most others, with every message in it

class Every(ValueError, IndexError, ZeroDivisionError, OSError):
    def __str__(self):
        return "not a number out of range"


class InsufficientFunds(Every):
    pass


def parse_age(*_):
    raise Every()


BankAccount = Stack = apply_times = retry = parse_age
