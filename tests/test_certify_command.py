"""``kodenv certify``: rows, page, exit codes, resuming, and what others make of its certificates."""

import dataclasses
import io
import json
from contextlib import contextmanager
from pathlib import Path

import gymnasium as gym
import pytest
from fake_judge import FakeJudge, reply, triplet_row, write_jsonl

import kodenv
from kodenv.certifying.certificate import Certificate
from kodenv.cli import build_parser, main
from kodenv.commands import certify
from kodenv.commands.context import Context
from kodenv.errors import DataError

TRIPLETS = 7


class FakeCertifier:
    """Scores by the number in the id; stops after some; the reference of ``bad`` fails."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.asked: list[str] = []
        self.stop_after = stop_after

    def certify(self, triplet):
        if len(self.asked) == self.stop_after:
            raise KeyboardInterrupt
        self.asked.append(triplet.question_id)
        if triplet.question_id == "bad":
            return Certificate(question_id="bad", reference="FAILED", cases=["test_a"])
        killed = int(triplet.question_id[1:])
        return Certificate(
            question_id=triplet.question_id, reference="PASSED", cases=["test_a"], minimal_cases=["test_a"], mutants=10,
            killed=killed, mutation_score=killed / 10, mutation_interval=(0.1, 0.9), kills={"test_a": ["m1"]},
            survivors=["- x"] * (10 - killed), flaky_cases=["test_a"] if killed == 3 else [], line_coverage=1.0,
            branch_coverage=1.0, measured={"wall_s": float(len(self.asked))},
        )  # fmt: skip


@pytest.fixture
def triplets(tmp_path):
    return write_jsonl(tmp_path / "t.jsonl", [triplet_row(f"q{number}") for number in range(TRIPLETS)])


def run(monkeypatch, fake: FakeCertifier, *arguments: str) -> tuple[int, str, str]:
    @contextmanager
    def opened(*_: object):
        yield fake

    monkeypatch.setattr(certify, "open_certifier", opened)
    parser, _ = build_parser()
    out, err = io.StringIO(), io.StringIO()
    context = Context(out=out, err=err, open_judge=FakeJudge, open_policy=None)  # type: ignore[arg-type]
    return certify.run(parser.parse_args(["certify", *arguments]), context), out.getvalue(), err.getvalue()


def rows(path: Path) -> list[dict]:
    found = [json.loads(line) for line in path.read_text().splitlines()]
    return [{key: value for key, value in row.items() if key != "measured"} for row in found]


@pytest.mark.parametrize("stop_after", [0, 1, TRIPLETS - 1])
def test_a_stopped_run_goes_on_and_ends_with_the_same_bytes(tmp_path, triplets, monkeypatch, stop_after):
    whole, out = tmp_path / "whole.jsonl", tmp_path / "c.jsonl"
    assert run(monkeypatch, FakeCertifier(), "--triplets", str(triplets), "--out", str(whole))[0] == 0
    with pytest.raises(KeyboardInterrupt):
        run(monkeypatch, FakeCertifier(stop_after), "--triplets", str(triplets), "--out", str(out))
    assert not out.exists()
    again = FakeCertifier()
    assert run(monkeypatch, again, "--triplets", str(triplets), "--out", str(out))[0] == 0
    assert rows(out) == rows(whole) and [row["question_id"] for row in rows(out)] == [f"q{n}" for n in range(TRIPLETS)]
    assert stop_after < 4 or len(again.asked) < TRIPLETS  # what was in other threads when it stopped may be lost
    pages = {f"{name}.{ending}" for name in ("c", "whole") for ending in ("html", "jsonl", "md")}
    assert {path.name for path in tmp_path.iterdir()} == {"t.jsonl", *pages}
    assert (tmp_path / "c.md").read_text() == (tmp_path / "whole.md").read_text()


def test_a_reference_that_does_not_pass_is_exit_code_1(tmp_path, monkeypatch):
    source = write_jsonl(tmp_path / "t.jsonl", [triplet_row("q9"), triplet_row("bad")])
    code, out, err = run(
        monkeypatch, FakeCertifier(), "--triplets", str(source), "--out", str(tmp_path / "c.jsonl"), "--json"
    )
    result = json.loads(out)
    assert code == 1 and "1 of 2 references do not pass" in err
    assert result["triplets"] == 2 and result["passed"] == 1 and result["references"] == {"FAILED": 1, "PASSED": 1}


def test_another_effort_begins_anew(tmp_path, triplets, monkeypatch):
    out = str(tmp_path / "c.jsonl")
    with pytest.raises(KeyboardInterrupt):
        run(monkeypatch, FakeCertifier(4), "--triplets", str(triplets), "--out", out)
    fake = FakeCertifier()
    run(monkeypatch, fake, "--triplets", str(triplets), "--out", out, "--runs", "9")
    assert len(fake.asked) == TRIPLETS


def test_bad_arguments_are_exit_code_2(tmp_path, triplets, capsys):
    for wrong in (["--out", str(triplets)], ["--out", "c.txt"], ["--out", str(tmp_path / "c.jsonl"), "--runs", "0"]):
        with pytest.raises(SystemExit) if "--runs" in wrong else contextmanager(lambda: iter([None]))():
            assert main(["certify", "--triplets", str(triplets), *wrong]) == 2
        assert len(capsys.readouterr().err.strip().splitlines()) == 1


@pytest.fixture
def certified(tmp_path, triplets, monkeypatch):
    path = tmp_path / "certified.jsonl"
    run(
        monkeypatch,
        FakeCertifier(),
        "--triplets",
        str(triplets),
        "--out",
        str(tmp_path / "c.jsonl"),
        "--attach",
        str(path),
    )
    return path


def test_attached_certificates_are_read_back(certified):
    found = kodenv.load_triplets(certified)
    assert [one.certificate["mutation_score"] for one in found] == [number / 10 for number in range(TRIPLETS)]
    assert "measured" not in found[0].certificate and found[0].question == "Write f for q0."


def test_sample_leaves_weak_and_flaky_suites_out_and_counts_them(tmp_path, certified):
    replies = write_jsonl(
        tmp_path / "replies.jsonl", ({"question_id": f"q{n}", "completion": reply()} for n in range(TRIPLETS))
    )
    out = tmp_path / "sft"
    arguments = [
        "sample",
        "--triplets",
        str(certified),
        "--policy",
        f"replay:{replies}",
        "--out",
        str(out),
        "--no-cache",
    ]
    assert main([*arguments, "--min-mutation-score", "0.2"]) == 0
    result = json.loads((out / "run.json").read_text())["result"]
    assert result["questions"] == result["rollouts"] == TRIPLETS - 3 and result["unknown_questions"] == 0
    assert result["left_out"] == {"flaky_suite": 1, "weak_suite": 2}
    assert json.loads((out / "dropped.json").read_text()) == {"flaky_suite": 1, "weak_suite": 2}


def test_sample_says_when_no_triplet_is_strong_enough(tmp_path, triplets, capsys):
    replies = write_jsonl(tmp_path / "replies.jsonl", [{"question_id": "q0", "completion": reply()}])
    arguments = ["--triplets", str(triplets), "--policy", f"replay:{replies}", "--out", str(tmp_path / "sft")]
    assert main(["sample", *arguments, "--min-mutation-score", "0.5"]) == 2
    assert "kodenv certify" in capsys.readouterr().err


def test_the_environment_draws_from_strong_suites_only(certified):
    with gym.make("KodCode-v0", triplets=str(certified), min_mutation_score=0.5) as env:
        seen = {env.reset(seed=seed)[1]["question_id"] for seed in range(30)}
    assert seen == {"q5", "q6"}
    with pytest.raises(DataError, match="min_mutation_score"):
        gym.make("KodCode-v0", triplets=str(certified), min_mutation_score=0.9)


def test_the_real_command_certifies_a_file(tmp_path, capsys):
    source = write_jsonl(
        tmp_path / "t.jsonl",
        [
            triplet_row("strong", solution="def f():\n    return 1 + 2\n", test="def test_a():\n    assert f() == 3\n"),
            triplet_row("weak", solution="def f():\n    return 1 + 2\n", test="def test_a():\n    assert f() != 7\n"),
        ],
    )
    out = tmp_path / "c.jsonl"
    arguments = ["certify", "--triplets", str(source), "--out", str(out), "--runs", "2", "--no-cache", "--json"]
    assert main(arguments) == 0
    strong, weak = rows(out)
    assert strong["mutation_score"] == 1 and strong["minimal_cases"] == ["test_a"] and strong["split"]
    assert weak["killed"] < weak["mutants"] and weak["stub_passes"]
    assert any("+    return 1 - 2" in diff for diff in weak["survivors"])
    assert json.loads(capsys.readouterr().out)["triplets"] == 2
    assert "weak" in (tmp_path / "c.html").read_text()
    columns = [one.name for one in dataclasses.fields(Certificate)]
    assert list(json.loads(out.read_text().splitlines()[0])) == columns
