# task: account
# odd: has a metaclass that counts instances and wraps every method

import functools


class Logged(type):
    made = 0

    def __new__(mcls, name, bases, namespace, **options):
        for key, value in list(namespace.items()):
            if callable(value) and not key.startswith("__"):
                namespace[key] = mcls.wrap(value)
        return super().__new__(mcls, name, bases, namespace)

    @staticmethod
    def wrap(function):
        @functools.wraps(function)
        def method(self, *args, **kwargs):
            self.log.append(function.__name__)
            return function(self, *args, **kwargs)

        return method

    def __call__(cls, *args, **kwargs):
        Logged.made += 1
        instance = super().__call__(*args, **kwargs)
        return instance

    def __prepare__(name, bases, **options):
        return {"log": []}


class InsufficientFunds(ValueError):
    @property
    def needed(self):
        return self.args[0]

    @property
    def available(self):
        return self.args[1]


class Account(metaclass=Logged, checked=True):
    def __init__(self, owner, balance=0):
        self.owner, self.balance = owner, balance

    def deposit(self, amount):
        if not amount > 0:
            raise ValueError(amount)
        self.balance += amount
        return self.balance

    def withdraw(self, amount):
        if amount > self.balance:
            raise InsufficientFunds(amount, self.balance)
        self.balance -= amount
        return self.balance
