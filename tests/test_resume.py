import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fake_judge import JUDGE_IDENTITY, FakeJudge, write_inputs
from test_sample import WORDS, run

import kodenv.store
from kodenv.commands.collecting import Source
from kodenv.commands.evaluate import EvalConfig, evaluate
from kodenv.commands.judge import judge_file
from kodenv.errors import ConfigError
from policies.replay import ReplayPolicy

ROLLOUTS = sum(map(len, WORDS.values()))
SKIPPED = {"report.html"}  # made anew from the rows


def contents(folder: Path) -> dict[str, Any]:
    """Return the files of a folder, without what may differ between two runs."""
    found: dict[str, Any] = {}
    for path in sorted(folder.rglob("*")):
        if path.name in SKIPPED or path.is_dir():
            continue
        if path.suffix == ".jsonl":
            found[path.name] = [without_measured(json.loads(line)) for line in path.read_text().splitlines()]
        elif path.name == "run.json":
            found[path.name] = {k: v for k, v in json.loads(path.read_text()).items() if k != "when"}
        else:
            found[path.name] = path.read_bytes()
    return found


def without_measured(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != "measured"}


@pytest.fixture
def inputs(tmp_path):
    return write_inputs(tmp_path, WORDS)


@pytest.fixture
def whole(tmp_path, inputs):
    run(tmp_path / "whole", *inputs)
    return contents(tmp_path / "whole")


@pytest.mark.parametrize("stop_after", [0, 1, 4, ROLLOUTS - 1])
def test_a_run_interrupted_while_judging_ends_with_the_same_bytes(tmp_path, inputs, whole, stop_after):
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "out", *inputs, judge=FakeJudge(stop_after=stop_after))
    judge = FakeJudge()
    run(tmp_path / "out", *inputs, judge=judge)
    assert contents(tmp_path / "out") == whole
    # What was judged is not judged again, but for the one that was UNSCORED.
    assert len(judge.judged) <= ROLLOUTS - stop_after + 1


def test_a_run_interrupted_while_writing_ends_with_the_same_bytes(tmp_path, inputs, whole, monkeypatch):
    """Stop before each single file is put in place, in turn, and go on after each stop."""
    replace = os.replace
    stops = 0

    def replace_after(allowed: int):
        def stopping(source, target):
            nonlocal allowed
            if allowed == 0:
                raise KeyboardInterrupt
            allowed -= 1
            replace(source, target)

        return stopping

    finished = False
    while not finished:
        # The first file of a resumed run is the identity; one more than last time gets through.
        monkeypatch.setattr("kodenv.files.os.replace", replace_after(stops))
        try:
            run(tmp_path / "out", *inputs)
            finished = True
        except KeyboardInterrupt:
            stops += 1
    assert stops == 8
    assert contents(tmp_path / "out") == whole


def test_a_torn_last_line_is_judged_again(tmp_path, inputs, whole):
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "out", *inputs, judge=FakeJudge(stop_after=5))
    journal = tmp_path / "out" / ".partial" / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-20])
    judge = FakeJudge()
    run(tmp_path / "out", *inputs, judge=judge)
    assert contents(tmp_path / "out") == whole
    assert len(judge.judged) in (ROLLOUTS - 4, ROLLOUTS - 3)


KILLED = """
import os, signal, sys
from pathlib import Path
from fake_judge import FakeJudge
from test_sample import run

class KillingJudge(FakeJudge):
    def _verdict(self, triplet, program):
        if len(self.judged) > 4:
            os.kill(os.getpid(), signal.SIGKILL)
        return super()._verdict(triplet, program)

run(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), judge=KillingJudge())
"""


def test_a_killed_run_ends_with_the_same_bytes(tmp_path, inputs, whole):
    here = Path(__file__).parent
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(here), str(here.parent)])}
    command = [sys.executable, "-c", KILLED, str(tmp_path / "out"), *map(str, inputs)]
    killed = subprocess.run(command, env=environment, check=False, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    judge = FakeJudge()
    run(tmp_path / "out", *inputs, judge=judge)
    assert contents(tmp_path / "out") == whole
    assert 0 < len(judge.judged) < ROLLOUTS


def test_a_finished_run_returns_at_once_with_the_same_result(tmp_path, inputs):
    first = run(tmp_path / "out", *inputs)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()}
    judge = FakeJudge()
    assert run(tmp_path / "out", *inputs, judge=judge) == first
    assert judge.judged == []
    assert before == {path: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()}


def test_a_run_killed_in_its_last_step_is_finished(tmp_path, inputs, whole):
    run(tmp_path / "out", *inputs)
    (tmp_path / "out" / ".partial").mkdir()
    (tmp_path / "out" / ".partial" / "journal.jsonl").write_text("")
    run(tmp_path / "out", *inputs)
    assert contents(tmp_path / "out") == whole
    assert not (tmp_path / "out" / ".partial").exists()


@pytest.mark.parametrize("finished", [True, False])
def test_another_config_is_refused_and_named(tmp_path, inputs, finished):
    if finished:
        run(tmp_path / "out", *inputs)
    else:
        with pytest.raises(KeyboardInterrupt):
            run(tmp_path / "out", *inputs, judge=FakeJudge(stop_after=3))
    with pytest.raises(ConfigError, match=r"config\.keep is 'solved' there and 'all' now"):
        run(tmp_path / "out", *inputs, keep="all")


def test_other_input_is_refused(tmp_path, inputs):
    run(tmp_path / "out", *inputs)
    triplets, replies = inputs
    replies.write_text(replies.read_text().replace("failed", "memory"))
    with pytest.raises(ConfigError, match=r"inputs\.policy\.sha256"):
        run(tmp_path / "out", triplets, replies)


def test_the_same_input_under_another_name_is_the_same_run(tmp_path, inputs):
    first = run(tmp_path / "out", *inputs)
    triplets, replies = inputs
    assert run(tmp_path / "out", triplets.rename(tmp_path / "moved.jsonl"), replies) == first


def test_a_folder_with_other_files_is_not_touched(tmp_path, inputs):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "README.md").write_text("mine")
    with pytest.raises(ConfigError, match=r"with 'README.md' in it; choose another --out"):
        run(tmp_path / "out", *inputs)
    assert (tmp_path / "out" / "README.md").read_text() == "mine"


def test_eval_resumes_to_the_same_bytes(tmp_path, inputs):
    def score(out: Path, judge: FakeJudge) -> Any:
        with ReplayPolicy([inputs[1]]) as policy:
            source = Source(triplets=str(inputs[0]), policy=policy)
            config = EvalConfig(max_unscored=1.0, judge=JUDGE_IDENTITY)
            return evaluate(config, source, out, lambda: judge, io.StringIO())

    score(tmp_path / "whole", FakeJudge())
    with pytest.raises(KeyboardInterrupt):
        score(tmp_path / "out", FakeJudge(stop_after=4))
    score(tmp_path / "out", FakeJudge())
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


@pytest.mark.parametrize("name", ["v.jsonl", "v.jsonl.gz", "v.parquet"])
def test_judge_resumes_to_the_same_rows(tmp_path, inputs, name):
    def verdicts(out: Path, judge: FakeJudge) -> list[dict[str, Any]]:
        judge_file(str(inputs[0]), str(inputs[1]), out, lambda: judge, identity=JUDGE_IDENTITY, err=io.StringIO())
        return [without_measured(row) for _, row in kodenv.store.iter_rows(out)]

    expected = verdicts(tmp_path / "whole" / name, FakeJudge())
    with pytest.raises(KeyboardInterrupt):
        verdicts(tmp_path / name, FakeJudge(stop_after=4))
    judge = FakeJudge()
    assert verdicts(tmp_path / name, judge) == expected
    assert len(judge.judged) < ROLLOUTS
    assert {path.name for path in (tmp_path / "whole").iterdir()} == {name}


def test_judge_begins_anew_when_something_else_is_judged(tmp_path, inputs):
    def verdicts(judge: FakeJudge, timeout_s: int) -> None:
        identity = {**JUDGE_IDENTITY, "timeout_s": timeout_s}
        judge_file(
            str(inputs[0]), str(inputs[1]), tmp_path / "v.jsonl", lambda: judge, identity=identity, err=io.StringIO()
        )

    with pytest.raises(KeyboardInterrupt):
        verdicts(FakeJudge(stop_after=4), 1)
    judge = FakeJudge()
    verdicts(judge, 2)
    assert len(judge.judged) == ROLLOUTS


def test_two_runs_in_one_folder_at_a_time_are_refused(tmp_path, inputs):
    class Nested(FakeJudge):
        def __enter__(self):
            run(tmp_path / "out", *inputs)
            return self

    with pytest.raises(ConfigError, match="expected no other writer"):
        run(tmp_path / "out", *inputs, judge=Nested())
