"""Coroutines of the other end: they run in its event loop, which takes one turn for each question about them."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from kodenv.sandbox.calls.peer import Peer

_PAUSE_S = 0.0005


def await_there(proxy: Any) -> Generator[Any, None, Any]:
    """Wait for something of the other end's; the ``__await__`` of proxies."""
    import asyncio

    peer = object.__getattribute__(proxy, "#ref").peer
    number = peer.ask("task", proxy)
    try:
        while True:
            is_done, value, pause = peer.ask("turn", number)
            if is_done:
                return value
            yield from asyncio.sleep(pause).__await__()
    except BaseException as error:
        if isinstance(error, (GeneratorExit, asyncio.CancelledError)):
            peer.ask("cancel", number)
        raise


async def coroutine_of(proxy: Any) -> Any:
    """Return what a coroutine of the other end's returns."""
    return await proxy


class Tasks:
    """What this end runs for the other one."""

    def __init__(self) -> None:
        self.loop: Any = None
        self.running: dict[int, Any] = {}
        self.last = 0

    def start(self, peer: Peer, awaitable: Any) -> int:
        """Make a task of an awaitable: in the running event loop, else in one that :meth:`turn` turns."""
        import asyncio

        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            if self.loop is None:
                self.loop = asyncio.new_event_loop()
                asyncio.set_event_loop(self.loop)
            loop = self.loop
        self.last += 1
        self.running[self.last] = loop.create_task(_result_of(awaitable))
        return self.last

    def turn(self, peer: Peer, number: int) -> tuple[bool, Any, float]:
        """Return whether a task is done, its result, and after how many seconds to ask again."""
        task = self.running[number]
        pause = _PAUSE_S
        if not task.done() and task.get_loop() is self.loop and not self.loop.is_running():
            self.loop.call_soon(self.loop.stop)
            self.loop.run_forever()
            timers = [timer.when() for timer in self.loop._scheduled]
            ready = 0.0 if self.loop._ready else _PAUSE_S * 20
            pause = max(0.0, min([ready, *(when - self.loop.time() for when in timers)]))
        if not task.done():
            return False, None, pause
        del self.running[number]
        return True, task.result(), 0.0

    def cancel(self, peer: Peer, number: int) -> None:
        """Cancel a task."""
        task = self.running.pop(number, None)
        if task is not None:
            task.cancel()
            if task.get_loop() is self.loop and not self.loop.is_running():
                self.loop.call_soon(self.loop.stop)
                self.loop.run_forever()


async def _result_of(awaitable: Any) -> Any:
    return await awaitable


def operations() -> dict[str, Any]:
    """Return what an end may be asked for to run coroutines."""
    tasks = Tasks()
    return {"task": tasks.start, "turn": tasks.turn, "cancel": tasks.cancel}
