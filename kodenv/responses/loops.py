"""Reasoning that goes round in circles.

Two signs, both over runs of 16 words: a stretch that repeats with one period, as a decoder that is stuck writes, and a
text most of whose runs were there before, as a model that tries the same idea again and again writes.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

RUN_WORDS = 16
MIN_REPEATS = 4
MIN_PERIODIC_WORDS = 256
MAX_SEEN_SHARE = 0.3
MIN_WORDS = 512

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """How much a text repeats itself.

    Attributes:
        words: How long it is.
        periodic_words: Length of the longest stretch that one passage fills at least four times in a row.
        seen_share: Share of its runs of 16 words that were there before, 0 to 1.
    """

    words: int
    periodic_words: int
    seen_share: float

    @property
    def looping(self) -> bool:
        """Whether it goes round: 256 words of one period, or 0.3 of at least 512 words said before."""
        often = self.seen_share > MAX_SEEN_SHARE and self.words >= MIN_WORDS
        return often or self.periodic_words >= MIN_PERIODIC_WORDS


def measure_repetition(text: str) -> Repetition:
    """Measure how much a text repeats itself, in time linear in its words but for a sort."""
    words = text.split()
    if len(words) <= RUN_WORDS:
        return Repetition(words=len(words), periodic_words=0, seen_share=0.0)
    gaps = _gaps(_hash_runs(words))
    return Repetition(
        words=len(words), periodic_words=_longest_periodic(gaps), seen_share=float(np.mean(gaps > 0)) + 0.0
    )


def _hash_runs(words: list[str]) -> npt.NDArray[np.uint64]:
    # Only whether two hashes are equal counts, so that Python's own, which differ by process, will do.
    codes = np.fromiter(map(hash, words), dtype=np.int64, count=len(words)).view(np.uint64)
    count = len(words) - RUN_WORDS + 1
    runs = np.zeros(count, dtype=np.uint64)
    for place in range(RUN_WORDS):
        runs = runs * _MULTIPLIER + codes[place : place + count]
    return runs


def _gaps(runs: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    """Return how far back each run was last seen; 0 where it was not."""
    order = np.argsort(runs, kind="stable")
    same = runs[order[1:]] == runs[order[:-1]]
    gaps = np.zeros(len(runs), dtype=np.int64)
    gaps[order[1:][same]] = (order[1:] - order[:-1])[same]
    return gaps


def _longest_periodic(gaps: npt.NDArray[np.int64]) -> int:
    starts = np.flatnonzero(np.diff(gaps, prepend=-1))
    lengths = np.diff(starts, append=len(gaps))
    periods = gaps[starts]
    spans = np.where(periods > 0, lengths + periods + RUN_WORDS - 1, 0)
    fits = (periods > 0) & (spans >= MIN_REPEATS * periods)
    return int(spans[fits].max(initial=0))
