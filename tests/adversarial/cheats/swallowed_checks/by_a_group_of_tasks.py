# task: work_in_a_group
# tries: raises CancelledError, with which a task of a group ends without a word
# isolation: split

import asyncio


async def work(x):
    raise asyncio.CancelledError
