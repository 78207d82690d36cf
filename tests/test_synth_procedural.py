"""``kodenv synth procedural``: whole folders, the same bytes whatever stopped the run, and nothing left behind."""

import io
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from test_resume import contents

import kodenv.cli
from kodenv import load_triplets
from kodenv.errors import ConfigError
from kodenv.records import Measured, Status, Triplet, Verdict
from synth.pipeline.drawing import Drawers
from synth.pipeline.procedural_run import ProceduralConfig, synthesize
from synth.procedural import generate

ROOT = Path(__file__).parents[1]
FILES = {
    "README.md", "contaminated.jsonl", "dropped.json", "dropped.jsonl", "report.html", "run.json", "trials.jsonl",
    "triplets.jsonl",
    "triplets.parquet",
}  # fmt: skip


class Passing:
    """A judge that passes everything, but for the calls that are said to go otherwise."""

    def __init__(self, *, stop_after: int | None = None, odd: dict[int, Status] | None = None) -> None:
        self.judged: list[str] = []
        self._stop_after, self._odd = stop_after, odd or {}

    def judge_many(self, pairs: Iterable[tuple[Triplet, str | None]]) -> Iterator[Verdict]:
        for triplet, program in pairs:
            if len(self.judged) == self._stop_after:
                raise KeyboardInterrupt
            assert program == triplet.solution
            status = self._odd.get(len(self.judged), Status.PASSED)
            self.judged.append(triplet.question_id)
            solved = status is Status.PASSED
            yield Verdict(
                status=status, passed=3 if solved else 2, total=3, digest=triplet.question_id,
                measured=Measured(wall_s=len(self.judged)),
            )  # fmt: skip

    def __enter__(self) -> "Passing":
        return self

    def __exit__(self, *_: object) -> None:
        return None


def make(out: Path, n: int = 20, judge: Passing | None = None, **config):
    judge = judge or Passing()
    return synthesize(
        ProceduralConfig(n=n, seed=5, judge={"version": "fake"}, **config), out, lambda: judge, io.StringIO()
    )


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole") / "out"
    make(folder)
    return folder


def test_the_folder_holds_the_contracts_files_and_distinct_tasks(whole):
    assert {path.name for path in whole.iterdir()} == FILES
    triplets = load_triplets(whole / "triplets.jsonl")
    assert triplets == load_triplets(whole / "triplets.parquet")
    assert len({t.question_id for t in triplets}) == len({t.question for t in triplets}) == 20
    assert triplets == list(generate(20, 5))


def test_the_number_of_processes_changes_nothing(tmp_path, whole):
    make(tmp_path / "out", processes=3)
    assert contents(tmp_path / "out") == contents(whole)


@pytest.mark.parametrize("stop_after", [0, 1, 13, 19])
def test_an_interrupted_run_goes_on_and_ends_with_the_same_bytes(tmp_path, whole, stop_after):
    with pytest.raises(KeyboardInterrupt):
        make(tmp_path / "out", judge=Passing(stop_after=stop_after))
    judge = Passing()
    make(tmp_path / "out", judge=judge)
    assert contents(tmp_path / "out") == contents(whole)
    assert len(judge.judged) == 20 - stop_after


def test_what_could_not_be_judged_is_tried_again_and_then_the_bytes_are_the_same(tmp_path, whole):
    first = make(tmp_path / "out", judge=Passing(odd={3: Status.UNSCORED, 19: Status.UNSCORED}))
    assert (first["unscored"], first["triplets"]) == (2, 18)
    judge = Passing()
    assert make(tmp_path / "out", judge=judge)["triplets"] == 20
    assert len(judge.judged) == 2
    assert contents(tmp_path / "out") == contents(whole)


def test_a_task_that_does_not_pass_is_no_triplet_and_is_counted(tmp_path):
    result = make(tmp_path / "out", n=4, judge=Passing(odd={1: Status.FAILED}))
    assert result["triplets"] == 3
    assert json.loads((tmp_path / "out" / "dropped.json").read_text()) == {"verify": {"failed": 1}}
    trials = [json.loads(line) for line in (tmp_path / "out" / "trials.jsonl").read_text().splitlines()]
    assert [row["status"] for row in trials] == ["PASSED", "FAILED", "PASSED", "PASSED"]


def test_a_finished_run_draws_and_judges_nothing(whole):
    before = {path.name: path.stat().st_mtime_ns for path in whole.iterdir()}
    judge = Passing()
    make(whole, judge=judge)
    assert not judge.judged
    assert {path.name: path.stat().st_mtime_ns for path in whole.iterdir()} == before


def test_another_seed_is_refused_in_the_same_folder(whole):
    config = ProceduralConfig(n=20, seed=6, judge={"version": "fake"})
    with pytest.raises(ConfigError, match="another --out"):
        synthesize(config, whole, Passing, io.StringIO())


def test_a_task_that_is_known_is_drawn_again():
    with Drawers(5, (), 1) as drawers:
        first = [draft.triplet.question_id for draft in drawers.draw(0, 3, set())]
    with Drawers(5, (), 1) as drawers:
        other = [draft.triplet.question_id for draft in drawers.draw(0, 3, {first[1]})]
    assert (other[0], other[2]) == (first[0], first[2])
    assert other[1] not in first


@pytest.mark.parametrize(("n", "families"), [(0, ()), (3, ("josefus",))])
def test_bad_arguments_give_one_clear_sentence(n, families):
    with pytest.raises(ConfigError, match=r"^(n|families): "):
        ProceduralConfig(n=n, families=families, judge={})


def test_the_command_makes_a_folder_and_says_what_is_in_it(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(kodenv.cli, "_open_judge", lambda options: Passing())
    out = tmp_path / "out"
    assert (
        kodenv.cli.main(["synth", "procedural", "--n", "3", "--families", "josephus", "--out", str(out), "--json"]) == 0
    )
    result = json.loads(capsys.readouterr().out)
    assert (result["triplets"], result["subset"]) == (3, {"procedural": 3})
    assert all(t.question_id.startswith("procedural_josephus_") for t in load_triplets(out / "triplets.jsonl"))


def test_the_command_tells_when_too_much_could_not_be_judged(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(kodenv.cli, "_open_judge", lambda options: Passing(odd={0: Status.UNSCORED}))
    assert kodenv.cli.main(["synth", "procedural", "--n", "3", "--out", str(tmp_path / "out")]) == 1
    assert "1 of 3 programs are UNSCORED" in capsys.readouterr().err


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_for_end(pids: list[int]) -> None:
    for pid in pids:
        try:
            handle = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        assert select.select([handle], [], [], 60)[0], f"process {pid} outlived its parent"
        os.close(handle)


@pytest.mark.skipif(sys.platform != "linux", reason="programs are judged on Linux only")
def test_a_killed_run_leaves_no_process_and_ends_with_the_same_bytes(tmp_path):
    command = [
        sys.executable, "-m", "kodenv", "synth", "procedural", "--n", "24", "--seed", "5", "--allow-weak-sandbox",
        "--no-cache", "--workers", "2", "--out",
    ]  # fmt: skip
    subprocess.run([*command, str(tmp_path / "whole")], cwd=ROOT, check=True, capture_output=True)
    assert len(load_triplets(tmp_path / "whole" / "triplets.jsonl")) == 24
    journal = tmp_path / "out" / ".partial" / "journal.jsonl"
    for rows in (1, 9, 18):
        running = subprocess.Popen([*command, str(tmp_path / "out")], cwd=ROOT, stderr=subprocess.DEVNULL)
        handle = os.pidfd_open(running.pid)
        while not (journal.exists() and journal.read_bytes().count(b"\n") >= rows):
            assert not select.select([handle], [], [], 0.01)[0], "it ended before it was killed"
        started = children_of(running.pid)
        running.send_signal(signal.SIGKILL)
        running.wait()
        os.close(handle)
        wait_for_end(started)
    subprocess.run([*command, str(tmp_path / "out")], cwd=ROOT, check=True, capture_output=True)
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")
