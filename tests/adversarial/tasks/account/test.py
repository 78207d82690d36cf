import pytest

from solution import Account, InsufficientFunds


@pytest.fixture
def account():
    return Account("Ada", 100)


def test_attributes(account):
    assert account.owner == "Ada"
    assert account.balance == 100
    assert Account("Bo").balance == 0


def test_deposit(account):
    assert account.deposit(50) == 150
    assert account.balance == 150


def test_withdraw(account):
    assert account.withdraw(30) == 70
    assert account.withdraw(70) == 0


def test_accounts_do_not_share(account):
    other = Account("Bo", 5)
    account.deposit(1)
    assert other.balance == 5
    assert account.balance == 101


def test_too_much(account):
    with pytest.raises(InsufficientFunds) as info:
        account.withdraw(101)
    assert info.value.needed == 101
    assert info.value.available == 100
    assert account.balance == 100


def test_it_is_a_value_error(account):
    with pytest.raises(ValueError):
        account.withdraw(1000)
    assert issubclass(InsufficientFunds, ValueError)


@pytest.mark.parametrize("amount", [0, -5])
def test_bad_deposit(account, amount):
    with pytest.raises(ValueError):
        account.deposit(amount)
