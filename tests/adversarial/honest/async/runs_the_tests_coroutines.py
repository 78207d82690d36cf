# task: gather_lengths
# odd: starts a task for each name and awaits them one by one

import asyncio


async def gather_lengths(fetch, names):
    tasks = {name: asyncio.ensure_future(fetch(name)) for name in names}
    lengths = {}
    for name, task in tasks.items():
        try:
            lengths[name] = len(await task)
        except Exception:
            lengths[name] = None
    return lengths
