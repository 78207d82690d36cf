"""Questions that say the same as an earlier one go; finished triplets too like a benchmark's are set apart."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kodenv.policy import Policy
from kodenv.records import Triplet
from synth.decontamination import Finding, RunIndex, VectorIndex, check_rows, read_benchmarks
from synth.dedup import Embedder, Entry, ExactMatcher, Matcher, NearMatcher, SemanticMatcher, SentenceEmbedder, sift
from synth.dedup.entries import Duplicate, entry_of
from synth.records import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class DedupConfig:
    """Which matchers look for questions that say the same.

    Attributes:
        exact: Compare normalised texts.
        near: Least share of shingles; None: do not compare them.
        semantic: Least cosine of sentence embeddings; None: do not compare them.
        model: The embedder's name.
    """

    exact: bool = True
    near: float | None = 0.8
    semantic: float | None = None
    model: str = "all-MiniLM-L6-v2"

    def matchers(self, embedder: Embedder | None = None) -> list[Matcher]:
        """Return fresh matchers, from cheap to dear."""
        found: list[Matcher] = []
        if self.exact:
            found.append(ExactMatcher())
        if self.near is not None:
            found.append(NearMatcher(threshold=self.near))
        if self.semantic is not None:
            found.append(SemanticMatcher(embedder or SentenceEmbedder(self.model), self.semantic))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class DecontaminationConfig:
    """What triplets are compared with.

    Attributes:
        benchmarks: Files of any known layout; none: nothing is compared.
        threshold: Least cosine of sentence embeddings; None: runs of words only.
        model: The embedder's name.
        judges: Names of policies that may clear what the embeddings suspect.
    """

    benchmarks: tuple[str, ...] = ()
    threshold: float | None = None
    model: str = "all-MiniLM-L6-v2"
    judges: tuple[str, ...] = ()


def find_duplicates(
    questions: Iterable[Question], matchers: Sequence[Matcher]
) -> Iterator[tuple[Question, Duplicate | None]]:
    """Yield every question, with what it says again or None; the first of those that say the same stays."""
    if not matchers:
        yield from ((question, None) for question in questions)
        return
    waiting: deque[Question] = deque()

    def entries() -> Iterator[Entry]:
        for question in questions:
            waiting.append(question)
            yield Entry(question_id=question.question_id, text=question.question, subset=question.subset)

    for _, duplicate in sift(entries(), matchers):
        yield waiting.popleft(), duplicate


class Decontamination:
    """Compares triplets with the benchmarks of a configuration."""

    def __init__(
        self, config: DecontaminationConfig, judges: Sequence[Policy] = (), embedder: Embedder | None = None
    ) -> None:
        """Read the benchmarks.

        Raises:
            ConfigError: If a file cannot be read or the embedder's package is missing.
        """
        items = read_benchmarks(config.benchmarks)
        self._runs = RunIndex(items)
        self._threshold = config.threshold
        self._judges = judges
        self._vectors = None
        if config.threshold is not None:
            self._vectors = VectorIndex(items, embedder or SentenceEmbedder(config.model))

    def check(self, triplets: Iterable[Triplet]) -> Iterator[tuple[Triplet, Finding]]:
        """Yield every triplet with what it resembles."""
        waiting: deque[Triplet] = deque()

        def entries() -> Iterator[Entry]:
            for triplet in triplets:
                waiting.append(triplet)
                yield entry_of(triplet)

        more: dict[str, Any] = {} if self._threshold is None else {"threshold": self._threshold}
        found = check_rows(entries(), runs=self._runs, vectors=self._vectors, judges=self._judges, **more)
        for finding in found:
            yield waiting.popleft(), finding
