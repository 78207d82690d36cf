"""Rows whose normalised texts are the same."""

import hashlib
from collections.abc import Sequence

from synth.dedup.entries import Match
from synth.dedup.words import normalise


class ExactMatcher:
    """Finds texts that differ in white space, Unicode form or heading only; 16 bytes and a dict entry per kept row."""

    method = "exact"

    def __init__(self) -> None:
        self._kept: dict[bytes, int] = {}
        self._count = 0
        self._block: list[bytes] = []

    def load(self, texts: Sequence[str]) -> None:
        """Take the texts of the next block."""
        self._block = [_digest(text) for text in texts]

    def find(self, position: int) -> Match | None:
        """Return the kept row with the same text, if any."""
        kept = self._kept.get(self._block[position])
        return None if kept is None else Match(kept=kept, similarity=1.0)

    def keep(self, position: int) -> None:
        """Add the block's row to the kept ones."""
        self._kept.setdefault(self._block[position], self._count)
        self._count += 1


def _digest(text: str) -> bytes:
    return hashlib.blake2b(normalise(text).encode("utf-8", "surrogatepass"), digest_size=16).digest()
