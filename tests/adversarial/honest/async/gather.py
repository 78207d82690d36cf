# task: async_squares
# odd: computes in tasks with gather, a semaphore and a queue

import asyncio


async def squares(numbers):
    gate, results = asyncio.Semaphore(3), asyncio.Queue()

    async def work(place, n):
        async with gate:
            await asyncio.sleep(0.001 * (place % 3))
            await results.put((place, n * n))

    await asyncio.gather(*(work(*pair) for pair in enumerate(numbers)))
    return [value for _, value in sorted([results.get_nowait() for _ in numbers])]


async def countdown(n):
    queue = asyncio.Queue()

    async def feed():
        for k in range(n, 0, -1):
            await queue.put(k)
        await queue.put(None)

    task = asyncio.create_task(feed())
    while (k := await queue.get()) is not None:
        yield k
    await task
