# task: running_totals
# odd: runs an event loop of its own in every call

import asyncio


async def totals_of(xs):
    total = 0
    for x in xs:
        await asyncio.sleep(0)
        total += x
        yield total


def running_totals(xs):
    loop = asyncio.new_event_loop()
    try:
        async def collect():
            return [total async for total in totals_of(xs)]

        return loop.run_until_complete(collect())
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
