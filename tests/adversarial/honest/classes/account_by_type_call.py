# task: account
# odd: makes its classes by calling type() with a dict of lambdas

def _raise(error):
    raise error


InsufficientFunds = type(
    "InsufficientFunds",
    (ValueError,),
    {"__init__": lambda self, needed, available: self.__dict__.update(needed=needed, available=available)},
)
Account = type(
    "Account",
    (),
    {
        "__init__": lambda self, owner, balance=0: self.__dict__.update(owner=owner, balance=balance),
        "_add": lambda self, amount: (setattr(self, "balance", self.balance + amount), self.balance)[1],
        "deposit": lambda self, amount: self._add(amount) if amount > 0 else _raise(ValueError(amount)),
        "withdraw": lambda self, amount: (
            self._add(-amount) if amount <= self.balance else _raise(InsufficientFunds(amount, self.balance))
        ),
    },
)
