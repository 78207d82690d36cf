class Account:
    def __init__(self):
        self.balance = 0
        self.log = []

    def deposit(self, n):
        self.balance += n
        self.log.append("deposit %d" % n)

    def last(self):
        return self.log[-1]
