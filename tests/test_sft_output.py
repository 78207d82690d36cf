import json
import sys
import types

import pyarrow.parquet as pq
import pytest
from fake_judge import FakeJudge, read_jsonl, write_inputs
from test_sample import WORDS, run

from kodenv.cli import main
from kodenv.errors import ConfigError
from kodenv.hub import Hub
from kodenv.responses.form import RECIPES
from kodenv.shards import shard_names
from kodenv.store import iter_rows


def test_shards_hold_the_rows_in_order_and_the_last_what_is_left(tmp_path):
    run(tmp_path / "out", *write_inputs(tmp_path, WORDS), keep="all", shard_rows=3)
    names = sorted(path.name for path in (tmp_path / "out").glob("*.parquet"))
    assert names == [f"sft-0000{n}-of-00003.parquet" for n in range(3)]
    assert [pq.read_table(tmp_path / "out" / name).num_rows for name in names] == [3, 3, 2]
    assert len({str(pq.read_schema(tmp_path / "out" / name)) for name in names}) == 1
    rows = [row for _, row in iter_rows(tmp_path / "out" / "sft-*.parquet")]
    assert rows == read_jsonl(tmp_path / "out" / "sft.jsonl")
    card = (tmp_path / "out" / "README.md").read_text()
    assert "    path: sft-*.parquet" in card
    assert 'data_files="sft-*.parquet"' in card


def test_an_empty_set_is_one_empty_shard(tmp_path):
    run(tmp_path / "out", *write_inputs(tmp_path, {"a": ["failed"]}), shard_rows=5)
    assert [path.name for path in (tmp_path / "out").glob("*.parquet")] == ["sft-00000-of-00001.parquet"]


@pytest.mark.parametrize(
    ("rows", "size", "count"), [(0, 2, 1), (1, 2, 1), (2, 2, 1), (3, 2, 2), (1_000_000, 7, 142_858)]
)
def test_the_number_of_shards(rows, size, count):
    names = shard_names("sft", rows, size)
    assert len(names) == count
    assert names == sorted(names)


def test_a_stopped_run_with_a_recipe_and_shards_ends_with_the_same_bytes(tmp_path):
    inputs = write_inputs(tmp_path, WORDS)
    options = {"keep": "all", "shard_rows": 3, "form": RECIPES["opencodereasoning"]}
    run(tmp_path / "whole", *inputs, **options)
    for stop_after in (2, 4):
        with pytest.raises(KeyboardInterrupt):
            run(tmp_path / "out", *inputs, judge=FakeJudge(stop_after=stop_after), **options)
    run(tmp_path / "out", *inputs, **options)
    for path in (tmp_path / "whole").glob("sft*"):
        assert path.read_bytes() == (tmp_path / "out" / path.name).read_bytes()
    rows = [
        [{**row, "measured": None} for row in read_jsonl(tmp_path / name / "rollouts.jsonl")]
        for name in ("whole", "out")
    ]
    assert rows[0] == rows[1]


class FakeHub:
    def __init__(self):
        self.calls = []

    def create_repo(self, name, **options):
        self.calls.append(("create", name, options))
        return f"https://hub.example/datasets/{name}"

    def upload_folder(self, **options):
        self.calls.append(("upload", options))


@pytest.fixture
def hub(monkeypatch):
    fake = FakeHub()
    errors = types.SimpleNamespace(HTTPError=KeyError)
    monkeypatch.setitem(sys.modules, "huggingface_hub", types.SimpleNamespace(HfApi=lambda: fake, errors=errors))
    return fake


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr("kodenv.cli._open_judge", lambda options: FakeJudge(unscored=False))
    triplets, replies = write_inputs(tmp_path, WORDS)
    return ["sample", "--triplets", str(triplets), "--policy", f"replay:{replies}", "--out", str(tmp_path / "out")]


def test_a_finished_set_is_pushed_private_with_its_card_and_without_paths_or_rollouts(hub, folder, tmp_path, capsys):
    assert main([*folder, "--json", "--push-to-hub", "me/set"]) == 0
    (_, name, created), (_, uploaded) = hub.calls
    assert (name, created["repo_type"], created["private"], created["exist_ok"]) == ("me/set", "dataset", True, True)
    assert uploaded["folder_path"] == str(tmp_path / "out")
    assert uploaded["allow_patterns"] == ["README.md", "*.parquet", "dropped.json"]
    assert json.loads(capsys.readouterr().out)["pushed"] == "https://hub.example/datasets/me/set"


def test_what_the_hub_refuses_is_one_sentence_and_the_set_stays(hub, folder, tmp_path, capsys):
    def refuse(**options):
        raise KeyError("401\nUnauthorized")

    hub.upload_folder = refuse
    assert main([*folder, "--push-to-hub", "me/set"]) == 2
    error = capsys.readouterr().err.splitlines()[-1]
    assert "push-to-hub: me/set: expected to upload, got " in error
    assert (tmp_path / "out" / "sft.parquet").exists()


def test_a_missing_client_is_told_before_anything_is_judged(monkeypatch, folder, tmp_path, capsys):
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    assert main([*folder, "--push-to-hub", "me/set"]) == 2
    assert "pip install 'kodenv[hub]'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    with pytest.raises(ConfigError):
        Hub()


def test_a_run_that_fell_short_is_not_pushed(hub, folder, monkeypatch):
    monkeypatch.setattr("kodenv.cli._open_judge", lambda options: FakeJudge())
    assert main([*folder, "--push-to-hub", "me/set"]) == 1
    assert hub.calls == []
