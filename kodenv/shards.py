"""Rows as several Parquet files of a bounded size, written one after the other as the rows come."""

import itertools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from kodenv.store import write_rows


def shard_names(stem: str, rows: int, shard_rows: int) -> list[str]:
    """Return the names of the shards of so many rows: ``STEM-00000-of-00003.parquet``; one for none.

    >>> shard_names("sft", 5, 2)[-1]
    'sft-00002-of-00003.parquet'
    """
    count = max(1, -(-rows // shard_rows))
    width = max(5, len(str(count)))
    return [f"{stem}-{number:0{width}d}-of-{count:0{width}d}.parquet" for number in range(count)]


def write_shards(folder: Path, names: Iterable[str], rows: Iterable[Mapping[str, Any]], shard_rows: int) -> None:
    """Write rows as the named shards, each whole or not at all; memory holds one row group.

    Raises:
        ConfigError: If a file cannot be written.
        DataError: If a row holds what JSON cannot.
    """
    waiting = iter(rows)
    for name in names:
        write_rows(folder / name, itertools.islice(waiting, shard_rows))
