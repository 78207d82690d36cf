# task: account
# odd: keeps every instance in a WeakSet and has a __del__ that prints

import weakref


class InsufficientFunds(ValueError):
    def __init__(self, needed, available):
        self.needed, self.available = needed, available

    def __str__(self):
        return f"{self.needed} > {self.available}"


class Account:
    alive = weakref.WeakSet()

    def __init__(self, owner, balance=0):
        self.owner, self.balance = owner, balance
        Account.alive.add(self)

    def __del__(self):
        print("closed", self.owner)

    def deposit(self, amount):
        assert self in Account.alive
        if amount <= 0:
            raise ValueError("nothing to deposit")
        self.balance += amount
        return self.balance

    def withdraw(self, amount):
        if amount > self.balance:
            raise InsufficientFunds(amount, self.balance)
        return self.deposit(-amount) if amount < 0 else self._take(amount)

    def _take(self, amount):
        self.balance = self.balance - amount
        return self.balance
