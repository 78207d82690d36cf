"""The nouns of synthesis: what a source asks for, the question it becomes, and what is dropped with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kodenv.policy import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRequest:
    """One request of a source, and the seeds that it was made from.

    Attributes:
        index: Its place in the source's draw, from 0.
        request: What the policy is asked.
        seed_ids: Ids of the seeds in the prompt, in their order there.
    """

    index: int
    request: Request
    seed_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question that a source made, without a solution yet.

    Attributes:
        question_id: Unique within a run, a pure function of the source, its seed and the index.
        question: The text of the task.
        subset: KodCode's name of the subset.
        source: Name of the source that made it.
        seed_ids: Ids of the seeds that it came from.
        prompt_hash: Hash of the prompt file that asked for it.
        extra: Further columns for the triplet's row.
    """

    question_id: str
    question: str
    subset: str
    source: str
    seed_ids: tuple[str, ...] = ()
    prompt_hash: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """Why something went no further.

    Attributes:
        reason: A short code; these are counted.
        detail: One sentence for people.
    """

    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A solution and its suite, as they stand in a reply."""

    solution: str
    test: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try at a question's solution and suite, and what came of it.

    Attributes:
        question_id: The question.
        trial: Which of its independent attempts, from 0.
        repair: 0 for the attempt itself, k for its k-th repair with the error as feedback.
        status: A verdict's status, or :data:`UNPARSED` or :data:`NO_CASES`.
        reason: Why a reply without a verdict failed; empty with one.
        parsed: What was judged; None where the reply held no such thing.
        passed: Cases that held, of ``total``.
        total: Cases of the suite.
        message: What failed, for people and for a repair.
        line_coverage: Share of the solution's lines that its suite ran; None where it did not pass.
        branch_coverage: Share of the ways of the solution's branches; None likewise.
        mutants: Wrong versions of the solution that were tried on its suite; 0 where that was not asked for.
        killed: How many of them the suite refuses.
        digest: The verdict's.
        usage: Tokens as the policy counts them.
    """

    question_id: str
    trial: int
    repair: int = 0
    status: str
    reason: str = ""
    parsed: Parsed | None = None
    passed: int = 0
    total: int = 0
    message: str = ""
    line_coverage: float | None = None
    branch_coverage: float | None = None
    mutants: int = 0
    killed: int = 0
    digest: str = ""
    usage: Mapping[str, Any] = field(default_factory=dict)

    @property
    def solved(self) -> bool:
        """Whether every case of its own suite held."""
        return self.status == "PASSED"

    @property
    def mutation_score(self) -> float | None:
        """Share of the wrong versions that the suite refuses; None where none was tried."""
        return round(self.killed / self.mutants, 6) if self.mutants else None

    @property
    def independent(self) -> bool:
        """Whether it saw no earlier attempt, so that it counts for the pass share."""
        return self.repair == 0


UNPARSED = "UNPARSED"
"""The reply does not hold a solution and a suite between their marks."""
NO_CASES = "NO_CASES"
"""The suite is no suite: it does not parse, or gives no case."""
