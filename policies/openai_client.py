"""An async client of one model on one OpenAI-compatible server, on the ``openai`` package.

A window of requests is in flight; when one ends, the next begins. What comes back is kept on disk before
anybody hears of it. The package's own retries are off: they know nothing of the other requests.
"""

import asyncio
import logging
import random
import time
from types import TracebackType

import httpx2
import openai

from kodenv.errors import ConfigError, PolicyError
from kodenv.policy import Completion, Request
from policies.account import Account
from policies.openai_body import Call, build_call
from policies.openai_failures import FAILURES, Failure, Kind, backoff_s, classify
from policies.openai_reply import BadReply, read_reply
from policies.openai_settings import Endpoint, OpenAISettings
from policies.rate_limit import RateLimit
from policies.refusals import REFUSED
from policies.request_store import RequestStore
from policies.server_state import Clock, ServerState

_log = logging.getLogger(__name__)
_CONNECT_S = 10.0
_FIRST_CONNECTS = 2  # attempts while nobody ever answered: the address is probably wrong
_LONGEST_PAUSE_S = 3600.0
_MODELS_SHOWN = 8
_TICK_S = 1e-6  # what is left of a wait by rounding


class Unanswered(PolicyError):
    """One request was given up; others may be answered."""


class _WallClock:
    now = staticmethod(time.monotonic)
    sleep = staticmethod(asyncio.sleep)


class OpenAIClient:
    """Answers requests one by one, however many are asked at once.

    For one event loop; a context manager of that loop.

    Attributes:
        account: What was asked, got and paid.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        settings: OpenAISettings,
        *,
        api_key: str | None = None,
        store: RequestStore | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Prepare to ask.

        Args:
            endpoint: The model and the server.
            settings: How to ask.
            api_key: Sent to the server; None for servers that want none.
            store: Where replies are kept; None: nowhere.
            clock: For tests; None: the real one.

        Raises:
            ConfigError: If the key holds characters that no key has.
        """
        self.account = Account(prices=settings.prices)
        self._endpoint, self._settings, self._store = endpoint, settings, store
        self._clock: Clock = clock or _WallClock()
        self._state = ServerState(self._clock, self._has_answered)
        self._api_key = _sendable(api_key)
        self._http = openai.AsyncOpenAI(
            # The package refuses to have no key, and would look for one in the environment.
            api_key=self._api_key or "none",
            base_url=endpoint.base_url,
            max_retries=0,
            timeout=httpx2.Timeout(None, connect=_CONNECT_S),
            http_client=openai.DefaultAsyncHttpxClient(
                limits=httpx2.Limits(
                    max_connections=settings.concurrency + 1, max_keepalive_connections=settings.concurrency + 1
                )
            ),
        )
        # Those of the environment are for one provider, and this may be another.
        self._http.organization = self._http.project = None
        self._slots = asyncio.Semaphore(settings.concurrency)
        self._flights: dict[bytes, asyncio.Future[Completion]] = {}
        self._gate = asyncio.Lock()  # first come, first served
        self._requests = _limit(settings.requests_per_minute)
        self._tokens = _limit(settings.tokens_per_minute)
        self._rng = random.Random()

    async def complete(self, request: Request) -> Completion:
        """Return the reply to a request; equal requests with equal sample indices have the same one.

        A request that the model cannot take, because it is too long or against the server's rules, is answered
        with an empty text, ``finish_reason`` ``refused`` and the server's words in ``usage["error"]``.

        Raises:
            Unanswered: If this request was given up.
            PolicyError: If no request can be answered.
            ConfigError: If the request is none.
        """
        call = build_call(request, self._endpoint, self._settings)
        try:
            while (other := self._flights.get(call.key)) is not None:
                await asyncio.wait([other])
                if not other.cancelled():
                    return self._reuse(other.result())
            return await self._fly(call)
        except PolicyError as error:
            self.account.unanswered += 1
            raise error if isinstance(error, Unanswered) else self._state.fail(error) from None

    async def _fly(self, call: Call) -> Completion:
        """Answer, and let equal requests that come meanwhile have the same answer."""
        flight = self._flights[call.key] = asyncio.get_running_loop().create_future()
        try:
            completion = await self._find_or_ask(call)
            flight.set_result(completion)
        except PolicyError as error:
            flight.set_exception(error)
            flight.exception()  # seen: nobody else may have waited for it
            raise
        finally:
            flight.cancel()  # nothing, once it has a result
            del self._flights[call.key]
        return completion

    async def _find_or_ask(self, call: Call) -> Completion:
        kept = self._store.get(call.key) if self._store else None
        if kept is not None:
            try:
                return self._reuse(read_reply(kept, call))
            except BadReply as error:
                _log.warning("%s: asking again what is kept damaged (%s)", self._endpoint.name, error)
        with self._state.asking():
            return await self._ask(call)

    async def _ask(self, call: Call) -> Completion:
        failed = counted = 0
        answered_at_first = self.account.answered
        while True:
            answered_before = self.account.answered
            async with self._slots:
                taken = await self._wait_for_turn(call)
                try:
                    return await self._attempt(call, taken)
                except FAILURES as error:
                    failure = classify(error)
            await self._take_in(failure)
            if failure.kind is Kind.MODEL:
                self.account.refused += 1
                return Completion(text=call.prefill, finish_reason=REFUSED, usage={"error": failure.got})
            failed += 1
            # Being told to come later is no failed attempt as long as others get their answers.
            counted += not (failure.busy and self.account.answered > answered_before)
            if failure.kind is Kind.REQUEST or counted >= self._most_attempts(failure):
                raise self._give_up(failure, failed, alive=self.account.answered > answered_at_first)
            await self._state.sleep(backoff_s(failed, failure.wait_s, self._rng))

    async def _attempt(self, call: Call, taken: float) -> Completion:
        async with asyncio.timeout(self._settings.timeout_s):
            response = await self._http.post(call.path, cast_to=httpx2.Response, body=call.body)
        body = response.content
        completion = read_reply(body, call)
        if self._store:
            kept = self._store.put(call.key, self._endpoint.name, body)
            completion = completion if kept is body else read_reply(kept, call)
        used = self.account.paid.add(completion.usage)
        self.account.answered += 1
        if self._tokens and used:
            self._tokens.give_back(taken - used)
        return completion

    async def _wait_for_turn(self, call: Call) -> float:
        """Wait as the rate limits and the server want, and return how many tokens were taken."""
        taken = 0.0
        if self._requests or self._tokens:
            async with self._gate:
                taken = await self._pass_limits(call)
        await self._state.wait_for_turn()
        return taken

    async def _pass_limits(self, call: Call) -> float:
        while True:
            now, tokens = self._clock.now(), self._expected_tokens(call)
            limits = [
                (limit, units) for limit, units in ((self._requests, 1.0), (self._tokens, tokens)) if limit is not None
            ]
            wait_s = max(limit.wait_s(units, now) for limit, units in limits)
            if wait_s <= _TICK_S:
                break
            await self._state.sleep(wait_s)
        for limit, units in limits:
            limit.take(units, now)
        return tokens

    def _expected_tokens(self, call: Call) -> float:
        """Guess from the replies so far how many tokens prompt and reply will have."""
        paid, counted = self.account.paid, self.account.answered - self.account.paid.unknown
        reply = paid.completion / counted if counted else call.max_tokens
        return call.prompt_tokens + reply

    async def _take_in(self, failure: Failure) -> None:
        """Count a failed attempt, and stop everything if nothing will work."""
        self.account.failures[failure.cause] += 1
        _log.info("%s: %s", self._endpoint.name, failure.got)
        if failure.busy and failure.wait_s is not None:
            self._state.pause(failure.wait_s)
        if failure.kind is Kind.FATAL or (failure.wait_s or 0) > _LONGEST_PAUSE_S:
            remedy = await self._explain_missing() if failure.status == 404 else failure.remedy
            raise self._error(f"expected a completion, got {failure.got}; {remedy}")
        if failure.kind in (Kind.MODEL, Kind.REQUEST) and not await self._state.is_alone_at_fault():
            raise self._error(f"expected a completion, got {failure.got}; {failure.remedy}")

    def _has_answered(self) -> bool:
        if self.account.answered or self.account.reused:
            return True
        return self._store is not None and self._store.has_any(self._endpoint.name)

    def _most_attempts(self, failure: Failure) -> int:
        first = failure.unreachable and not self.account.answered
        return min(self._settings.attempts, _FIRST_CONNECTS) if first else self._settings.attempts

    def _give_up(self, failure: Failure, failed: int, *, alive: bool) -> PolicyError:
        """Return the error of a request that is given up: everybody's, if the server answers nobody."""
        tried = f"{failure.got} after {failed} attempts" if failed > 1 else failure.got
        kind = Unanswered if alive or failure.kind is Kind.REQUEST else PolicyError
        return self._error(f"expected a completion, got {tried}; {failure.remedy}", kind)

    async def _explain_missing(self) -> str:
        """Say which part of the address is wrong, after a 404."""
        try:
            async with asyncio.timeout(_CONNECT_S):
                names = [model.id async for model in await self._http.models.list()]
        except (openai.OpenAIError, TimeoutError, ValueError, AttributeError, TypeError):
            return "check the base URL, which usually ends with /v1, and the model's name"
        shown = ", ".join(names[:_MODELS_SHOWN])
        if self._endpoint.model in names or not names:
            return "check the base URL, which usually ends with /v1"
        return f"the server's models are {shown}" + (", ..." if len(names) > _MODELS_SHOWN else "")

    def _error(self, what: str, kind: type[PolicyError] = PolicyError) -> PolicyError:
        sentence = f"{self._endpoint.name}: {what}"
        return kind(sentence.replace(self._api_key, "***") if self._api_key else sentence)

    def _reuse(self, completion: Completion) -> Completion:
        self.account.reused += 1
        self.account.saved.add(completion.usage)
        return completion

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def __aenter__(self) -> "OpenAIClient":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


def _limit(per_minute: float | None) -> RateLimit | None:
    return None if per_minute is None else RateLimit(per_minute)


def _sendable(api_key: str | None) -> str | None:
    key = (api_key or "").strip()
    if not (key.isascii() and key.isprintable()):
        raise ConfigError("policy openai: expected an API key of printable ASCII, got another; check OPENAI_API_KEY")
    return key or None
