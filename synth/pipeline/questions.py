"""Sources → questions: ask, go on asking where a source has several steps, keep the questions, count the rest."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from kodenv.policy import Policy, Request
from synth.pipeline.asking import Ask, Asker
from synth.pipeline.ledger import Ledger
from synth.records import Dropped, Question, SourceRequest
from synth.sources import Source, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """One source of a run.

    Attributes:
        source: Makes requests, and questions from replies.
        count: How many questions are asked for.
        policy: Name of the policy that answers, where a step names none.
    """

    source: Source
    count: int
    policy: str


Told = Callable[[str], None]


def ask_questions(
    draw: Draw, seed: int, policies: Mapping[str, Policy], ledger: Ledger, told: Told
) -> Iterator[Question | Dropped]:
    """Yield what every request of a source came to, in their order.

    Args:
        draw: The source.
        seed: Seed of the run.
        policies: By name.
        ledger: Keeps the replies.
        told: Called with an outcome's name as replies come.
    """
    number = 0
    while _ask_level(draw, seed, number, policies, ledger, told):
        number += 1
    for request in draw.source.requests(seed, draw.count):
        found = follow(draw.source, request, ledger)
        assert not isinstance(found, SourceRequest), "every step was asked"
        yield found


def _ask_level(draw: Draw, seed: int, number: int, policies: Mapping[str, Policy], ledger: Ledger, told: Told) -> bool:
    """Ask the steps of one number, policy by policy; return whether there was any."""
    names = dict.fromkeys(_policy_of(draw, step) for step in _steps(draw, seed, number, ledger))
    for name in names:
        asks = (
            Ask(key=_key(draw.source.name, step), make=partial(_request_of, step), item=step)
            for step in _steps(draw, seed, number, ledger)
            if _policy_of(draw, step) == name
        )
        for step in Asker(name=name, policy=policies[name]).answered(ledger, asks):
            reply = ledger.get(_key(draw.source.name, step))
            assert reply is not None, "it was just answered"
            found = draw.source.question(reply["text"], step)
            told(found.reason if isinstance(found, Dropped) else "step" if isinstance(found, Step) else "question")
    return bool(names)


def _steps(draw: Draw, seed: int, number: int, ledger: Ledger) -> Iterator[SourceRequest]:
    """Yield the requests of one step, as far as they are known: those of step 0 always are."""
    for request in draw.source.requests(seed, draw.count):
        found: SourceRequest | Question | Dropped = request if number == 0 else follow(draw.source, request, ledger)
        if isinstance(found, SourceRequest) and _number(found) == number:
            yield found


def follow(source: Source, request: SourceRequest, ledger: Ledger) -> Question | Dropped | SourceRequest:
    """Return what a request came to by the replies that are there: a question, a reason, or the step to ask next."""
    current = request
    while (reply := ledger.get(_key(source.name, current))) is not None:
        found = source.question(reply["text"], current)
        if not isinstance(found, Step):
            return found
        current = found
    return current


def _request_of(step: SourceRequest) -> Request:
    return step.request


def _number(request: SourceRequest) -> int:
    return request.number if isinstance(request, Step) else 0


def _policy_of(draw: Draw, request: SourceRequest) -> str:
    return (request.policy if isinstance(request, Step) else "") or draw.policy


def _key(source: str, request: SourceRequest) -> str:
    return f"question/{source}/{request.index}/{_number(request)}"
