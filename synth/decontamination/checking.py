"""Each row against all benchmark items: what it was found to resemble, and whether that sets it apart."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kodenv.errors import ConfigError
from kodenv.policy import Policy
from synth.decontamination.judging import Judgement, Pair, judge_pairs
from synth.decontamination.runs_of_words import RunIndex
from synth.decontamination.suspects import Suspect, VectorIndex
from synth.dedup.entries import Entry
from synth.dedup.semantic import check_threshold

THRESHOLD = 0.95
NEAREST = 3
BLOCK_ROWS = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is known of one row.

    Attributes:
        entry: The row.
        suspects: Items it shares a run of words with or lies close to, those first.
        judgements: What the judges said of each suspect, in the same order; empty for shared runs and without judges.
        nearest: The item nearest by embedding, however far; None without embeddings.
    """

    entry: Entry
    suspects: tuple[Suspect, ...] = ()
    judgements: tuple[tuple[Judgement, ...], ...] = ()
    nearest: Suspect | None = None

    @property
    def guilty(self) -> tuple[Suspect, ...]:
        """The suspects that no judge was asked about, or that not every judge cleared."""
        pairs = zip(self.suspects, self.judgements, strict=True)
        return tuple(one for one, said in pairs if not said or any(j.answer != "different" for j in said))

    @property
    def contaminated(self) -> bool:
        """Whether the row is to be set apart."""
        return bool(self.guilty)

    def to_row(self) -> dict[str, Any]:
        """Return the finding as a JSON-ready dict: the suspects with what was said of each."""
        pairs = zip(self.suspects, self.judgements, strict=True)
        suspects = [{**one.to_row(), "judgements": [j.to_row() for j in said]} for one, said in pairs]
        return {
            "contaminated": self.contaminated,
            "suspects": suspects,
            "nearest": self.nearest.to_row() if self.nearest else None,
        }


def check_rows(
    entries: Iterable[Entry],
    *,
    runs: RunIndex | None = None,
    vectors: VectorIndex | None = None,
    judges: Sequence[Policy] = (),
    threshold: float = THRESHOLD,
) -> Iterator[Finding]:
    """Yield what is found about each row, in input order; a block of rows at a time in memory.

    Args:
        entries: The rows.
        runs: Finds copies; a row that shares a run is set apart, no judge is asked.
        vectors: Finds paraphrases: the up to three nearest items of at least ``threshold``.
        judges: Asked about each paraphrase. Only if all say that the tasks differ is it cleared; a reply without a
            clear answer clears nothing.
        threshold: Least cosine. KodCode takes 0.95 without a judge, OpenCodeReasoning 0.7 with two.

    Raises:
        ConfigError: If there is nothing to check with, judges have nothing to judge, or the threshold cannot be.
        PolicyError: If a judge leaves a pair without a reply.
    """
    check_threshold(threshold, "decontamination")
    if runs is None and vectors is None:
        raise ConfigError("decontamination: expected runs, vectors or both, got none; build an index")
    if judges and vectors is None:
        raise ConfigError("decontamination: expected vectors for the judges, got none; build a VectorIndex")
    waiting = iter(entries)
    while block := list(itertools.islice(waiting, BLOCK_ROWS)):
        yield from _check_block(block, runs, vectors, judges, threshold)


def _check_block(
    block: Sequence[Entry],
    runs: RunIndex | None,
    vectors: VectorIndex | None,
    judges: Sequence[Policy],
    threshold: float,
) -> Iterator[Finding]:
    copies = [runs.find(entry.text) if runs else [] for entry in block]
    close = vectors.find([entry.text for entry in block], NEAREST) if vectors else [[] for _ in block]
    likely = [[one for one in found if one.similarity >= threshold] for found in close]
    pairs = [
        Pair(question_id=entry.question_id, row=entry.text, item=suspect.text)
        for entry, found in zip(block, likely, strict=True)
        for suspect in found
    ]
    said = iter(judge_pairs(pairs, judges) if pairs else ())
    for entry, copied, found, around in zip(block, copies, likely, close, strict=True):
        yield Finding(
            entry=entry,
            suspects=(*copied, *found),
            judgements=(*(() for _ in copied), *(next(said) for _ in found)),
            nearest=around[0] if around else None,
        )
