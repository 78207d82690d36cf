"""The nouns of deduplication: an entry that may be kept, what it matched, and the record of a dropped one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from kodenv.records import Triplet

_SIMILARITY_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row to compare.

    Attributes:
        question_id: Its name in every record.
        text: What is compared, as a rule the question.
        subset: Where it is from; only reported, rows of all subsets are compared.
        rank: Of several that say the same the lowest is kept (verified before not verified), then the first.
    """

    question_id: str
    text: str
    subset: str = ""
    rank: int = 0


def entry_of(triplet: Triplet, rank: int = 0) -> Entry:
    """Return the entry that compares a triplet by its question."""
    return Entry(question_id=triplet.question_id, text=triplet.question, subset=triplet.subset or "", rank=rank)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A kept row, by its number among the kept, and how similar it is (0 to 1)."""

    kept: int
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """Why a row was dropped: the kept row that says the same, by which method, how similar."""

    question_id: str
    subset: str
    kept_id: str
    kept_subset: str
    method: str
    similarity: float

    def to_row(self) -> dict[str, Any]:
        """Return the record as a JSON-ready dict."""
        return {
            "question_id": self.question_id,
            "subset": self.subset,
            "duplicate_of": self.kept_id,
            "duplicate_of_subset": self.kept_subset,
            "method": self.method,
            "similarity": round(self.similarity, _SIMILARITY_DIGITS),
        }


class Matcher(Protocol):
    """Finds a row among the kept ones. Rows come in blocks; within a block one by one, in order."""

    method: str

    def load(self, texts: Sequence[str]) -> None:
        """Take the texts of the next block, in place of the block before."""
        ...

    def find(self, position: int) -> Match | None:
        """Return the kept row most similar to the block's row; of equals the first; None if none is similar enough."""
        ...

    def keep(self, position: int) -> None:
        """Add the block's row to the kept ones: it gets the next number."""
        ...
