"""Rows whose sentence embeddings point the same way: exact cosine, block by block, no approximate index.

NumPy's float32 products only choose whom to look at; they may differ in their last bits between libraries and
numbers of threads. The similarity that decides, and that records name, is summed exactly (:func:`cosine`).
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from kodenv.errors import ConfigError
from synth.dedup.contrasts import oppose, read_sides
from synth.dedup.embedding import Embedder, Vectors, to_unit
from synth.dedup.entries import Match
from synth.dedup.words import normalise, split_words

THRESHOLD = 0.95

_CHUNK_ROWS = 1024
_SLACK = 1e-4  # far above what float32 products of unit vectors are off by
_Scores = npt.NDArray[np.float32]


def cosine(left: Vectors, right: Vectors) -> float:
    """Return the scalar product of two unit vectors, rounded once, whatever the order of the sum."""
    products = left.astype(np.float64) * right.astype(np.float64)  # exact: 24 bits times 24 bits
    return min(1.0, math.fsum(products.tolist()))


def check_threshold(threshold: float, what: str) -> float:
    """Return a cosine threshold.

    Raises:
        ConfigError: If it is not above 0 and at most 1.
    """
    if not 0 < threshold <= 1:
        raise ConfigError(f"{what}: expected a threshold in (0, 1], got {threshold!r}; change it")
    return threshold


class SemanticMatcher:
    """Finds paraphrases by an embedder; per kept row one vector (1.5 kB at 384 numbers), 70 to 140 MB for a block.

    Args:
        embedder: Gives the vectors.
        threshold: Least cosine similarity. KodCode's is 0.95 (its 0.1 is a squared distance).

    Raises:
        ConfigError: If the threshold is out of its range.
    """

    method = "semantic"

    def __init__(self, embedder: Embedder, threshold: float = THRESHOLD) -> None:
        self._embedder = embedder
        self._threshold = check_threshold(threshold, "semantic dedup")
        self._kept: list[Vectors] = []  # chunks of settled rows
        self._settled = 0
        self._fresh: dict[int, int] = {}  # position in the block: number among the kept
        self._block: Vectors = np.empty((0, 0), dtype=np.float32)
        self._inside: _Scores = self._block
        self._older: dict[int, Match] = {}
        self._sides: list[int] = []
        self._block_sides: list[int] = []

    def load(self, texts: Sequence[str]) -> None:
        """Take the texts of the next block: embed them and compare them with the kept rows."""
        self._settle()
        self._block = to_unit(self._embedder.embed([normalise(text) for text in texts]))
        self._inside = self._block @ self._block.T
        self._block_sides = [read_sides(split_words(text)) for text in texts]
        self._older = self._find_older()

    def find(self, position: int) -> Match | None:
        """Return the most similar kept row, if it is similar enough."""
        best = self._older.get(position)
        for other in np.flatnonzero(self._inside[position] >= self._threshold - _SLACK).tolist():
            if other in self._fresh and not oppose(self._block_sides[position], self._block_sides[other]):
                similarity = cosine(self._block[position], self._block[other])
                if similarity >= self._threshold and (best is None or similarity > best.similarity):
                    best = Match(kept=self._fresh[other], similarity=similarity)
        return best

    def keep(self, position: int) -> None:
        """Add the block's row to the kept ones."""
        self._fresh[position] = self._settled + len(self._fresh)
        self._sides.append(self._block_sides[position])

    def _settle(self) -> None:
        if self._fresh:
            self._kept.append(self._block[list(self._fresh)])
            self._settled += len(self._fresh)
            self._fresh = {}

    def _find_older(self) -> dict[int, Match]:
        """Return, for each row of the block that has one, the most similar of the rows kept before it."""
        best: dict[int, Match] = {}
        start = 0
        for chunk in self._kept:
            scores = self._block @ chunk.T
            for row in np.flatnonzero(scores.max(axis=1) >= self._threshold - _SLACK).tolist():
                self._search(row, scores[row], chunk, start, best)
            start += len(chunk)
        return best

    def _search(self, row: int, scores: _Scores, chunk: Vectors, start: int, best: dict[int, Match]) -> None:
        """Look at a chunk's rows from the most similar down until none can be better than the best."""
        places = np.flatnonzero(scores >= self._threshold - _SLACK)
        for place in places[np.argsort(-scores[places], kind="stable")].tolist():
            known = best.get(row)
            if known is not None and scores[place] < known.similarity - _SLACK:
                return
            if oppose(self._block_sides[row], self._sides[start + place]):
                continue
            match = Match(kept=start + place, similarity=cosine(self._block[row], chunk[place]))
            if match.similarity >= self._threshold and (known is None or _better(match, known)):
                best[row] = match


def _better(match: Match, known: Match) -> bool:
    return (match.similarity, -match.kept) > (known.similarity, -known.kept)


def nearest(queries: Vectors, items: Vectors, count: int) -> list[list[tuple[int, float]]]:
    """Return for each unit vector the ``count`` most similar items and their cosines, best first, of equals the first.

    Exact: an item that float32 may have put below its rank is compared again by :func:`cosine`.
    """
    found = []
    for start in range(0, len(queries), _CHUNK_ROWS):
        block = queries[start : start + _CHUNK_ROWS]
        scores = block @ items.T
        for query, row in zip(block, scores, strict=True):
            last = np.partition(row, -count)[-count] if count < len(row) else -np.inf
            places = np.flatnonzero(row >= last - _SLACK).tolist()
            compared = [(place, cosine(query, items[place])) for place in places]
            found.append(sorted(compared, key=lambda one: (-one[1], one[0]))[:count])
    return found
