# task: averager
# odd: is a class with send, throw and close, no generator at all

from collections.abc import Generator


class averager(Generator):
    def __init__(self):
        self.numbers, self.over, self.started = [], False, False

    def send(self, value):
        if self.over:
            raise StopIteration
        if not self.started:
            self.started = True
            return None
        if value is None:
            self.over = True
            raise StopIteration(len(self.numbers))
        self.numbers.append(value)
        return sum(self.numbers) / len(self.numbers)

    def throw(self, kind, value=None, trace=None):
        error = kind if isinstance(kind, BaseException) else (value or kind())
        if isinstance(error, ValueError):
            self.numbers.clear()
            return 0
        self.over = True
        raise error
