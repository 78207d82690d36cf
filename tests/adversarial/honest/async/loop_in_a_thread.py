# task: word_counts
# odd: keeps an event loop running in a daemon thread and submits to it

import asyncio
import threading

loop = asyncio.new_event_loop()
threading.Thread(target=loop.run_forever, daemon=True).start()


async def count(text):
    counts = {}
    for word in text.lower().split():
        counts[word] = counts.get(word, 0) + 1
        await asyncio.sleep(0)
    return counts


def word_counts(text):
    return asyncio.run_coroutine_threadsafe(count(text), loop).result()
