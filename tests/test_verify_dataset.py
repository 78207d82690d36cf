import json

import pytest
from fake_judge import FakeJudge, read_jsonl, reply, triplet_row, write_inputs, write_jsonl
from test_sample import WORDS, run

from kodenv.cli import main
from kodenv.records import Triplet
from kodenv.sft import LAYOUTS
from kodenv.verifying import check_rows, draw_rows


@pytest.fixture
def judged(monkeypatch):
    """Judges that the commands open, and the options they were opened with."""
    opened = []

    def open_judge(options):
        opened.append(options)
        return FakeJudge()

    monkeypatch.setattr("kodenv.cli._open_judge", open_judge)
    return opened


@pytest.fixture
def made(tmp_path):
    run(tmp_path / "set", *write_inputs(tmp_path, WORDS), keep="all")
    return tmp_path / "set"


def verify(folder, capsys, *more):
    code = main(["verify-dataset", str(folder), "--json", *more])
    return code, json.loads(capsys.readouterr().out)


def change(folder, place, **columns):
    rows = read_jsonl(folder / "sft.jsonl")
    rows[place] |= columns
    write_jsonl(folder / "sft.jsonl", rows)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_true_set_holds_in_every_layout(tmp_path, judged, capsys, layout):
    run(tmp_path / "set", *write_inputs(tmp_path, WORDS), keep="all", layout=layout)
    code, result = verify(tmp_path / "set", capsys)
    assert code == 0
    assert (result["rows"], result["checked"], result["held"], result["broken"]) == (8, 8, 8, [])
    # Executed again: the cache would only repeat the claim.
    assert judged[0].cache is False


@pytest.mark.parametrize(
    ("columns", "claims"),
    [
        ({"status": "PASSED", "passed": 2}, ["passed", "status"]),
        ({"total": 3}, ["total"]),
        ({"digest": "0" * 64}, ["digest"]),
        ({"program": "def f():\n    return 1  # failed too\n"}, ["digest", "program"]),
        ({"question_id": "stranger"}, ["question_id"]),
        ({"messages": [{"role": "user", "content": "Else."}, {"role": "assistant", "content": reply("failed")}]},
         ["question"]),
    ],
    ids=["status", "total", "digest", "program", "stranger", "question"],
)  # fmt: skip
def test_a_claim_that_does_not_hold_is_named_and_fails(made, judged, capsys, columns, claims):
    change(made, 1, **columns)
    code, result = verify(made, capsys)
    assert code == 1
    assert sorted(result["broken_claims"]) == claims
    assert result["held"] == 7
    assert {(one["question_id"], one["sample_index"]) for one in result["broken"]} == {
        (columns.get("question_id", "a"), 1)
    }


def test_a_changed_suite_is_told_by_the_digest(made, judged, capsys, tmp_path):
    triplets = read_jsonl(tmp_path / "triplets.jsonl")
    write_jsonl(tmp_path / "other.jsonl", [row | {"test": row["test"] + "\n"} for row in triplets])
    code, result = verify(made, capsys, "--triplets", str(tmp_path / "other.jsonl"))
    assert (code, result["broken_claims"]) == (1, {"digest": 8})


def test_what_cannot_be_judged_here_is_counted_and_not_called_wrong(made, judged, capsys, monkeypatch):
    turns = [{"role": "user", "content": "Write f for a."}, {"role": "assistant", "content": reply("unscored")}]
    change(made, 0, program="def f():\n    return 1  # unscored\n", messages=turns)
    code, result = verify(made, capsys)
    assert (code, result["unscored"], result["checked"], result["held"]) == (0, 1, 7, 7)


def test_a_sample_is_drawn_by_what_rows_are_and_not_by_where_they_lie(made, judged, capsys):
    rows = read_jsonl(made / "sft.jsonl")
    _, first = draw_rows([made / "sft.jsonl"], 3, 0)
    write_jsonl(made / "sft.jsonl", rows[::-1])
    _, second = draw_rows([made / "sft.jsonl"], 3, 0)
    names = [{(row["question_id"], row["sample_index"]) for _, row in drawn} for drawn in (first, second)]
    assert names[0] == names[1] and len(names[0]) == 3
    assert len({str(draw_rows([made / "sft.jsonl"], 3, seed)[1]) for seed in range(6)}) > 1
    assert verify(made, capsys, "--sample", "2")[1]["checked"] == 2


def test_the_limits_of_the_run_are_taken_unless_others_are_asked_for(made, judged, capsys):
    made_run = json.loads((made / "run.json").read_text())
    made_run["judge"] |= {"timeout_s": 3.5, "isolation": "shared"}
    (made / "run.json").write_text(json.dumps(made_run))
    verify(made, capsys)
    verify(made, capsys, "--timeout-s", "7")
    assert [(o.timeout_s, o.isolation) for o in judged] == [(3.5, "shared"), (7.0, "shared")]


def test_a_set_that_was_fetched_as_parquet_is_read(tmp_path, judged, capsys):
    triplets, replies = write_inputs(tmp_path, WORDS)
    run(tmp_path / "set", triplets, replies, keep="all", shard_rows=3)
    (tmp_path / "set" / "sft.jsonl").unlink()
    (tmp_path / "set" / "run.json").unlink()
    assert verify(tmp_path / "set", capsys, "--triplets", str(triplets))[1]["held"] == 8
    assert main(["verify-dataset", str(tmp_path / "set")]) == 2
    assert "say --triplets" in capsys.readouterr().err


def test_an_empty_set_promises_nothing(tmp_path, judged, capsys):
    run(tmp_path / "set", *write_inputs(tmp_path, {"a": ["failed"]}))
    assert verify(tmp_path / "set", capsys)[0] == 1


def test_other_folders_are_refused(tmp_path, judged, capsys):
    assert main(["verify-dataset", str(tmp_path), "--triplets", "x"]) == 2
    assert "expected sft.jsonl or sft*.parquet in it" in capsys.readouterr().err
    write_jsonl(tmp_path / "sft.jsonl", [{"messages": []}])
    assert main(["verify-dataset", str(tmp_path), "--triplets", "x"]) == 2
    assert "sft.jsonl:1: $.question_id: expected a label" in capsys.readouterr().err


def test_rows_are_streamed_past_the_judge():
    triplet = Triplet.from_row(triplet_row("a"))
    drawn = []

    def rows():
        for index in range(5):
            drawn.append(index)
            yield "x", {"question_id": "a", "sample_index": index, "program": "", "messages": [
                {"content": "Write f for a."}, {"content": reply()}], "status": "PASSED", "passed": 2, "total": 2,
                "digest": ""}  # fmt: skip

    first = next(check_rows(rows(), {"a": triplet}, FakeJudge()))
    assert drawn == [0]
    assert {one.claim for one in first.broken} == {"program", "digest"}
