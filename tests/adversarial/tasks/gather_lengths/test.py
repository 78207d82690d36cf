import asyncio

from solution import gather_lengths


async def fetch(name):
    await asyncio.sleep(0)
    if name == "bad":
        raise OSError("no such page")
    return name * 3


def test_lengths():
    assert asyncio.run(gather_lengths(fetch, ["a", "bcd"])) == {"a": 3, "bcd": 9}


def test_errors():
    assert asyncio.run(gather_lengths(fetch, ["bad", "x"])) == {"bad": None, "x": 3}


def test_at_the_same_time():
    running = 0
    most = 0

    async def slow(name):
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.01)
        running -= 1
        return name

    assert asyncio.run(gather_lengths(slow, ["a", "bb", "ccc"])) == {"a": 1, "bb": 2, "ccc": 3}
    assert most == 3


def test_none():
    assert asyncio.run(gather_lengths(fetch, [])) == {}
