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
