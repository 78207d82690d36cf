"""What a row is like: the nearest benchmark items, by cosine."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from synth.decontamination.benchmarks import Item
from synth.dedup.embedding import Embedder, to_unit
from synth.dedup.semantic import nearest
from synth.dedup.words import normalise

_SIMILARITY_DIGITS = 6
_SPARE_TEXTS = 2  # an item has up to two texts, and is a suspect once


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A benchmark item that a row may copy.

    Attributes:
        item: The item.
        method: ``ngram`` or ``semantic``.
        similarity: The share of the item's runs of words that the row has, or the cosine.
        text: ``ngram``: the first shared run; ``semantic``: the text of the item that was compared.
    """

    item: Item
    method: str
    similarity: float
    text: str

    def to_row(self) -> dict[str, Any]:
        """Return the suspect as a JSON-ready dict."""
        return {
            "method": self.method,
            "file": self.item.file,
            "item_id": self.item.item_id,
            "similarity": round(self.similarity, _SIMILARITY_DIGITS),
            "text": self.text,
        }


class VectorIndex:
    """The vectors of all benchmark texts: 1.5 kB each at 384 numbers."""

    def __init__(self, items: Sequence[Item], embedder: Embedder) -> None:
        self._texts = [(item, text) for item in items for text in item.texts]
        self._embedder = embedder
        self._vectors = to_unit(embedder.embed([normalise(text) for _, text in self._texts])) if self._texts else None

    def find(self, texts: Sequence[str], count: int) -> list[list[Suspect]]:
        """Return the ``count`` most similar items of each text, best first."""
        if self._vectors is None or not texts:
            return [[] for _ in texts]
        queries = to_unit(self._embedder.embed([normalise(text) for text in texts]))
        return [self._once(places, count) for places in nearest(queries, self._vectors, count * _SPARE_TEXTS)]

    def _once(self, places: Sequence[tuple[int, float]], count: int) -> list[Suspect]:
        found: dict[tuple[str, str], Suspect] = {}
        for place, similarity in places:
            item, text = self._texts[place]
            suspect = Suspect(item=item, method="semantic", similarity=similarity, text=text)
            found.setdefault((item.file, item.item_id), suspect)
        return list(found.values())[:count]
