"""One pass over the rows: each is compared with the kept ones only, and kept or dropped for good.

So no two kept rows match, every dropped row matches the kept row that its record names (no chains, in which the
ends need not be alike), a group of ten thousand copies costs ten thousand comparisons, and rows can stream.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence

from kodenv.errors import ConfigError
from synth.dedup.entries import Duplicate, Entry, Match, Matcher

BLOCK_ROWS = 4096


def sift(
    entries: Iterable[Entry], matchers: Sequence[Matcher], *, block_rows: int = BLOCK_ROWS
) -> Iterator[tuple[Entry, Duplicate | None]]:
    """Yield every entry with why it goes, or with None if it stays, in input order.

    Args:
        entries: Rows, those to prefer first (see :func:`deduplicate` for ranks). Drawn as they are needed.
        matchers: Fresh ones, from cheap to dear; the first that finds a kept row names the reason.
        block_rows: Rows that are prepared together; changes memory and speed, not the outcome.

    Raises:
        ConfigError: If there is no matcher or ``block_rows`` is below 1.
    """
    if not matchers or block_rows < 1:
        raise ConfigError(
            f"dedup: expected a matcher and block_rows of at least 1, got {len(matchers)} and {block_rows}; name one"
        )
    kept: list[tuple[str, str]] = []
    for block in _batched(entries, block_rows):
        for matcher in matchers:
            matcher.load([entry.text for entry in block])
        for position, entry in enumerate(block):
            duplicate = _find(entry, position, matchers, kept)
            if duplicate is None:
                kept.append((entry.question_id, entry.subset))
                for matcher in matchers:
                    matcher.keep(position)
            yield entry, duplicate


def deduplicate(entries: Iterable[Entry], matchers: Sequence[Matcher]) -> tuple[list[Entry], list[Duplicate]]:
    """Return the entries to keep, in input order, and the record of every other one.

    Of rows that match, the one with the lowest rank is kept, among those the first. Holds all texts in memory.
    """
    ordered = sorted(enumerate(entries), key=lambda item: (item[1].rank, item[0]))
    kept: list[int] = []
    dropped: list[tuple[int, Duplicate]] = []
    decided = sift((entry for _, entry in ordered), matchers)
    for (index, _), (_, duplicate) in zip(ordered, decided, strict=True):
        if duplicate is None:
            kept.append(index)
        else:
            dropped.append((index, duplicate))
    by_index = dict(ordered)
    dropped.sort(key=lambda item: item[0])
    return [by_index[index] for index in sorted(kept)], [duplicate for _, duplicate in dropped]


def _find(entry: Entry, position: int, matchers: Sequence[Matcher], kept: list[tuple[str, str]]) -> Duplicate | None:
    for matcher in matchers:
        match: Match | None = matcher.find(position)
        if match is not None:
            kept_id, kept_subset = kept[match.kept]
            return Duplicate(
                question_id=entry.question_id,
                subset=entry.subset,
                kept_id=kept_id,
                kept_subset=kept_subset,
                method=matcher.method,
                similarity=match.similarity,
            )
    return None


def _batched(entries: Iterable[Entry], size: int) -> Iterator[tuple[Entry, ...]]:
    waiting = iter(entries)
    while block := tuple(itertools.islice(waiting, size)):
        yield block
