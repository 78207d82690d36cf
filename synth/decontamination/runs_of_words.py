"""Rows that share a run of words with a benchmark item: copies, whole or in part."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from kodenv.errors import ConfigError
from synth.decontamination.benchmarks import Item
from synth.decontamination.suspects import Suspect
from synth.dedup.words import Hashes, WordHasher, hash_all_runs, hash_runs, split_words

RUN_WORDS = 13
SHORT_WORDS = 6
BOILERPLATE_ITEMS = 10


class RunIndex:
    """Finds shared runs of 13 words.

    An item text of fewer words counts as one run, if it has at least 6 (shorter ones are too common to mean
    anything). A run that more than 10 different item texts have ("You should write self-contained code starting
    with") is boilerplate, and is evidence of nothing. About 100 bytes a run.

    Args:
        items: What to look for.
        run_words: Length of a run. GPT-3 took 13 (Brown et al. 2020, appendix C).

    Raises:
        ConfigError: If ``run_words`` is below the 6 words of the shortest text that counts.
    """

    method = "ngram"

    def __init__(self, items: Sequence[Item], run_words: int = RUN_WORDS) -> None:
        if run_words < SHORT_WORDS:
            raise ConfigError(f"n-grams: expected at least {SHORT_WORDS} words, got {run_words!r}; take 10 to 13")
        self._hasher = WordHasher()
        self._run_words = run_words
        self._runs: list[tuple[Item, Hashes]] = []
        owners: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        same: dict[bytes, int] = {}
        different: dict[tuple[int, int], set[int]] = defaultdict(set)
        for item in items:
            for text in item.texts:
                words = self._hasher.hash_words(split_words(text))
                if len(words) < SHORT_WORDS:
                    continue
                length = min(run_words, len(words))
                runs = np.unique(hash_runs(words, length))
                number = same.setdefault(words.tobytes(), len(same))
                for run in runs.tolist():
                    owners[length][run].append(len(self._runs))
                    different[length, run].add(number)
                self._runs.append((item, runs))
        self._owners = {
            length: {run: places for run, places in runs.items() if len(different[length, run]) <= BOILERPLATE_ITEMS}
            for length, runs in owners.items()
        }

    def find(self, text: str) -> list[Suspect]:
        """Return the items that a text shares a run with, the largest share first, of equals the first."""
        spoken = split_words(text)
        words = self._hasher.hash_words(spoken)
        shared: dict[int, list[tuple[int, int]]] = defaultdict(list)
        hashes = hash_all_runs(words, self._run_words)
        for length in sorted(self._owners, reverse=True):
            if length > len(words):
                continue
            owners = self._owners[length]
            seen: set[int] = set()
            for start, run in enumerate(hashes[length - 1].tolist()):
                if run in owners and run not in seen:
                    seen.add(run)
                    for place in owners[run]:
                        shared[place].append((start, length))
        best: dict[tuple[str, str], Suspect] = {}
        for place, spans in sorted(shared.items()):
            item, runs = self._runs[place]
            start, length = spans[0]
            quote = " ".join(spoken[start : start + length])
            suspect = Suspect(item=item, method=self.method, similarity=len(spans) / len(runs), text=quote)
            known = best.get((item.file, item.item_id))
            if known is None or suspect.similarity > known.similarity:
                best[item.file, item.item_id] = suspect
        return sorted(best.values(), key=lambda suspect: -suspect.similarity)
