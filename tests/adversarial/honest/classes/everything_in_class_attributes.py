# tasks: account, ticket
# odd: keeps everything in class attributes and class methods

class InsufficientFunds(ValueError):
    needed = available = None


class Account:
    accounts = {}

    def __init__(self, owner, balance=0):
        type(self).accounts[id(self)] = {"owner": owner, "balance": balance, "self": self}

    @property
    def owner(self):
        return self.accounts[id(self)]["owner"]

    @property
    def balance(self):
        return Account.accounts[id(self)]["balance"]

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError(amount)
        self.accounts[id(self)]["balance"] += amount
        return self.balance

    def withdraw(self, amount):
        if amount > self.balance:
            error = InsufficientFunds(amount)
            error.needed, error.available = amount, self.balance
            raise error
        self.accounts[id(self)]["balance"] -= amount
        return self.balance


class Tickets:
    last, items = 0, []

    @classmethod
    def next_ticket(cls):
        cls.last += 1
        return cls.last

    @classmethod
    def reset(cls, start=0):
        cls.last = start

    @classmethod
    def remember(cls, item):
        cls.items.append(item)
        return list(cls.items)


next_ticket, reset, remember = Tickets.next_ticket, Tickets.reset, Tickets.remember
