import asyncio


async def squares(numbers):
    await asyncio.sleep(0)
    return [n * n for n in numbers]


async def countdown(n):
    while n:
        yield n
        await asyncio.sleep(0)
        n -= 1
