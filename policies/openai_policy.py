"""``openai:MODEL@BASE_URL``: an OpenAI-compatible server as a policy.

The requests run in an event loop on a thread of its own, so that they go on, and replies are kept, while
the caller is busy with what it got.
"""

import asyncio
import queue
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Any

from kodenv.errors import ConfigError, PolicyError
from kodenv.policy import Completion, Request
from policies.account import Account
from policies.client_thread import ClientThread
from policies.openai_client import OpenAIClient, Unanswered
from policies.openai_settings import Endpoint, OpenAISettings
from policies.request_store import RequestStore

_AHEAD = 4  # requests drawn per request in flight: what waits when the caller is slow
_DEFAULT_SETTINGS = OpenAISettings()
_Arrival = tuple[Request, Future[Completion]]


class OpenAIPolicy:
    """Asks a server, a window of requests at a time. A context manager.

    Attributes:
        name: ``openai:MODEL@BASE_URL``.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        settings: OpenAISettings = _DEFAULT_SETTINGS,
        *,
        api_key: str | None = None,
        store: Path | None = None,
    ) -> None:
        """Prepare; nothing is sent before the first request.

        Args:
            endpoint: The model and the server.
            settings: How to ask.
            api_key: Sent to the server; None for servers that want none.
            store: The file in which replies are kept and found again; None: nowhere.

        Raises:
            ConfigError: If the store cannot be used.
        """
        self.name = endpoint.name
        self._endpoint, self._settings, self._api_key = endpoint, settings, api_key
        self._store = RequestStore(store) if store is not None else None
        self._account = Account(prices=settings.prices)
        self._starting = threading.Lock()
        self._running: ClientThread | None = None
        self._closed = False

    @property
    def account(self) -> Account:
        """What was asked, got and paid since the policy was opened."""
        return self._running.client.account if self._running else self._account

    def identity(self) -> dict[str, Any]:
        """Return what can change a reply beside the request, for a run folder to compare."""
        return {"name": self.name, **self._settings.identity()}

    def submit(self, request: Request) -> Future[Completion]:
        """Ask, and return at once; from any thread. Cancel the future to give the request up.

        The future raises :class:`PolicyError`, of which :class:`Unanswered` concerns this request alone.

        Raises:
            ConfigError: If the policy is closed.
        """
        running = self._start()
        return asyncio.run_coroutine_threadsafe(running.client.complete(request), running.loop)

    def sample(self, requests: Iterable[Request]) -> Iterator[tuple[int, Completion]]:
        """Yield ``(request.index, completion)`` as they come; requests are drawn in the caller's thread.

        Raises:
            PolicyError: If the server answers nobody, or at the end if requests were given up.
        """
        arrived: queue.SimpleQueue[_Arrival] = queue.SimpleQueue()
        flying: set[Future[Completion]] = set()
        source = iter(requests)
        window = _AHEAD * self._settings.concurrency
        lost: list[tuple[Request, Unanswered]] = []
        failure: PolicyError | None = None
        more = True
        try:
            while more or flying:
                if more and len(flying) < window:
                    # One request for each reply: waiting for neither the other's end nor a full window.
                    request = next(source, None)
                    if request is None:
                        more = False
                    else:
                        flying.add(self._send(request, arrived))
                arrival = _take(arrived, wait=bool(flying) and not (more and len(flying) < window))
                if arrival is None:
                    continue
                asked, future = arrival
                flying.remove(future)
                try:
                    completion = future.result()
                except Unanswered as error:
                    lost.append((asked, error))
                except PolicyError as error:
                    # Ask no more, but hand out what is paid for and on its way.
                    failure, more = failure or error, False
                else:
                    yield asked.index, completion
        finally:
            for future in flying:
                future.cancel()
        if failure is not None:
            raise failure
        if lost:
            raise _describe_lost(self.name, lost)

    def _send(self, request: Request, arrived: queue.SimpleQueue[_Arrival]) -> Future[Completion]:
        future = self.submit(request)
        future.add_done_callback(lambda done: arrived.put((request, done)))
        return future

    def _start(self) -> ClientThread:
        with self._starting:
            if self._closed:
                raise ConfigError(f"{self.name}: expected an open policy, got one that was closed; make a new one")
            if self._running is None:
                self._running = ClientThread(
                    lambda: OpenAIClient(self._endpoint, self._settings, api_key=self._api_key, store=self._store)
                )
            return self._running

    def close(self) -> None:
        """Give up what is in flight, close the connections and the store."""
        with self._starting:
            self._closed = True
            if self._running is not None:
                self._account = self._running.client.account
                self._running.stop()
                self._running = None
            if self._store is not None:
                self._store.close()

    def __enter__(self) -> "OpenAIPolicy":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _take(arrived: queue.SimpleQueue[_Arrival], *, wait: bool) -> _Arrival | None:
    try:
        return arrived.get(block=wait)
    except queue.Empty:
        return None


def _describe_lost(name: str, lost: list[tuple[Request, Unanswered]]) -> PolicyError:
    request, error = lost[0]
    return PolicyError(
        f"{name}: expected a completion per request, got none for {len(lost)}, the first being "
        f"{request.question_id!r} sample {request.sample_index} ({str(error).removeprefix(f'{name}: ')}); "
        "what was answered is kept: run again to ask for the rest"
    )
