# task: shout
# odd: reads an asyncio subprocess

import asyncio
import sys


async def ask(text):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "import sys; print(ascii(sys.stdin.read().upper()))",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env={"PYTHONUTF8": "1"},
    )
    out, _ = await process.communicate(text.encode())
    return out.decode()


def shout(text):
    return eval(asyncio.run(ask(text))) + "!"
