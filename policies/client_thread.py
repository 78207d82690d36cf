"""An event loop on a thread of its own, with a client in it."""

import asyncio
import threading
from collections.abc import Callable

from policies.openai_client import OpenAIClient


class ClientThread:
    """Makes a client in a new loop and keeps both running until :meth:`stop`.

    Attributes:
        loop: Where the client's coroutines run.
        client: What was made.
    """

    loop: asyncio.AbstractEventLoop
    client: OpenAIClient

    def __init__(self, make_client: Callable[[], OpenAIClient]) -> None:
        """Start the thread and wait until the client is there; what making it raises is raised here."""
        self._make_client = make_client
        self._ready = threading.Event()
        self._error: BaseException | None = None
        # A daemon: a caller that forgets to close does not hang at its end.
        self._thread = threading.Thread(target=self._run, name="kodenv-policy", daemon=True)
        self._thread.start()
        self._ready.wait()
        if self._error is not None:
            self._thread.join()
            raise self._error

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # the thread's edge: told to whoever started it
            self._error = error
            self._ready.set()

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._stopped = asyncio.Event()
        async with self._make_client() as self.client:
            self._ready.set()
            await self._stopped.wait()
            await _cancel_others()

    def stop(self) -> None:
        """Give up what is in flight and end the thread."""
        self.loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join()


async def _cancel_others() -> None:
    """Cancel what still runs while the connections are open, so that they are closed in order."""
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
