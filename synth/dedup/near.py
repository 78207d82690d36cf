"""Rows that share most of their runs of words: copies and light edits; hardly any paraphrase.

MinHash signatures, cut into bands, give candidates (Broder 1997; Leskovec, Rajaraman, Ullman, "Mining of Massive
Datasets", section 3.4). Each candidate is then compared by the true Jaccard similarity of the two sets, so that a
drop rests on no estimate.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from kodenv.errors import ConfigError
from synth.dedup.contrasts import oppose, read_sides
from synth.dedup.entries import Match
from synth.dedup.words import Hashes, WordHasher, hash_runs, scramble, split_words

THRESHOLD = 0.8
PERMUTATIONS = 128
RUN_WORDS = 3

_BAND_RECALL = 0.99
# Four standard deviations of the estimate from 128 permutations: who is further off is not compared.
_ESTIMATE_MARGIN = 0.16
_Signatures = npt.NDArray[np.uint32]


def band_rows(threshold: float, permutations: int) -> int:
    """Return how many values a band has: as many as still find 99 % of pairs that are just similar enough."""
    fits = [
        rows
        for rows in range(1, permutations + 1)
        if 1 - (1 - threshold**rows) ** (permutations // rows) >= _BAND_RECALL
    ]
    return max(fits, default=1)


class NearMatcher:
    """Finds rows whose sets of three-word runs are alike; about 1.5 kB per kept row of 60 words.

    Args:
        threshold: Least Jaccard similarity, above 0 and at most 1.
        permutations: Length of a signature.
        run_words: Words of a run.

    Raises:
        ConfigError: If an argument is out of its range.
    """

    method = "near"

    def __init__(
        self, threshold: float = THRESHOLD, *, permutations: int = PERMUTATIONS, run_words: int = RUN_WORDS
    ) -> None:
        if not 0 < threshold <= 1 or permutations < 1 or run_words < 1:
            raise ConfigError(
                f"near dedup: expected a threshold in (0, 1] and counts of at least 1, "
                f"got {(threshold, permutations, run_words)!r}; change them"
            )
        self._threshold = threshold
        self._run_words = run_words
        self._rows = band_rows(threshold, permutations)
        self._bands = permutations // self._rows
        steps = scramble(np.arange(1, 2 * permutations + 1, dtype=np.uint64))
        self._factors, self._offsets = steps[:permutations] | np.uint64(1), steps[permutations:]
        self._hasher = WordHasher()
        self._sets: list[Hashes] = []
        self._sides: list[int] = []
        self._block_sides: list[int] = []
        self._signatures: _Signatures = np.empty((0, permutations), dtype=np.uint32)
        self._band_hashes = np.empty((self._bands, 0), dtype=np.uint64)
        self._band_kept = np.empty((self._bands, 0), dtype=np.int64)
        self._fresh: list[int] = []
        self._fresh_bands: list[dict[int, list[int]]] = [{} for _ in range(self._bands)]
        self._block_sets: list[Hashes] = []
        self._block_signatures: _Signatures = self._signatures
        self._block_bands: Hashes = np.empty((self._bands, 0), dtype=np.uint64)
        self._block_bands_listed: list[list[int]] = []
        self._starts = self._ends = np.empty((self._bands, 0), dtype=np.int64)
        self._crowds: npt.NDArray[np.int64] = np.empty(0, dtype=np.int64)

    def load(self, texts: Sequence[str]) -> None:
        """Take the texts of the next block: their sets, signatures, and where their bands stand among the kept."""
        self._settle()
        hasher, run = self._hasher, self._run_words
        spoken = [split_words(text) for text in texts]
        self._block_sets = [np.unique(hash_runs(hasher.hash_words(words), run)) for words in spoken]
        self._block_sides = [read_sides(words) for words in spoken]
        self._block_signatures = self._sign(self._block_sets)
        self._block_bands = self._band(self._block_signatures)
        self._block_bands_listed = self._block_bands.T.tolist()
        places = [
            (np.searchsorted(held, asked, "left"), np.searchsorted(held, asked, "right"))
            for held, asked in zip(self._band_hashes, self._block_bands, strict=True)
        ]
        self._starts = np.array([start for start, _ in places])
        self._ends = np.array([end for _, end in places])
        self._crowds = (self._ends - self._starts).sum(axis=0)

    def find(self, position: int) -> Match | None:
        """Return the kept row whose set is most like the row's, if one is like enough."""
        mine = self._block_sets[position]
        best: Match | None = None
        if not len(mine):
            return None
        for kept in self._candidates(position):
            if oppose(self._block_sides[position], self._sides[kept]):
                continue
            similarity = jaccard(mine, self._sets[kept])
            if similarity >= self._threshold and (best is None or similarity > best.similarity):
                best = Match(kept=kept, similarity=similarity)
        return best

    def keep(self, position: int) -> None:
        """Add the block's row to the kept ones."""
        kept = len(self._sets)
        self._sets.append(self._block_sets[position])
        self._sides.append(self._block_sides[position])
        self._fresh.append(position)
        if len(self._block_sets[position]):
            for band, value in zip(self._fresh_bands, self._block_bands_listed[position], strict=True):
                band.setdefault(value, []).append(kept)

    def _candidates(self, position: int) -> list[int]:
        """Return the kept rows that share a band and whose signature does not rule them out, in order."""
        older: list[int] = []
        if self._crowds[position]:
            spans = zip(self._band_kept, self._starts[:, position], self._ends[:, position], strict=True)
            shared = np.unique(np.concatenate([kept[start:end] for kept, start, end in spans]))
            older = shared[self._may_match(position, self._signatures[shared])].tolist()
        values = self._block_bands_listed[position]
        fresh: set[int] = set()
        for band, value in zip(self._fresh_bands, values, strict=True):
            fresh.update(band.get(value, ()))
        settled = len(self._signatures)
        newer = np.array(sorted(fresh), dtype=np.int64)
        if len(newer):
            rows = [self._fresh[kept - settled] for kept in newer.tolist()]
            newer = newer[self._may_match(position, self._block_signatures[rows])]
        return [*older, *(int(kept) for kept in newer)]

    def _may_match(self, position: int, signatures: _Signatures) -> npt.NDArray[np.bool_]:
        estimate = (signatures == self._block_signatures[position]).mean(axis=1)
        wanted: npt.NDArray[np.bool_] = estimate >= self._threshold - _ESTIMATE_MARGIN
        return wanted

    def _settle(self) -> None:
        """Sort what the last block kept in among the kept before."""
        if self._fresh:
            count = len(self._signatures)
            numbers = np.broadcast_to(np.arange(count, count + len(self._fresh)), (self._bands, len(self._fresh)))
            hashes = np.concatenate([self._band_hashes, self._block_bands[:, self._fresh]], axis=1)
            kept = np.concatenate([self._band_kept, numbers], axis=1)
            order = np.argsort(hashes, axis=1, kind="stable")
            self._band_hashes = np.take_along_axis(hashes, order, axis=1)
            self._band_kept = np.take_along_axis(kept, order, axis=1)
            self._signatures = np.concatenate([self._signatures, self._block_signatures[self._fresh]])
        self._fresh = []
        self._fresh_bands = [{} for _ in range(self._bands)]

    def _sign(self, sets: Sequence[Hashes]) -> _Signatures:
        """Return the smallest of each permutation's values for each set; all ones for an empty set."""
        signatures = np.full((len(sets), len(self._factors)), np.iinfo(np.uint32).max, dtype=np.uint32)
        filled = [row for row, values in enumerate(sets) if len(values)]
        if not filled:
            return signatures
        values = np.concatenate([sets[row] for row in filled])
        starts = np.cumsum([0, *(len(sets[row]) for row in filled[:-1])])
        for column, (factor, offset) in enumerate(zip(self._factors, self._offsets, strict=True)):
            permuted = ((values * factor + offset) >> np.uint64(32)).astype(np.uint32)
            signatures[filled, column] = np.minimum.reduceat(permuted, starts)
        return signatures

    def _band(self, signatures: _Signatures) -> Hashes:
        """Return one hash per band and row."""
        bands = np.zeros((self._bands, len(signatures)), dtype=np.uint64)
        for band in range(self._bands):
            first = band * self._rows
            for column in range(first, first + self._rows):
                bands[band] = scramble(bands[band] + signatures[:, column].astype(np.uint64) + np.uint64(1))
        return bands


def jaccard(left: Hashes, right: Hashes) -> float:
    """Return the share of values that two sets have in common; both are sorted, without repeats."""
    common = len(np.intersect1d(left, right, assume_unique=True))
    return common / (len(left) + len(right) - common)
