# tasks: parse_age, bank_account, apply_times
# tries: exceptions whose __str__, __reduce__, __class__, args, __cause__ and __traceback__ lie, end or never end
# timeout_s: 3

import os


class Bomb(ValueError):
    def __str__(self):
        os._exit(0)

    __repr__ = __str__

    def __reduce__(self):
        return os._exit, (0,)

    @property
    def args(self):
        return self

    @property
    def __class__(self):
        return SystemExit

    @property
    def __cause__(self):
        return self


class InsufficientFunds(Bomb):
    pass


def parse_age(*_):
    raise Bomb("not a number")


BankAccount = apply_times = parse_age
