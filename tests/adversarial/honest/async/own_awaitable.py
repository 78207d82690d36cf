# task: async_squares
# odd: returns an awaitable object of its own, and an async iterator class

class Later:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        yield
        return self.value


async def squares(numbers):
    return [await Later(n * n) for n in numbers]


class countdown:
    def __init__(self, n):
        self.n = n + 1

    def __aiter__(self):
        return self

    async def __anext__(self):
        self.n -= 1
        if not self.n:
            raise StopAsyncIteration
        await Later(None)
        return self.n
