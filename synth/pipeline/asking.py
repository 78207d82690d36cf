"""Ask a policy for what the ledger lacks; every reply is in the ledger before anything is made of it."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
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


def reply_row(completion: Completion) -> dict[str, Any]:
    """Return what is kept of a reply."""
    return {
        "text": completion.text,
        "finish_reason": completion.finish_reason,
        "usage": {key: value for key, value in completion.usage.items() if isinstance(value, int)},
    }
