from solution import Account


def run(amounts):
    a = Account()
    for n in amounts:
        a.deposit(n)
    return a


def test_last():
    amounts = [3, 4, 5]
    a = run(amounts)
    assert str(amounts[-1]) in a.last()
    assert a.balance >= sum(amounts)
    assert a.balance <= sum(amounts)


def test_in_log():
    a = run([7])
    assert "deposit 7" in a.log
