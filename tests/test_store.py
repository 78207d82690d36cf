import gzip
import json
import os
import signal
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from kodenv.errors import ConfigError, DataError
from kodenv.store import Journal, iter_rows, list_files, write_rows

ENDINGS = (".jsonl", ".jsonl.gz", ".parquet")

# One of everything that does not fit a typed column: mixed types, changing and missing keys, empty
# objects, null beside missing, long integers, a lone surrogate, lists of nothing.
ODD_ROWS = [
    {"a": 1, "b": [{"x": 1}, {"y": 2}], "c": None, "s": "\ud800", "e": {}, "big": 2**70, "l": [], "mix": "1"},
    {"b": [], "c": {"p": {"q": [1.5]}}, "d": None, "s": "é\0\u2028\r\n", "e": {}, "big": 1, "l": [None], "mix": 1},
    {"b": None, "d": 3, "t": None, "mix": 1.0, "f": -0.0, "n": [[1], [], None], "o": {"k": None}},
]


def read(path):
    return [row for _, row in iter_rows(path)]


@pytest.mark.parametrize("ending", ENDINGS)
def test_rows_come_back_as_the_same_values(tmp_path, ending):
    path = tmp_path / f"rows{ending}"
    assert write_rows(path, iter(ODD_ROWS)) == 3
    # repr also tells 1 from 1.0 and True; the keys of one row may come back in another order.
    assert [repr(sorted(row.items())) for row in read(path)] == [repr(sorted(row.items())) for row in ODD_ROWS]


@pytest.mark.parametrize("ending", ENDINGS)
def test_same_rows_same_bytes_under_any_name(tmp_path, ending):
    first, second = tmp_path / f"one{ending}", tmp_path / "folder" / f"two{ending}"
    write_rows(first, ODD_ROWS)
    write_rows(second, iter(ODD_ROWS))
    assert first.read_bytes() == second.read_bytes()


def test_parquet_keeps_regular_columns_typed_and_writes_the_others_as_json_text(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [{"messages": [{"role": "user", "content": "hi"}], "n": 1, "x": None, "odd": {"a": 1}}]
    rows.append({"messages": [{"role": "user", "content": "ho"}], "n": None, "x": None, "odd": {"b": 1}})
    write_rows(tmp_path / "rows.parquet", rows)
    schema = pq.read_schema(tmp_path / "rows.parquet")
    assert schema.field("messages").type == pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())]))
    assert [schema.field(name).type for name in ("n", "x", "odd")] == [pa.int64(), pa.string(), pa.string()]
    assert pq.read_table(tmp_path / "rows.parquet")["odd"].to_pylist() == ['{"a": 1}', '{"b": 1}']


def test_parquet_is_written_in_row_groups(tmp_path, monkeypatch):
    import pyarrow.parquet as pq

    monkeypatch.setattr("kodenv.parquet._GROUP_ROWS", 10)
    write_rows(tmp_path / "rows.parquet", ({"n": n} for n in range(25)))
    assert pq.ParquetFile(tmp_path / "rows.parquet").metadata.num_row_groups == 3
    assert [row["n"] for row in read(tmp_path / "rows.parquet")] == list(range(25))


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_rows_is_a_file_that_only_reads_when_allowed(tmp_path, ending):
    path = tmp_path / f"rows{ending}"
    assert write_rows(path, []) == 0
    assert list(iter_rows(path, allow_empty=True)) == []
    with pytest.raises(DataError, match="at least one row"):
        read(path)


@pytest.mark.parametrize("ending", ENDINGS)
def test_where_names_file_and_line(tmp_path, ending):
    path = tmp_path / f"rows{ending}"
    write_rows(path, [{"n": 1}, {"n": 2}])
    assert [where for where, _ in iter_rows(path)][1] == (f"{path}: row 2" if ending == ".parquet" else f"{path}:2")


def test_lines_count_through_blank_lines_a_byte_order_mark_and_crlf(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"n": 1}\r\n\r\n{"n": 2}')
    assert list(iter_rows(path)) == [(f"{path}:1", {"n": 1}), (f"{path}:3", {"n": 2})]


def test_array_is_read_as_a_stream_with_lines(tmp_path):
    path = tmp_path / "rows.json"
    rows = [{"n": n, "text": 'é\\"],' * (n % 7 * 3000)} for n in range(40)]
    path.write_text(json.dumps(rows, indent=1, ensure_ascii=False), encoding="utf-8")
    located = list(iter_rows(path))
    assert [row for _, row in located] == rows
    assert located[2][0] == f"{path}:10"


@pytest.mark.parametrize("chunk_chars", [1, 5, 64])
def test_array_values_may_be_cut_anywhere_by_a_chunk(tmp_path, monkeypatch, chunk_chars):
    monkeypatch.setattr("kodenv.store._CHUNK_CHARS", chunk_chars)
    rows = [{"a": -1.25e-7, "b": [True, None, False], "c": "\u00e9\\", "d": 1234567890}, {"e": {}}, {}]
    path = tmp_path / "rows.json"
    path.write_text(json.dumps(rows, indent=1))
    assert read(path) == rows


def test_packed_files_name_neither_a_time_nor_a_file(tmp_path):
    write_rows(tmp_path / "rows.jsonl.gz", [{"n": 1}])
    assert (tmp_path / "rows.jsonl.gz").read_bytes()[3:8] == bytes(5)


def test_rows_are_read_and_written_as_a_stream(tmp_path):
    rows = ({"n": n, "text": "x" * 10_000} for n in range(3_000))
    tracemalloc.start()
    write_rows(tmp_path / "rows.jsonl", rows)
    assert sum(1 for _ in iter_rows(tmp_path / "rows.jsonl")) == 3_000
    (tmp_path / "rows.json").write_text("[" + (tmp_path / "rows.jsonl").read_text().strip().replace("\n", ",") + "]")
    tracemalloc.reset_peak()
    assert sum(1 for _ in iter_rows(tmp_path / "rows.json")) == 3_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3_000_000


def test_rows_before_a_bad_line_are_given(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text('{"n": 1}\n{"n": }\n')
    rows = iter_rows(path)
    assert next(rows) == (f"{path}:1", {"n": 1})
    with pytest.raises(DataError, match=r"rows\.jsonl:2: expected JSON, got .* at column 7"):
        next(rows)


def test_folder_and_glob_read_their_files_by_name(tmp_path):
    for name in ("b.jsonl", "a.parquet", ".hidden.jsonl", "c.jsonl.gz"):
        write_rows(tmp_path / name, [{"name": name}])
    (tmp_path / "notes.txt").write_text("not rows")
    assert [row["name"] for row in read(tmp_path)] == ["a.parquet", "b.jsonl", "c.jsonl.gz"]
    assert [row["name"] for row in read(f"{tmp_path}/*.jsonl*")] == ["b.jsonl", "c.jsonl.gz"]


def test_a_name_with_glob_characters_is_a_name_first(tmp_path):
    write_rows(tmp_path / "a[1].jsonl", [{"n": 1}])
    assert list_files(tmp_path / "a[1].jsonl") == [tmp_path / "a[1].jsonl"]


BAD_FILES = {
    "syntax.jsonl": (b'{"a": 1}\n{"a": }\n', r"syntax\.jsonl:2: expected JSON"),
    "nan.jsonl": (b'{"a": NaN}\n', r"nan\.jsonl:1: .*NaN is not JSON, write null"),
    "list.jsonl": (b"[1]\n", r"list\.jsonl:1: expected a JSON object, got \[1\]"),
    "deep.jsonl": (b"[" * 100_000, r"deep\.jsonl:1: .*nested too deep"),
    "digits.jsonl": (b'{"a": ' + b"1" * 5000 + b"}", r"digits\.jsonl:1: .*limit \(4300 digits\)"),
    "latin.jsonl": (b'{"a": 1}\n{"a": "\xe9"}\n', r"latin\.jsonl:2: expected UTF-8 text, got byte b'\\xe9'"),
    "utf16.jsonl": ('{"a": 1}'.encode("utf-16"), r"utf16\.jsonl:1: expected UTF-8 text, got binary data"),
    "packed.jsonl": (gzip.compress(b'{"a": 1}'), r"packed\.jsonl:1: expected UTF-8 text, got binary data"),
    "plain.jsonl.gz": (b'{"a": 1}\n', r"plain\.jsonl\.gz:1: expected gzip data"),
    "cut.jsonl.gz": (gzip.compress(b'{"a": 1}\n' * 9)[:-9], r"cut\.jsonl\.gz:\d+: .*its end is missing"),
    "empty.jsonl": (b"", r"empty\.jsonl: expected at least one row"),
    "blank.jsonl": (b"\n \n", r"blank\.jsonl: expected at least one row"),
    "empty.jsonl.gz": (gzip.compress(b""), r"empty\.jsonl\.gz: expected at least one row"),
    "empty.json": (b"", r"empty\.json: expected at least one row"),
    "none.json": (b"[ ]", r"none\.json: expected at least one row"),
    "object.json": (b'{"a": 1}', r"object\.json:1: expected one JSON array, got '{'"),
    "syntax.json": (b'[\n{"a": 1},\n{"a":\n tru}]', r"syntax\.json:4: expected JSON"),
    "comma.json": (b'[{"a": 1}\n 3]', r"comma\.json:2: expected ',' or ']' after a row, got '3'"),
    "open.json": (b'[{"a": 1}', r"open\.json:1: expected ',' or ']' after a row, got 'the end'"),
    "cut.json": (b'[{"a": 1}, {"a": "', r"cut\.json:1: expected JSON"),
    "more.json": (b'[{"a": 1}] 2', r"more\.json:1: expected nothing after the array, got '2'"),
    "number.json": (b"[1, 2]", r"number\.json:1: expected a JSON object, got 1"),
    "nan.json": (b'[{"a": NaN}]', r"nan\.json:1: .*NaN is not JSON"),
    "bytes.json": (b"\0\1\2", r"bytes\.json:1: expected UTF-8 text, got binary data"),
    "text.parquet": (b"hello", r"text\.parquet: expected Parquet data"),
    "empty.parquet": (b"", r"empty\.parquet: expected Parquet data"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_file_is_one_sentence_that_names_it(tmp_path, name):
    content, message = BAD_FILES[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=message) as caught:
        read(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_damaged_parquet_names_the_row(tmp_path):
    path = tmp_path / "rows.parquet"
    write_rows(path, ({"text": os.urandom(50).hex()} for _ in range(500)))
    data = bytearray(path.read_bytes())
    data[5_000:9_000] = bytes(4_000)
    path.write_bytes(data)
    with pytest.raises(DataError, match=r"rows\.parquet.*expected Parquet data"):
        read(path)


def test_parquet_values_that_json_lacks_are_refused(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    for values in ([float("nan")], [b"bytes"]):
        pq.write_table(pa.table({"a": [None, *values]}), tmp_path / "rows.parquet")
        with pytest.raises(DataError, match=r"rows\.parquet: row 2: \$\.a: expected"):
            read(tmp_path / "rows.parquet")


@pytest.mark.parametrize(
    "name", ["missing.jsonl", "no*.jsonl", "table.csv", "folder", "nul\0.jsonl", "x" * 300 + ".jsonl"]
)
def test_unusable_path_is_a_config_error(tmp_path, name):
    (tmp_path / "table.csv").touch()
    (tmp_path / "folder").mkdir()
    with pytest.raises(ConfigError, match=r"expected .*, got"):
        read(tmp_path / name)


def test_folder_that_may_not_be_listed_is_a_config_error(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.listdir", refuse)
    with pytest.raises(ConfigError, match="Permission denied"):
        read(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_that_may_not_be_read_is_a_config_error(tmp_path):
    write_rows(tmp_path / "rows.jsonl", [{"n": 1}])
    (tmp_path / "rows.jsonl").chmod(0)
    with pytest.raises(ConfigError, match="Permission denied"):
        read(tmp_path / "rows.jsonl")


BAD_ROWS = {
    "nan": ({"a": [1.0, float("nan")]}, r"2: \$\.a\[1\]: expected a finite number or null, got nan"),
    "bytes": ({"a": {"b": b"x"}}, r"2: \$\.a\.b: expected text, .* got b'x'"),
    "set": ({"a": {1}}, r"2: \$\.a: expected text, .* got \{1\}"),
    "pair": ({"a": "\ud83d\ude00"}, r"2: expected text, got two surrogates"),
}


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("name", BAD_ROWS)
def test_row_that_json_cannot_hold_is_refused_and_nothing_is_written(tmp_path, name, ending):
    row, message = BAD_ROWS[name]
    with pytest.raises(DataError, match=message):
        write_rows(tmp_path / f"rows{ending}", [{"a": 1}, row])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ENDINGS)
def test_failed_write_leaves_the_old_file(tmp_path, ending):
    def rows():
        yield {"n": 2}
        raise RuntimeError("the source broke")

    path = tmp_path / f"rows{ending}"
    write_rows(path, [{"n": 1}])
    with pytest.raises(RuntimeError, match="the source broke"):
        write_rows(path, rows())
    assert read(path) == [{"n": 1}]
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_write_left_is_taken_over(tmp_path):
    path = tmp_path / "rows.jsonl"
    code = """
import os, signal, sys
from kodenv.store import write_rows
def rows():
    for n in range(10_000):
        yield {"n": n, "text": "x" * 100}
    os.kill(os.getpid(), signal.SIGKILL)
write_rows(sys.argv[1], rows())
"""
    assert subprocess.run([sys.executable, "-c", code, path], check=False).returncode == -signal.SIGKILL
    assert not path.exists()
    write_rows(path, [{"n": 1}])
    assert read(path) == [{"n": 1}]
    assert list(tmp_path.iterdir()) == [path]


def test_two_writers_of_one_file_are_refused(tmp_path):
    path = tmp_path / "rows.jsonl"

    def rows():
        yield {"n": 1}
        with pytest.raises(ConfigError, match="expected no other writer"):
            write_rows(path, [{"n": 2}])

    write_rows(path, rows())
    assert read(path) == [{"n": 1}]


@pytest.mark.parametrize("ending", ENDINGS)
def test_full_disk_is_a_config_error(tmp_path, ending):
    code = """
import random, resource, sys
from kodenv.errors import ConfigError
from kodenv.store import write_rows
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
rng = random.Random(0)
try:
    write_rows(sys.argv[1], ({"n": rng.randbytes(500).hex()} for _ in range(1_000)))
except ConfigError as error:
    sys.exit(7 if "expected to write it, got File too large" in str(error) else 8)
"""
    assert subprocess.run([sys.executable, "-c", code, tmp_path / f"rows{ending}"], check=False).returncode == 7
    assert list(tmp_path.iterdir()) == []


def test_unwritable_targets_are_config_errors(tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "taken.jsonl").mkdir()
    for path in (
        tmp_path / "file" / "rows.jsonl",
        tmp_path / "taken.jsonl",
        tmp_path / "rows.csv",
        tmp_path / "a.json",
    ):
        with pytest.raises(ConfigError):
            write_rows(path, [{"n": 1}])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "taken.jsonl"]


def test_parquet_without_columns_is_refused(tmp_path):
    with pytest.raises(DataError, match="expected rows with columns"):
        write_rows(tmp_path / "rows.parquet", [{}])


def test_journal_cuts_a_torn_line_and_goes_on(tmp_path):
    path = tmp_path / "folder" / "journal.jsonl"
    with Journal(path) as journal:
        journal.extend([{"n": 1}, {"n": 2}])
    with path.open("ab") as file:
        file.write('{"n": 3, "text": "é'.encode()[:-1] + b"x" * 200_000)
    with Journal(path) as journal:
        assert list(journal.rows()) == [{"n": 1}, {"n": 2}]
        journal.append({"n": 4})
        assert list(journal.rows())[-1] == {"n": 4}
    assert path.read_text() == '{"n": 1}\n{"n": 2}\n{"n": 4}\n'


def test_journal_of_only_a_torn_line_is_empty(tmp_path):
    (tmp_path / "journal.jsonl").write_text('{"n"')
    with Journal(tmp_path / "journal.jsonl") as journal:
        assert list(journal.rows()) == []


def test_journal_names_a_bad_line(tmp_path):
    (tmp_path / "journal.jsonl").write_text('{"n": 1}\nno\n{"n": 2}\n')
    with Journal(tmp_path / "journal.jsonl") as journal, pytest.raises(DataError, match=r"journal\.jsonl:2"):
        list(journal.rows())


def test_journal_holds_what_was_appended_before_a_kill(tmp_path):
    path = tmp_path / "journal.jsonl"
    code = """
import os, signal, sys
from kodenv.store import Journal
journal = Journal(sys.argv[1])
for n in range(5):
    journal.append({"n": n})
os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", code, path], check=False).returncode == -signal.SIGKILL
    with Journal(path) as journal:
        assert [row["n"] for row in journal.rows()] == [0, 1, 2, 3, 4]


def test_journal_belongs_to_one_at_a_time(tmp_path):
    with Journal(tmp_path / "journal.jsonl"), pytest.raises(ConfigError, match="expected no other writer"):
        Journal(tmp_path / "journal.jsonl")
    Journal(tmp_path / "journal.jsonl").close()


def test_journal_on_a_full_disk_keeps_whole_lines(tmp_path):
    path = tmp_path / "journal.jsonl"
    code = """
import resource, sys
from kodenv.errors import ConfigError
from kodenv.store import Journal
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))
with Journal(sys.argv[1]) as journal:
    journal.append({"text": "a" * 500})
    try:
        journal.append({"text": "b" * 900})
    except ConfigError:
        journal.append({"text": "c"})
        sys.exit(7)
"""
    assert subprocess.run([sys.executable, "-c", code, path], check=False).returncode == 7
    assert [row["text"][0] for row in read(path)] == ["a", "c"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_real_rows_come_back_as_the_same_values(tmp_path, ending):
    folder = os.environ.get("KODENV_REAL_DATA")
    if not folder:
        pytest.skip("set KODENV_REAL_DATA to the folder of real data")
    files = sorted(Path(folder).rglob("*.json*"))
    assert len(files) > 30
    for file in files:
        rows = read(file)
        write_rows(tmp_path / f"rows{ending}", rows)
        assert read(tmp_path / f"rows{ending}") == rows, file
