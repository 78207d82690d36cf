"""What is known of a server: whether it answers at all, whether it wants to be left alone, whether all is lost."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from kodenv.errors import PolicyError


class Clock(Protocol):
    """Time as a client sees it."""

    def now(self) -> float:
        """Return seconds that only grow."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Let others run for so long."""
        ...


class ServerState:
    """Shared by all requests to one server; for one event loop."""

    def __init__(self, clock: Clock, has_answered: Callable[[], bool]) -> None:
        """Know nothing yet.

        Args:
            clock: What waits.
            has_answered: Tells whether this model on this server ever answered anything.
        """
        self._clock, self._has_answered = clock, has_answered
        self._paused_until = 0.0
        self._fatal: PolicyError | None = None
        self._over = asyncio.Event()
        self._asking = self._doubtful = 0
        self._news = asyncio.Event()

    def fail(self, error: PolicyError) -> PolicyError:
        """Say that no request will be answered any more; return the first such error."""
        self._fatal = self._fatal or error
        self._over.set()
        return self._fatal

    def pause(self, seconds: float) -> None:
        """Send nothing for so long."""
        self._paused_until = max(self._paused_until, self._clock.now() + seconds)

    async def wait_for_turn(self) -> None:
        """Return when something may be sent.

        Raises:
            PolicyError: If all is lost by then.
        """
        while (left_s := self._paused_until - self._clock.now()) > 0:
            await self.sleep(left_s)
        if self._fatal is not None:
            raise self._fatal

    async def sleep(self, seconds: float) -> None:
        """Sleep, but not on when all is lost.

        Raises:
            PolicyError: If it is.
        """
        tasks = [asyncio.ensure_future(self._clock.sleep(seconds)), asyncio.ensure_future(self._over.wait())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
        if self._fatal is not None:
            raise self._fatal

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Count a request as long as it is asked."""
        self._asking += 1
        try:
            yield
        finally:
            self._asking -= 1
            if self._doubtful:
                self._tell()

    async def is_alone_at_fault(self) -> bool:
        """Tell, of a request that the server refuses, whether others are answered: then the fault is its own.

        A refusal comes at once and an answer takes its time, so this waits until one is answered, or until every
        request that is asked has been refused.
        """
        self._doubtful += 1
        self._tell()
        try:
            while not self._has_answered():
                if self._doubtful == self._asking or self._fatal is not None:
                    return False
                await self._news.wait()
            return True
        finally:
            self._doubtful -= 1

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
