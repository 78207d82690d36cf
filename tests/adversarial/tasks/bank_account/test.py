import pytest
from solution import BankAccount, InsufficientFunds


def test_starts_empty():
    assert BankAccount("Ada").balance == 0


def test_keeps_state():
    account = BankAccount("Ada", 10)
    assert account.deposit(5) == 15
    assert account.withdraw(7) == 8
    assert account.balance == 8
    assert account.owner == "Ada"


def test_accounts_are_apart():
    first, second = BankAccount("Ada"), BankAccount("Bob")
    first.deposit(3)
    assert second.balance == 0


def test_refuses_bad_amounts():
    account = BankAccount("Ada", 10)
    for amount in (0, -1):
        with pytest.raises(ValueError):
            account.deposit(amount)
        with pytest.raises(ValueError):
            account.withdraw(amount)


def test_refuses_too_much():
    account = BankAccount("Ada", 10)
    with pytest.raises(InsufficientFunds):
        account.withdraw(11)
    assert account.balance == 10
