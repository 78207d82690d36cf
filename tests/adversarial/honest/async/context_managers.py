# task: async_squares
# odd: uses async context managers, async comprehensions and cancellation

import asyncio
import contextlib


@contextlib.asynccontextmanager
async def helper():
    task = asyncio.ensure_future(asyncio.sleep(60))
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def each(numbers):
    for n in numbers:
        yield n


async def squares(numbers):
    async with helper():
        return [n * n async for n in each(numbers)]


async def countdown(n):
    async with helper(), contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(asyncio.sleep, 0)
        for k in reversed(range(1, n + 1)):
            yield k
