"""One file of triplets into two: what is clean, and what was set apart with its findings."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from kodenv.records import Triplet
from kodenv.store import write_rows
from synth.decontamination.checking import Finding
from synth.dedup.entries import Entry, entry_of

Check = Callable[[Iterable[Entry]], Iterable[Finding]]


def split_file(triplets: Iterable[Triplet], check: Check, clean: Path, contaminated: Path) -> tuple[int, int]:
    """Write the clean and the contaminated rows, and return how many there are of each.

    Every row gets KodCode's column ``benchmark_similarity`` where embeddings were compared; a contaminated one also
    ``contamination``, which says against what, how similar, and what the judges said. The same input gives the same
    bytes; a killed run leaves whole files or none, and is run again. Memory holds the contaminated rows.

    Args:
        triplets: The rows, drawn as they are needed.
        check: Usually ``functools.partial(check_rows, runs=..., vectors=...)``.
        clean: File to write, as :func:`kodenv.store.write_rows` takes it.
        contaminated: The same.

    Raises:
        ConfigError: If a file cannot be written.
    """
    apart: list[dict[str, Any]] = []

    def pass_clean() -> Iterator[dict[str, Any]]:
        for row, finding in _check_triplets(triplets, check):
            if finding.nearest is not None:
                row["benchmark_similarity"] = finding.nearest.to_row()["similarity"]
            if finding.contaminated:
                apart.append({**row, "contamination": finding.to_row()})
            else:
                yield row

    return write_rows(clean, pass_clean()), write_rows(contaminated, apart)


def _check_triplets(triplets: Iterable[Triplet], check: Check) -> Iterator[tuple[dict[str, Any], Finding]]:
    drawn: list[dict[str, Any]] = []

    def note() -> Iterator[Entry]:
        for triplet in triplets:
            drawn.append(triplet.to_row())
            yield entry_of(triplet)

    for finding in check(note()):
        yield drawn.pop(0), finding
