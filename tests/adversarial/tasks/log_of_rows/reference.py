class Log:
    def __init__(self):
        self.rows = []

    def write(self, x):
        self.rows.append(x)
        return len(self.rows)

    def clear(self):
        n = len(self.rows)
        self.rows = []
        return n

    def dump(self):
        return list(self.rows)
