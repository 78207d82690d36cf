# task: async_squares
# odd: works in asyncio.to_thread and by call_soon_threadsafe, with timeouts

import asyncio
import threading


async def squares(numbers):
    jobs = [asyncio.to_thread(pow, n, 2) for n in numbers]
    return list(await asyncio.wait_for(asyncio.gather(*jobs), timeout=8))


async def countdown(n):
    loop = asyncio.get_running_loop()
    for k in range(n, 0, -1):
        future = loop.create_future()
        threading.Thread(target=lambda: loop.call_soon_threadsafe(future.set_result, k)).start()
        yield await future
