import asyncio


async def gather_lengths(fetch, names):
    texts = await asyncio.gather(*(fetch(name) for name in names), return_exceptions=True)
    return {
        name: None if isinstance(text, BaseException) else len(text)
        for name, text in zip(names, texts)
    }
