"""Triplets from anywhere: bundled, files of any known layout, a Hugging Face dataset, or a list."""

import contextlib
import importlib.resources
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from kodenv.errors import ConfigError, DataError, unknown_name
from kodenv.jsonrows import find_unwritable
from kodenv.layouts import check_layout, detect_layout, read_layout
from kodenv.layouts.verl import to_verl
from kodenv.records import Triplet
from kodenv.store import PathLike, iter_rows, list_files, write_rows

Source = PathLike | Iterable[Triplet | Mapping[str, Any]]
SourceFiles = Mapping[tuple[str, str], PathLike]
WRITTEN_LAYOUTS = ("triplet", "verl")
_Located = Iterator[tuple[str, Triplet]]
_HUB = "hf:"


def load_triplets(
    source: Source | None = None, *, layout: str = "auto", sources: SourceFiles | None = None
) -> list[Triplet]:
    """Return all triplets of a source; see :func:`iter_triplets`."""
    return list(iter_triplets(source, layout=layout, sources=sources))


def iter_triplets(
    source: Source | None = None, *, layout: str = "auto", sources: SourceFiles | None = None
) -> Iterator[Triplet]:
    """Yield the triplets of a source, one at a time.

    Args:
        source: None for the bundled ones; a file, folder or glob (see :func:`kodenv.store.iter_rows`);
            ``hf:NAME`` or ``hf:NAME:SPLIT`` for a dataset of the Hugging Face hub or a local folder
            (extra ``hub``); or triplets and rows themselves.
        layout: One of :data:`kodenv.layouts.LAYOUTS`; ``auto`` tells by the first row of each file.
        sources: For files of a set that leaves questions or tests in other sets: the files of those, by data set and
            split; see :mod:`kodenv.rejoin`.

    Raises:
        ConfigError: If the source cannot be reached, or there is no such layout.
        DataError: If a row is bad, two have one ``question_id``, or there are none.
    """
    check_layout(layout)
    first_seen: dict[str, str] = {}
    for where, triplet in _located(source, layout, sources or {}):
        first = first_seen.setdefault(triplet.question_id, where)
        if first is not where:
            raise DataError(
                f"{where}: $.question_id: expected an id of its own, got {triplet.question_id!r} "
                f"which {first} has too; rename or drop one"
            )
        yield triplet
    if not first_seen:
        raise DataError(f"{source!r}: expected at least one triplet, got none; check the source")


def convert(
    source: Source, out: PathLike, layout: str = "auto", *, sources: SourceFiles | None = None, to: str = "triplet"
) -> int:
    """Write the triplets of a source as rows of our own layout, or of verl's, and return how many.

    Args:
        source: As for :func:`iter_triplets`.
        out: A .jsonl, .jsonl.gz or .parquet file.
        layout: As for :func:`iter_triplets`.
        sources: As for :func:`iter_triplets`.
        to: ``triplet`` or ``verl``.

    Raises:
        ConfigError: If the source cannot be reached, ``out`` cannot be written, or ``to`` is neither.
        DataError: If a row is bad.
    """
    if to not in WRITTEN_LAYOUTS:
        raise ConfigError(unknown_name("layout to write", to, WRITTEN_LAYOUTS))
    triplets = iter_triplets(source, layout=layout, sources=sources)
    if to == "verl":
        return write_rows(out, (to_verl(triplet, index) for index, triplet in enumerate(triplets)))
    return write_rows(out, (triplet.to_row() for triplet in triplets))


def _located(source: Source | None, layout: str, sources: SourceFiles) -> _Located:
    if source is None:
        bundled = importlib.resources.files("kodenv") / "data" / "triplets.jsonl.gz"
        with importlib.resources.as_file(bundled) as path:
            yield from _from_files(path, layout, {})
    elif isinstance(source, str) and source.startswith(_HUB):
        yield from _read(layout, _from_hub(source))
    elif isinstance(source, str | os.PathLike):
        yield from _from_files(source, layout, sources)
    else:
        yield from _from_items(source, layout)


def _from_files(path: PathLike, layout: str, sources: SourceFiles) -> _Located:
    if not sources:
        for file in list_files(path):
            yield from _read(layout, iter_rows(file))
        return
    from kodenv.rejoin import SourceRows

    with SourceRows(iter_rows(path), sources) as others:
        for file in list_files(path):
            # Before anything is filled in: a row with tests looks like one of our own.
            own = next(iter_rows(file))
            chosen = detect_layout(own[1], own[0]) if layout == "auto" else layout
            yield from _read(chosen, ((where, others.fill(where, row)) for where, row in iter_rows(file)))


def _read(layout: str, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> _Located:
    """Read rows of one layout, and keep where each came from beside its triplet."""
    where = ""

    def noted() -> Iterator[tuple[str, Mapping[str, Any]]]:
        nonlocal where
        for place, row in rows:
            where = place
            yield place, row

    for triplet in read_layout(layout, noted()):
        yield where, triplet


def _from_items(items: Iterable[Triplet | Mapping[str, Any]], layout: str) -> _Located:
    for index, item in enumerate(items):
        where = f"triplets[{index}]"
        if isinstance(item, Triplet):
            yield where, item
        elif isinstance(item, Mapping):
            yield from _read(layout, [(where, item)])
        else:
            raise ConfigError(f"{where}: expected a Triplet or a row, got {type(item).__name__}; pass rows or a path")


def _from_hub(source: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield rows of a dataset as they arrive, without the whole of it on disk."""
    try:
        import datasets
    except ImportError as error:
        raise ConfigError(f"{source}: expected the package datasets, got none; pip install 'kodenv[hub]'") from error
    name, _, split = source.removeprefix(_HUB).partition(":")
    with _told(source, datasets):
        if Path(name, "state.json").exists() or Path(name, "dataset_dict.json").exists():
            loaded = datasets.load_from_disk(name)
        else:
            loaded = datasets.load_dataset(name, streaming=True)
        splits = dict(loaded) if isinstance(loaded, dict) else {split or "train": loaded}
    chosen = split or ("train" if "train" in splits or len(splits) != 1 else next(iter(splits)))
    if chosen not in splits:
        known = ", ".join(map(str, splits))
        raise ConfigError(
            f"{source}: expected one of the splits {known}, got {chosen!r}; name it as {_HUB}{name}:SPLIT"
        )
    with _told(source, datasets):
        for number, row in enumerate(splits[chosen], 1):
            where = f"{_HUB}{name}:{chosen}: row {number}"
            if bad := find_unwritable(row, "$"):
                raise DataError(f"{where}: {bad}; change the column's type")
            yield where, row


@contextlib.contextmanager
def _told(source: str, datasets: Any) -> Iterator[None]:
    try:
        yield
    except DataError:
        raise
    except (datasets.exceptions.DatasetsError, OSError, ValueError, RuntimeError) as error:
        reason = str(error).partition("\n")[0]
        raise ConfigError(f"{source}: expected a readable dataset, got {reason!r}; check its name and split") from error
