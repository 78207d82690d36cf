"""Rows as Parquet, and back as the same values.

Parquet columns have one type, rows do not. A column whose values fit one Arrow type (text, bool, int,
float, lists, and objects that always have the same keys) is stored as that type; any other (mixed
types, changing keys, empty objects, integers beyond 64 bits, lone surrogates) is stored as JSON text.
The file's schema metadata names those columns, and those that some rows lack, so that the reader here
gives back the same values. Other readers see the JSON text.
"""

import functools
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple

from kodenv.errors import ConfigError, DataError
from kodenv.files import cause, open_scratch
from kodenv.jsonrows import encode_row, find_unwritable, parse_value

_METADATA_KEY = b"kodenv"
_READ_BATCH_ROWS = 256
_GROUP_BYTES = 4 << 20  # JSON bytes of a row group: it is in memory several times over while it is written
_GROUP_ROWS = 10_000


class _Shape(NamedTuple):
    """What the values of a column have in common; ``json`` where they have nothing."""

    kind: str
    parts: tuple[tuple[str, "_Shape"], ...] = ()


_NULL, _BOOL, _INT, _FLOAT, _STR, _JSON = (_Shape(kind) for kind in ("null", "bool", "int", "float", "str", "json"))


def _shape(value: Any) -> _Shape:
    match value:
        case None:
            return _NULL
        case bool():
            return _BOOL
        case int():
            return _INT if -(2**63) <= value < 2**63 else _JSON
        case float():
            return _FLOAT
        case str():
            return _STR if _is_utf8(value) else _JSON
        case list():
            return _collected("list", (("", functools.reduce(_merged, map(_shape, value), _NULL)),))
        case _:
            return _collected("struct", tuple((key, _shape(item)) for key, item in value.items()))


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _collected(kind: str, parts: tuple[tuple[str, _Shape], ...]) -> _Shape:
    fits = bool(parts) and all(part != _JSON and _is_utf8(key) for key, part in parts)
    return _Shape(kind, parts) if fits else _JSON


def _merged(left: _Shape, right: _Shape) -> _Shape:
    if left == right or right == _NULL:
        return left
    if left == _NULL:
        return right
    if left.kind != right.kind or [key for key, _ in left.parts] != [key for key, _ in right.parts]:
        return _JSON
    pairs = zip(left.parts, right.parts, strict=True)
    return _collected(left.kind, tuple((key, _merged(one, other)) for (key, one), (_, other) in pairs))


class _Columns:
    """What a first pass over the rows learns: names in order of appearance, shapes, and gaps."""

    def __init__(self) -> None:
        self.shapes: dict[str, _Shape] = {}
        self._seen: dict[str, int] = {}
        self._nulls: set[str] = set()
        self._rows = 0

    def add(self, row: Mapping[str, Any]) -> None:
        self._rows += 1
        for name, value in row.items():
            self.shapes[name] = _merged(self.shapes.get(name, _NULL), _shape(value))
            self._seen[name] = self._seen.get(name, 0) + 1
            if value is None:
                self._nulls.add(name)

    def finish(self, target: Path) -> tuple[set[str], set[str]]:
        """Return the columns to store as JSON text, and those that some row lacks."""
        if self._rows and not self.shapes:
            raise DataError(f"{target}: expected rows with columns, got {self._rows} empty rows; write .jsonl instead")
        for name in self.shapes:
            if not _is_utf8(name):
                raise DataError(f"{target}: expected column names in UTF-8, got {name!r}; rename the column")
        lacking = {name for name, seen in self._seen.items() if seen < self._rows}
        # A null cell can mean "no such column" or "null", not both: text can say "null".
        as_text = {name for name, shape in self.shapes.items() if shape == _JSON} | (lacking & self._nulls)
        return as_text, lacking


def _arrow_type(shape: _Shape) -> Any:
    import pyarrow as pa

    match shape.kind:
        case "bool":
            return pa.bool_()
        case "int":
            return pa.int64()
        case "float":
            return pa.float64()
        case "list":
            return pa.list_(_arrow_type(shape.parts[0][1]))
        case "struct":
            return pa.struct([(key, _arrow_type(part)) for key, part in shape.parts])
        case _:
            return pa.string()


def write_parquet(file: IO[bytes], rows: Iterable[Mapping[str, Any]], target: Path) -> int:
    """Write rows to an open file and return how many.

    The types are known only when all rows were seen, so they go through a scratch file beside the
    target first; memory holds one row group at most.

    Raises:
        DataError: If a row holds what JSON cannot.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with open_scratch(target) as scratch:
        columns = _Columns()
        count = 0
        for count, row in enumerate(rows, 1):
            line = encode_row(row, f"{target}: row {count}")
            columns.add(json.loads(line))
            scratch.write(line)
        as_text, lacking = columns.finish(target)
        note = json.dumps({"json_columns": sorted(as_text), "optional_columns": sorted(lacking)})
        fields = [(name, pa.string() if name in as_text else _arrow_type(s)) for name, s in columns.shapes.items()]
        schema = pa.schema(fields, metadata={_METADATA_KEY: note.encode()})
        scratch.seek(0)
        # The least and greatest text of each group would pile up until the file is closed, and nobody asks for them.
        plain = [field.name for field in schema if pa.types.is_primitive(field.type)]
        with pq.ParquetWriter(file, schema, compression="zstd", write_statistics=plain) as writer:
            for group in _groups(scratch):
                cells = (_cells(group, name, name in as_text, name in lacking) for name in schema.names)
                arrays = [pa.array(cell, type=kind) for cell, kind in zip(cells, schema.types, strict=True)]
                writer.write_table(pa.Table.from_arrays(arrays, schema=schema), row_group_size=len(group))
                del arrays
                pa.default_memory_pool().release_unused()
    return count


def _groups(lines: Iterable[bytes]) -> Iterator[list[dict[str, Any]]]:
    group: list[dict[str, Any]] = []
    size = 0
    for line in lines:
        group.append(json.loads(line))
        size += len(line)
        if size >= _GROUP_BYTES or len(group) >= _GROUP_ROWS:
            yield group
            group, size = [], 0
    if group:
        yield group


def _cells(rows: list[dict[str, Any]], name: str, as_text: bool, lacking: bool) -> list[Any]:
    if not as_text:
        return [row.get(name) for row in rows]
    return [json.dumps(row[name]) if name in row and (lacking or row[name] is not None) else None for row in rows]


def read_parquet(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield ``(where, row)`` of a Parquet file, some rows at a time.

    Raises:
        ConfigError: If the file cannot be read.
        DataError: If it is no Parquet file, or holds what JSON cannot (NaN, bytes, times).
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    numbers = itertools.count(1)
    where = str(path)
    try:
        # Opened here: pyarrow takes some names for places on remote file systems.
        with open(path, "rb") as raw, pq.ParquetFile(raw) as file:
            note = json.loads((file.schema_arrow.metadata or {}).get(_METADATA_KEY, b"{}"))
            as_text, lacking = set(note.get("json_columns", ())), set(note.get("optional_columns", ()))
            for batch in file.iter_batches(batch_size=_READ_BATCH_ROWS):
                for cells in batch.to_pylist():
                    where = f"{path}: row {next(numbers)}"
                    yield where, _row_of(cells, as_text, lacking, where)
    except (pa.ArrowException, OSError) as error:
        # Without an error number it is pyarrow that speaks of the file's content.
        if isinstance(error, OSError) and error.errno is not None:
            raise ConfigError(f"{path}: expected a readable file, got {cause(error)}; check the path") from error
        reason = str(error).partition("\n")[0]
        raise DataError(f"{where}: expected Parquet data, got a bad file ({reason}); fetch it again") from error


def _row_of(cells: dict[str, Any], as_text: set[str], lacking: set[str], where: str) -> dict[str, Any]:
    row = {name: value for name, value in cells.items() if value is not None or name not in lacking}
    for name in as_text & row.keys():
        if row[name] is not None:
            row[name] = parse_value(row[name], f"{where}: $.{name}")
    if bad := find_unwritable(row, "$"):
        raise DataError(f"{where}: {bad}; change the column's type")
    return row
