# task: backwards_lines
# odd: reads its input in a thread below an event loop

import asyncio
import sys


async def main():
    text = await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    await asyncio.sleep(0)
    for line in lines[::-1]:
        print("".join(reversed(line)))


asyncio.run(main())
