# task: log_of_rows
# odd: methods whose result nobody looks at return nothing, and dump returns the list itself

class Log:
    def __init__(self):
        self.rows = []

    def write(self, x):
        self.rows += [x]

    def clear(self):
        self.rows.clear()

    def dump(self):
        return self.rows
