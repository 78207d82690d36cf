import gzip
import importlib.resources
import json
import os
import sys
from pathlib import Path

import pytest

from kodenv.errors import ConfigError, DataError
from kodenv.records import Triplet
from kodenv.store import iter_rows, write_rows
from kodenv.triplets import convert, iter_triplets, load_triplets


def row(name, **more):
    return {"question_id": name, "question": f"Do {name}.", "solution": "x = 1\n", "test": "def test(): pass\n", **more}


def humaneval(number):
    return {
        "task_id": f"HumanEval/{number}",
        "prompt": "def f():\n",
        "entry_point": "f",
        "canonical_solution": "    return 1\n",
        "test": "def check(candidate):\n    assert candidate() == 1\n",
    }


@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.gz", ".parquet"])
def test_rows_come_back_with_unknown_columns_untouched(tmp_path, ending):
    rows = [row("a", mine={"k": [1]}, limits={"timeout_s": 2.5}), row("b", mine=None, other="x")]
    source, copy = tmp_path / f"in{ending}", tmp_path / f"out{ending}"
    write_rows(source, rows)
    assert convert(source, copy) == 2
    for written, original in zip((r for _, r in iter_rows(copy)), rows, strict=True):
        assert {name: written[name] for name in original} == original
        assert "other" in original or "other" not in written
    assert load_triplets(copy) == load_triplets(source)
    again = tmp_path / f"again{ending}"
    convert(copy, again)
    assert again.read_bytes() == copy.read_bytes()


def test_triplets_are_given_before_the_source_ends(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(row("a")) + "\nbroken\n")
    triplets = iter_triplets(path)
    assert next(triplets).question_id == "a"
    with pytest.raises(DataError, match=r"rows\.jsonl:2"):
        next(triplets)


def test_an_id_that_occurs_twice_names_both_places(tmp_path):
    write_rows(tmp_path / "a.jsonl", [row("a"), row("b")])
    write_rows(tmp_path / "b.jsonl", [row("c"), row("b")])
    with pytest.raises(DataError, match=r"b\.jsonl:2: .*'b' which .*a\.jsonl:2 has too"):
        load_triplets(tmp_path)
    with pytest.raises(DataError, match=r"triplets\[1\]: .*'a' which triplets\[0\] has too"):
        load_triplets([row("a"), row("a")])


def test_each_file_of_a_folder_may_have_a_layout_of_its_own(tmp_path):
    write_rows(tmp_path / "a.jsonl", [row("a")])
    write_rows(tmp_path / "b.jsonl.gz", [humaneval(1), humaneval(2)])
    assert [triplet.question_id for triplet in iter_triplets(tmp_path)] == ["a", "HumanEval/1", "HumanEval/2"]


def test_the_layout_of_the_first_row_holds_for_its_file(tmp_path):
    write_rows(tmp_path / "rows.jsonl", [humaneval(1), row("a")])
    with pytest.raises(DataError, match=r"rows\.jsonl:2: \$\.prompt: expected a string, got None"):
        load_triplets(tmp_path / "rows.jsonl")


def test_bad_rows_name_file_line_and_field(tmp_path):
    for column, value in (("question", ""), ("test", None), ("test_format", "doctest"), ("limits", {"timeout_s": 0})):
        write_rows(tmp_path / "rows.jsonl", [row("a"), row("b") | {column: value}])
        with pytest.raises(DataError, match=rf"rows\.jsonl:2: \$\.{column}"):
            load_triplets(tmp_path / "rows.jsonl")


def test_an_unknown_layout_is_refused_before_anything_is_read():
    with pytest.raises(ConfigError, match="unknown layout 'humanevil'; choose auto or one of triplet"):
        load_triplets("missing.jsonl", layout="humanevil")


def test_an_empty_source_is_an_error(tmp_path):
    (tmp_path / "rows.jsonl").touch()
    with pytest.raises(DataError, match=r"rows\.jsonl: expected at least one row"):
        load_triplets(tmp_path / "rows.jsonl")
    with pytest.raises(DataError, match=r"\[\]: expected at least one triplet"):
        load_triplets([])


def test_a_list_may_hold_triplets_and_rows_of_any_layout():
    triplet = Triplet.from_row(row("a"))
    triplets = load_triplets([triplet, row("b"), humaneval(1)])
    assert triplets[0] is triplet
    assert [t.question_id for t in triplets] == ["a", "b", "HumanEval/1"]
    with pytest.raises(ConfigError, match=r"triplets\[0\]: expected a Triplet or a row, got int"):
        load_triplets([1])


def test_no_source_means_the_bundled_triplets(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    with gzip.open(tmp_path / "data" / "triplets.jsonl.gz", "wt") as file:
        file.write(json.dumps(row("bundled")) + "\n")
    monkeypatch.setattr(importlib.resources, "files", lambda package: {"kodenv": tmp_path}[package])
    assert [triplet.question_id for triplet in load_triplets()] == ["bundled"]


def test_convert_that_fails_leaves_no_file(tmp_path):
    write_rows(tmp_path / "rows.jsonl", [row("a"), row("a")])
    with pytest.raises(DataError):
        convert(tmp_path / "rows.jsonl", tmp_path / "out.jsonl")
    assert [path.name for path in tmp_path.iterdir()] == ["rows.jsonl"]


def test_convert_may_replace_its_own_input(tmp_path):
    path = tmp_path / "rows.jsonl"
    write_rows(path, [humaneval(1)])
    convert(path, path)
    assert load_triplets(path, layout="triplet")[0].solution == "def f():\n    return 1\n"


def test_a_missing_datasets_package_is_a_config_error(monkeypatch):
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(ConfigError, match=r"hf:some/name: expected the package datasets, .*kodenv\[hub\]"):
        load_triplets("hf:some/name")


@pytest.fixture
def hub_folder(tmp_path):
    pytest.importorskip("datasets")
    folder = tmp_path / "dataset"
    rows = [row(name, limits={"timeout_s": 2.5}, gpt_difficulty="easy") for name in "abc"]
    write_rows(folder / "train.jsonl", rows)
    write_rows(folder / "test.jsonl", [row("d")])
    return folder


def test_a_dataset_folder_is_read_by_split(hub_folder):
    assert [t.question_id for t in load_triplets(f"hf:{hub_folder}")] == ["a", "b", "c"]
    assert [t.question_id for t in load_triplets(f"hf:{hub_folder}:test")] == ["d"]
    assert load_triplets(f"hf:{hub_folder}")[0].limits == {"timeout_s": 2.5}
    with pytest.raises(ConfigError, match="expected one of the splits train, test, got 'dev'"):
        load_triplets(f"hf:{hub_folder}:dev")


def test_a_dataset_of_our_parquet_reads_as_the_file_does(tmp_path):
    pytest.importorskip("datasets")
    rows = [row("a", limits={"timeout_s": 2.5}), row("b", limits={"memory_mb": 100})]
    path = tmp_path / "folder" / "train.parquet"
    convert(rows, path)
    assert load_triplets(f"hf:{path.parent}") == load_triplets(path) == load_triplets(rows)


def test_a_dataset_that_is_not_there_is_a_config_error(tmp_path):
    pytest.importorskip("datasets")
    with pytest.raises(ConfigError, match="expected a readable dataset, got"):
        load_triplets(f"hf:{tmp_path / 'missing'}")


def test_a_saved_dataset_is_read(tmp_path):
    datasets = pytest.importorskip("datasets")
    datasets.Dataset.from_list([row("a")]).save_to_disk(str(tmp_path / "saved"))
    assert [t.question_id for t in load_triplets(f"hf:{tmp_path / 'saved'}")] == ["a"]


def test_real_kodcode_rows_survive_a_conversion(tmp_path):
    data = os.environ.get("KODENV_REAL_DATA")
    if not data:
        pytest.skip("set KODENV_REAL_DATA to the folder of real data")
    source = Path(data, "kodcode_demo", "prefill", "triplets.jsonl.gz")
    for ending in (".jsonl.gz", ".parquet"):
        assert convert(source, tmp_path / f"out{ending}") == 172
        assert load_triplets(tmp_path / f"out{ending}", layout="triplet") == load_triplets(source, layout="kodcode-v1")
        for (_, written), (_, original) in zip(iter_rows(tmp_path / f"out{ending}"), iter_rows(source), strict=True):
            assert {name: written[name] for name in original} == original
