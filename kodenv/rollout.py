"""Policy × triplets × judge → a stream of rollouts.

Nothing waits for a batch: requests are drawn when the policy asks for them, a completion goes to
the judge when it arrives, and only what is in flight is in memory.
"""

import dataclasses
from collections import deque
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from kodenv.errors import DataError, PolicyError
from kodenv.policy import Completion, Policy, Request, SamplingParams
from kodenv.prompts import question_text
from kodenv.records import Triplet, Verdict
from kodenv.seeding import derive_seed

SampleIndices = Callable[[str], Iterable[int]]
Find = Callable[[Triplet, str], "Found"]
_DEFAULT_PARAMS = SamplingParams()


class JudgesMany(Protocol):
    """The part of a judge that a rollout needs."""

    def judge_many(self, pairs: Iterable[tuple[Triplet, str | None]]) -> Iterator[Verdict]:
        """Yield one verdict per pair, in the order of the pairs."""
        ...


class Found(Protocol):
    """What was found in a completion; :class:`kodenv.extract.Extraction` is one."""

    @property
    def reasoning(self) -> str | None:
        """What stands between the thinking tags."""
        ...

    @property
    def program(self) -> str | None:
        """The code to judge."""
        ...

    @property
    def rule(self) -> str:
        """How the program was found."""
        ...

    @property
    def renamed_from(self) -> str | None:
        """The function's own name where it was renamed."""
        ...


@runtime_checkable
class RecordedPolicy(Protocol):
    """A policy whose replies exist already, so that it knows how many there are."""

    name: str
    digest: str

    def question_ids(self) -> Collection[str]:
        """Return the ids that have at least one reply."""
        ...

    def sample_indices(self, question_id: str, n: int | None) -> Sequence[int]:
        """Return the first n sample indices of a question, or all; an error if there are fewer than n."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollout:
    """One completion of one question with its verdict.

    Attributes:
        question_id: The triplet.
        sample_index: Which of the question's samples it is.
        question: The prompt as the policy got it.
        subset: The triplet's, as are ``source``, ``license``, ``difficulty`` and ``language``.
        seed: What the reply was sampled with; recorded replies ignore it.
        completion: Raw model text.
        finish_reason: As the policy says.
        reasoning: What stands between the thinking tags, or None.
        program: The code that was judged, or None.
        rule: How the program was found in the completion.
        renamed_from: The function's own name where it was renamed to the tested one.
        verdict: What happened.
    """

    question_id: str
    sample_index: int
    question: str
    subset: str | None
    source: str | None
    license: str | None
    difficulty: str | None
    language: str
    seed: int | None
    completion: str
    finish_reason: str | None
    reasoning: str | None
    program: str | None
    rule: str | None
    renamed_from: str | None
    verdict: Verdict

    def to_row(self) -> dict[str, Any]:
        """Return the rollout as a flat JSON-ready dict; the verdict's columns stand last."""
        row = {name: getattr(self, name) for name in _COLUMNS}
        return {**row, **self.verdict.to_row()}

    @classmethod
    def from_row(cls, row: Mapping[str, Any], where: str = "row") -> "Rollout":
        """Build a rollout from what :meth:`to_row` wrote.

        Raises:
            DataError: If a column is missing.
        """
        try:
            values = {name: row[name] for name in _COLUMNS}
        except KeyError as error:
            raise DataError(
                f"{where}: $.{error.args[0]}: expected a rollout's column, got none; make the file again"
            ) from error
        return cls(**values, verdict=Verdict.from_row(row))


_COLUMNS = tuple(name for name in Rollout.__slots__ if name != "verdict")


def plan_requests(
    triplets: Iterable[Triplet],
    sample_indices: SampleIndices,
    *,
    seed: int = 0,
    params: SamplingParams = _DEFAULT_PARAMS,
    recorded: bool = False,
) -> Iterator[tuple[Triplet, Request]]:
    """Yield every request in order: the questions as they come, each with its samples.

    A request's index is its place in that order; its seed depends on the question and the sample only.

    Args:
        triplets: The questions.
        sample_indices: Which samples of a question to ask for, by its id.
        seed: Where the requests' own seeds are derived from.
        params: How to sample, but for the seed.
        recorded: Whether the replies exist already: the prompt is then the question alone, since
            nothing that is added to it now was shown to the model.
    """
    index = 0
    for triplet in triplets:
        prompt = triplet.question if recorded else question_text(triplet)
        messages = ({"role": "user", "content": prompt},)
        for sample_index in sample_indices(triplet.question_id):
            yield (
                triplet,
                Request(
                    index=index,
                    question_id=triplet.question_id,
                    sample_index=sample_index,
                    messages=messages,
                    params=dataclasses.replace(
                        params, seed=derive_seed("sample", seed, triplet.question_id, sample_index)
                    ),
                ),
            )
            index += 1


def find_program(triplet: Triplet, completion: str) -> Found:
    """Find the reasoning and the program in a raw completion."""
    # tree-sitter is loaded with the first completion, not with this module
    from kodenv.extract import extract_for

    return extract_for(triplet, completion)


def collect(
    planned: Iterable[tuple[Triplet, Request]],
    policy: Policy,
    judge: JudgesMany,
    *,
    done: Container[int] = (),
    find: Find = find_program,
) -> Iterator[tuple[int, Rollout]]:
    """Yield ``(request index, rollout)`` as verdicts come.

    Args:
        planned: What to ask, from :func:`plan_requests`; drawn as the policy draws.
        policy: Who answers, in any order.
        judge: Who judges.
        done: Indices that need no rollout any more.
        find: Finds the program in a completion.

    Raises:
        PolicyError: If the policy leaves requests without an answer.
    """
    asked: dict[int, tuple[Triplet, Request]] = {}
    waiting: deque[tuple[Triplet, Request, Completion, Found]] = deque()

    def requests() -> Iterator[Request]:
        for triplet, request in planned:
            if request.index not in done:
                asked[request.index] = (triplet, request)
                yield request

    def pairs() -> Iterator[tuple[Triplet, str | None]]:
        for index, completion in policy.sample(requests()):
            triplet, request = asked.pop(index)
            found = find(triplet, completion.text)
            waiting.append((triplet, request, completion, found))
            yield triplet, found.program

    for verdict in judge.judge_many(pairs()):
        triplet, request, completion, found = waiting.popleft()
        yield request.index, _assemble(triplet, request, completion, found, verdict)
    if asked:
        lost = next(iter(asked.values()))[1]
        raise PolicyError(
            f"policy {policy.name}: expected a completion per request, got none for {len(asked)}, the first being "
            f"{lost.question_id!r} sample {lost.sample_index}; run again to ask for them"
        )


def _assemble(triplet: Triplet, request: Request, completion: Completion, found: Found, verdict: Verdict) -> Rollout:
    return Rollout(
        question_id=triplet.question_id,
        sample_index=request.sample_index,
        question=_prompt_of(request),
        subset=triplet.subset,
        source=triplet.source,
        license=triplet.license,
        difficulty=triplet.difficulty,
        language=triplet.language,
        seed=request.params.seed,
        completion=completion.text,
        finish_reason=completion.finish_reason,
        reasoning=found.reasoning,
        program=found.program,
        rule=found.rule,
        renamed_from=found.renamed_from,
        verdict=verdict,
    )


def _prompt_of(request: Request) -> str:
    return request.messages[-1]["content"] if request.messages else request.text or ""
