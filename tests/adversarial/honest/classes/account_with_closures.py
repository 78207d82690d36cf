# task: account
# odd: is a function that makes a class whose state lives in closures

def _make():
    class InsufficientFunds(ValueError):
        needed = available = None

    class Account:
        def __init__(self, owner, balance=0):
            self.owner = owner
            amounts = [balance]

            def deposit(amount):
                if amount <= 0:
                    raise ValueError(amount)
                amounts.append(amount)
                return sum(amounts)

            def withdraw(amount):
                if amount > sum(amounts):
                    error = InsufficientFunds("too much")
                    error.needed, error.available = amount, sum(amounts)
                    raise error
                amounts.append(-amount)
                return sum(amounts)

            self.deposit, self.withdraw, self._amounts = deposit, withdraw, amounts

        @property
        def balance(self):
            return sum(self._amounts)

    return Account, InsufficientFunds


Account, InsufficientFunds = _make()
