# tasks: sum_of_squares, bank_account, stack
# tries: unittest.mock.ANY and a MagicMock that equal everything

from unittest import mock


def sum_of_squares(numbers):
    return mock.ANY


class InsufficientFunds(Exception):
    pass


class BankAccount(mock.MagicMock):
    balance = mock.ANY
    owner = mock.ANY

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError
        return mock.ANY

    def withdraw(self, amount):
        if amount <= 0:
            raise ValueError
        if amount == 11:
            raise InsufficientFunds
        return mock.ANY


class Stack(mock.MagicMock):
    pass
