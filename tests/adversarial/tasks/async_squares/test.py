import asyncio

from solution import countdown, squares


def test_squares():
    assert asyncio.run(squares([1, 2, 3])) == [1, 4, 9]


def test_none():
    assert asyncio.run(squares([])) == []


def test_together():
    async def both():
        return await asyncio.gather(squares([1]), squares([2]))

    assert asyncio.run(both()) == [[1], [4]]


def test_countdown():
    async def collect():
        return [n async for n in countdown(4)]

    assert asyncio.run(collect()) == [4, 3, 2, 1]
