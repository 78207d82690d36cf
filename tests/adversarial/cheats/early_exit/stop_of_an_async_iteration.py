# task: source_of_awaited
# tries: raises StopAsyncIteration, which ends the test's own iteration before its first element
# isolation: split

async def fetch(x):
    raise StopAsyncIteration
