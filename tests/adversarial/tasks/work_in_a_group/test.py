import asyncio
from solution import work


async def check(i):
    r = await work(i)
    assert r == i + 1


async def main():
    async with asyncio.TaskGroup() as tg:
        for i in range(3):
            tg.create_task(check(i))


def test_g():
    asyncio.run(main())
    assert True
