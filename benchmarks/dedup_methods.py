"""The methods that benchmarks.dedup compares, each in a process of its own: ``python -m benchmarks.dedup_methods``.

A method takes texts and returns the position of the earlier text that each repeats, or None.
"""

import argparse
import importlib.metadata
import json
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from synth.dedup import (
    Embedder,
    Entry,
    ExactMatcher,
    Matcher,
    NearMatcher,
    SemanticMatcher,
    SentenceEmbedder,
    StoredEmbedder,
    sift,
)
from synth.dedup.words import WordHasher, normalise, split_words

Found = list[int | None]
STAND_IN_NUMBERS = 384


class StandIn:
    """Vectors of MiniLM's length that cost little: per word, signs drawn by its hash. For the index's cost only."""

    name = "stand-in"

    def __init__(self) -> None:
        self._hasher = WordHasher()

    def embed(self, texts: Sequence[str]) -> Any:
        offsets = np.arange(STAND_IN_NUMBERS // 64, dtype=np.uint64)[:, None]
        bits = np.arange(64, dtype=np.uint64)
        rows = []
        for text in texts:
            words = self._hasher.hash_words(split_words(text))
            mixed = (words[:, None, None] * (offsets * np.uint64(2) + np.uint64(0x9E3779B97F4A7C15))) >> bits
            rows.append(((mixed & np.uint64(1)).astype(np.float32) * 2 - 1).sum(axis=0).ravel())
        return np.array(rows)


def _ours(*make: Callable[[Path], Matcher]) -> Callable[[Sequence[str], Path], Found]:
    def run(texts: Sequence[str], store: Path) -> Found:
        entries = (Entry(question_id=str(place), text=text) for place, text in enumerate(texts))
        matchers = [one(store) for one in make]
        return [int(why.kept_id) if why else None for _, why in sift(entries, matchers)]

    return run


def _minilm(store: Path) -> StoredEmbedder:
    return StoredEmbedder(SentenceEmbedder(), store)


def _embed(texts: Sequence[str], store: Path) -> Found:
    _minilm(store).embed([normalise(text) for text in texts])
    return [None for _ in texts]


def _runs(text: str) -> list[bytes]:
    words = split_words(text)
    return [" ".join(words[i : i + 3]).encode() for i in range(max(1, len(words) - 2))]


def _datasketch(threshold: float) -> Callable[[Sequence[str], Path], Found]:
    def run(texts: Sequence[str], store: Path) -> Found:
        from datasketch import MinHash, MinHashLSH

        index = MinHashLSH(threshold=threshold, num_perm=128)
        found: Found = []
        for place, text in enumerate(texts):
            sketch = MinHash(num_perm=128)
            sketch.update_batch(_runs(text))
            hits = index.query(sketch)
            found.append(min(hits) if hits else None)
            if not hits:
                index.insert(place, sketch)
        return found

    return run


def _rensa(threshold: float) -> Callable[[Sequence[str], Path], Found]:
    def run(texts: Sequence[str], store: Path) -> Found:
        from rensa import RMinHash, RMinHashLSH

        index = RMinHashLSH(threshold=threshold, num_perm=128, num_bands=16)
        kept: dict[int, Any] = {}
        found: Found = []
        for place, text in enumerate(texts):
            sketch = RMinHash(num_perm=128, seed=1)
            sketch.update(_runs(text))
            hits = [hit for hit in sorted(index.query(sketch)) if kept[hit].jaccard(sketch) >= threshold]
            found.append(hits[0] if hits else None)
            if not hits:
                kept[place] = sketch
                index.insert(place, sketch)
        return found

    return run


def _semhash(make: Callable[[Path], Embedder], threshold: float) -> Callable[[Sequence[str], Path], Found]:
    def run(texts: Sequence[str], store: Path) -> Found:
        from semhash import SemHash

        embedder = make(store)

        class Encoder:
            def encode(self, inputs: Sequence[str], **_: Any) -> Any:
                return embedder.embed([normalise(text) for text in inputs])

        records = [{"text": text, "place": str(place)} for place, text in enumerate(texts)]
        made = SemHash.from_records(records=records, columns=["text"], model=Encoder())
        found: Found = [None for _ in texts]
        for record in made.self_deduplicate(threshold=threshold).filtered:
            matches = record.duplicates
            found[int(record.record["place"])] = int(matches[0][0]["place"]) if matches else -1
        return found

    return run


METHODS: dict[str, Callable[[Sequence[str], Path], Found]] = {
    "exact": _ours(lambda _: ExactMatcher()),
    "near 0.8": _ours(lambda _: NearMatcher(0.8)),
    "near 0.7": _ours(lambda _: NearMatcher(0.7)),
    "exact + near 0.8": _ours(lambda _: ExactMatcher(), lambda _: NearMatcher(0.8)),
    "datasketch 0.8": _datasketch(0.8),
    "datasketch 0.7": _datasketch(0.7),
    "rensa 0.8": _rensa(0.8),
    "rensa 0.7": _rensa(0.7),
    "embed": _embed,
    "semantic 0.95": _ours(lambda store: SemanticMatcher(_minilm(store), 0.95)),
    "semantic 0.9": _ours(lambda store: SemanticMatcher(_minilm(store), 0.9)),
    "semhash 0.95": _semhash(_minilm, 0.95),
    "cosine index, stand-in vectors": _ours(lambda _: SemanticMatcher(StandIn(), 0.999)),
    "semhash with stand-in vectors": _semhash(lambda _: StandIn(), 0.999),
}
NEED_MODEL = ("embed", "semantic 0.95", "semantic 0.9", "semhash 0.95")


def version(package: str) -> str | None:
    """Return the version of an installed package, None without it."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("method", choices=METHODS)
    parser.add_argument("texts", type=Path)
    parser.add_argument("store", type=Path)
    arguments = parser.parse_args()
    texts = json.loads(arguments.texts.read_text())
    before = resource.getrusage(resource.RUSAGE_SELF)
    started = time.perf_counter()
    found = METHODS[arguments.method](texts, arguments.store)
    wall_s = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"found": found, "wall_s": wall_s, "cpu_s": cpu_s, "peak_mib": after.ru_maxrss / 1024}))


if __name__ == "__main__":
    main()
