# task: account
# odd: keeps all balances in a database in memory

import sqlite3

base = sqlite3.connect(":memory:", isolation_level=None)
base.execute("create table accounts (id integer primary key, owner text, balance int)")


class InsufficientFunds(ValueError):
    def __init__(self, needed, available):
        super().__init__(needed, available)
        self.needed, self.available = self.args


class Account:
    def __init__(self, owner, balance=0):
        self._id = base.execute("insert into accounts (owner, balance) values (?, ?)", (owner, balance)).lastrowid

    def __getattr__(self, name):
        if name not in ("owner", "balance"):
            raise AttributeError(name)
        return base.execute(f"select {name} from accounts where id = ?", (self._id,)).fetchone()[0]

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError
        base.execute("update accounts set balance = balance + ? where id = ?", (amount, self._id))
        return self.balance

    def withdraw(self, amount):
        with base:
            left = self.balance
            if left < amount:
                raise InsufficientFunds(amount, left)
            base.execute("update accounts set balance = ? where id = ?", (left - amount, self._id))
        return left - amount
