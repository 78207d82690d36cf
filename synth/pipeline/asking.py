"""Ask a policy for what the ledger lacks; every reply is in the ledger before anything is made of it."""

import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any, Generic, TypeVar

from kodenv.policy import Completion, Policy, Request
from synth.pipeline.ledger import Ledger

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(Generic[_Item]):
    """One thing to ask.

    Attributes:
        key: Where its reply is kept.
        make: Makes the request; called only if it is to be asked.
        item: What the reply is for.
    """

    key: str
    make: Callable[[], Request]
    item: _Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """A policy and its name in the configuration, under which its replies are counted."""

    name: str
    policy: Policy

    def answered(self, ledger: Ledger, asks: Iterable[Ask[_Item]]) -> Iterator[_Item]:
        """Yield the items whose reply is in the ledger (see the function), and note who gave it."""
        return answered(self.policy, ledger, asks, name=self.name)


def answered(policy: Policy, ledger: Ledger, asks: Iterable[Ask[_Item]], *, name: str = "") -> Iterator[_Item]:
    """Yield the items whose reply is in the ledger, as it gets there; known ones without asking again.

    Args:
        policy: Who is asked.
        ledger: Keeps the replies.
        asks: What is asked.
        name: Under which the policy's replies are counted; empty: they are not.

    Raises:
        PolicyError: If the policy leaves something unanswered. What it answered is kept.
    """
    waiting: dict[int, Ask[_Item]] = {}
    known: deque[_Item] = deque()

    def requests() -> Iterator[Request]:
        for number, ask in enumerate(asks):
            if ask.key in ledger:
                known.append(ask.item)
                continue
            waiting[number] = ask
            yield replace(ask.make(), index=number)

    for number, completion in policy.sample(requests()):
        while known:
            yield known.popleft()
        ask = waiting.pop(number)
        ledger.put(ask.key, {**reply_row(completion), **({"policy": name} if name else {})})
        yield ask.item
    yield from known


class Remembered:
    """A policy whose replies are kept in a ledger under a purpose: what was answered once is not asked again.

    Requests are told apart by what they ask, so their numbers may differ from run to run.
    """

    def __init__(self, policy: Policy, ledger: Ledger, *, name: str, purpose: str) -> None:
        """Prepare.

        Args:
            policy: Who is asked.
            ledger: Keeps the replies.
            name: Under which they are counted.
            purpose: Tells equal requests of two purposes apart.
        """
        self.name = policy.name
        self._asker, self._ledger, self._purpose = Asker(name=name, policy=policy), ledger, purpose

    def sample(self, requests: Iterable[Request]) -> Iterator[tuple[int, Completion]]:
        """Yield index and reply of every request, as they are known."""
        asks = (Ask(key=self._key(one), make=partial(given, one), item=one) for one in requests)
        for one in self._asker.answered(self._ledger, asks):
            row = self._ledger.get(self._key(one))
            assert row is not None, "it was answered"
            yield (
                one.index,
                Completion(text=row["text"], finish_reason=row["finish_reason"], usage=row["usage"]),
            )

    def _key(self, request: Request) -> str:
        asked = [request.messages, request.text, request.prefill, asdict(request.params)]
        digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:32]
        return f"{self._purpose}/{self._asker.name}/{request.question_id}/{digest}"


def given(request: Request) -> Request:
    """Return the request, for an :class:`Ask` whose request is made already."""
    return request


def reply_row(completion: Completion) -> dict[str, Any]:
    """Return what is kept of a reply."""
    return {
        "text": completion.text,
        "finish_reason": completion.finish_reason,
        "usage": {key: value for key, value in completion.usage.items() if isinstance(value, int)},
    }
