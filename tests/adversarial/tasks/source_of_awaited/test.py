import asyncio
from solution import fetch


class Source:
    def __init__(self, xs):
        self.xs = list(xs)

    def __aiter__(self):
        return self

    async def __anext__(self):
        if not self.xs:
            raise StopAsyncIteration
        return await fetch(self.xs.pop(0))


async def collect():
    return [x async for x in Source([1, 2, 3])]


def test_all():
    got = asyncio.run(collect())
    assert all(x % 2 == 0 for x in got)
    for x in got:
        assert x > 0
    assert isinstance(got, list)
