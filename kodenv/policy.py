"""What gives completions: the protocol that every policy follows, and its requests and replies."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplingParams:
    """How to sample one completion.

    Attributes:
        temperature: 0 is greedy.
        top_p: Nucleus share.
        max_tokens: Longest reply, in tokens.
        stop: Texts that end the reply.
        seed: Seed of this one reply, derived from named parts (see :mod:`kodenv.seeding`).
    """

    temperature: float = 1.0
    top_p: float = 1.0
    max_tokens: int = 4096
    stop: tuple[str, ...] = ()
    seed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One completion that is asked for: either ``messages`` or raw ``text``.

    Attributes:
        index: Given back with the completion; unique within one call of ``sample``.
        question_id: The triplet it belongs to.
        sample_index: Which of the question's samples it is, from 0.
        messages: Chat messages of ``{"role", "content"}``, or None when ``text`` is given.
        text: A raw prompt, or None when ``messages`` is given.
        prefill: Text with which the reply must begin.
        params: How to sample.
    """

    index: int
    question_id: str
    sample_index: int = 0
    messages: Sequence[Mapping[str, str]] | None = None
    text: str | None = None
    prefill: str = ""
    params: SamplingParams = field(default_factory=SamplingParams)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """One reply of a policy.

    Attributes:
        text: Raw model text, reasoning included.
        finish_reason: ``stop``, ``length`` or what the policy says; None if unknown.
        token_ids: Ids of the reply's tokens, length T, or None.
        logprobs: Log-probabilities of the reply's tokens, length T, or None.
        usage: Token counts as the policy reports them.
    """

    text: str
    finish_reason: str | None = None
    token_ids: Sequence[int] | None = None
    logprobs: Sequence[float] | None = None
    usage: Mapping[str, Any] = field(default_factory=dict)


class Policy(Protocol):
    """Anything that answers requests. Replies come as they finish, in any order."""

    name: str

    def sample(self, requests: Iterable[Request]) -> Iterator[tuple[int, Completion]]:
        """Yield ``(request.index, completion)`` pairs as they finish; no batch barrier."""
        ...


@runtime_checkable
class StatesIdentity(Protocol):
    """A policy whose settings can change a reply, beside what the request says."""

    def identity(self) -> dict[str, Any]:
        """Return them as plain values, for a run folder to compare."""
        ...
