"""What every source is, and what their requests have in common."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from kodenv.policy import Request, SamplingParams
from kodenv.seeding import derive_seed
from synth.records import Dropped, Question, SourceRequest

SAMPLING = SamplingParams(temperature=1.0, top_p=1.0, max_tokens=4096)
"""How questions are sampled: warm, so that two replies to one seed differ. Greedy sampling repeats itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(SourceRequest):
    """A request of a source that asks more than once for a question.

    Attributes:
        policy: Name of the policy to ask; empty: the source's own.
        number: Which of the source's steps it is, from 0.
        draft: The question as far as earlier steps made it.
        notes: What earlier steps found, for the question's row.
    """

    policy: str = ""
    number: int = 0
    draft: str = ""
    notes: tuple[tuple[str, str], ...] = ()


Outcome = Question | Dropped | Step
"""What a reply comes to. A :class:`Step` is to be asked next, and its reply given to ``question`` again."""


class Source(Protocol):
    """Makes requests from seeds, and questions from the replies. It keeps no state between calls.

    A run that is stopped may therefore ask again from the start: the same seed gives the same requests, and the
    same replies (recorded or cached) the same questions. The first ``n`` requests do not depend on ``count``.
    """

    name: str

    def requests(self, seed: int, count: int) -> Iterator[SourceRequest]:
        """Yield ``count`` requests; the same for the same seed."""
        ...

    def question(self, reply_text: str, request: SourceRequest) -> Outcome:
        """Return the question that a reply holds, why it holds none, or what is to be asked next."""
        ...


def question_id(name: str, seed: int, index: int) -> str:
    """Return the id of an instruct question: source, seed, index, and KodCode's mark of the style."""
    return f"{name}_{seed}_{index:08d}_I"


def chat_request(name: str, seed: int, index: int, prompt: str, sampling: SamplingParams) -> Request:
    """Return the request that puts a prompt as the user's only message."""
    return Request(
        index=index,
        question_id=question_id(name, seed, index),
        messages=({"role": "user", "content": prompt},),
        params=seeded(sampling, name, seed, index),
    )


def seeded(sampling: SamplingParams, name: str, seed: int, index: int) -> SamplingParams:
    """Return the sampling with a seed of its own, so that equal prompts are different requests."""
    return replace(sampling, seed=derive_seed("synth", name, seed, index))


def next_step(request: SourceRequest, prompt: str, sampling: SamplingParams, policy: str, draft: str) -> Step:
    """Return the request that follows a reply: the same question, another prompt."""
    earlier = request if isinstance(request, Step) else Step(index=request.index, request=request.request)
    number = earlier.number + 1
    seed = derive_seed("synth step", request.request.params.seed or 0, number)
    asked = replace(
        request.request,
        messages=({"role": "user", "content": prompt},),
        text=None,
        prefill="",
        params=replace(sampling, seed=seed),
    )
    return Step(
        index=request.index,
        request=asked,
        seed_ids=request.seed_ids,
        policy=policy,
        number=number,
        draft=draft,
        notes=earlier.notes,
    )


def make_question(
    name: str, text: str, request: SourceRequest, prompt_hash: str, extra: Mapping[str, object] | None = None
) -> Question:
    """Return the question of a request."""
    return Question(
        question_id=request.request.question_id,
        question=text,
        subset=name,
        source=name,
        seed_ids=request.seed_ids,
        prompt_hash=prompt_hash,
        extra=dict(extra or {}),
    )


def combined_hash(hashes: Sequence[str]) -> str:
    """Return one hash for a question that several prompts made, in their order."""
    return "+".join(hashes)
