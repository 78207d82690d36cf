"""The soak's own parts are right: its programs are reproducible, its oracle tells, and it sees what it looks for."""

import io
import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from benchmarks.soaking import leaks, oracle
from benchmarks.soaking.feed import feed, read_items
from benchmarks.soaking.items import NEVER_PASSES, PASSES
from benchmarks.soaking.oracle import Answer
from benchmarks.soaking.report import render
from benchmarks.soaking.rewrites import rewrite
from benchmarks.soaking.tasks import PROGRAMS_PER_TASK, Tasks
from kodenv.records import Triplet

ROOT = Path(__file__).parents[1]
GOOD = "def f(x):\n    return x + 1\n"
PYTEST = (
    "import pytest\nfrom solution import f\n\n\n@pytest.mark.parametrize('x, y', [(1, 2), (3, 4)])\n"
    "def test_table(x, y):\n    assert f(x) == y\n\n\nclass TestMore:\n    def test_refuses(self):\n"
    "        with pytest.raises(TypeError):\n            f('1')\n"
)
SUITES = {
    "pytest": (PYTEST, GOOD),
    "assert": ("assert f(1) == 2\nassert f(3) == 4\n", GOOD),
    "stdio": ('[{"input": "1\\n", "output": "2\\n"}, {"input": "3\\n", "output": "4"}]', "print(int(input()) + 1)\n"),
}


def triplet(test_format):
    test, solution = SUITES[test_format]
    return Triplet(question_id="t", question="?", solution=solution, test=test, test_format=test_format)


@pytest.mark.parametrize("test_format", SUITES)
def test_the_oracle_tells_right_from_wrong_and_from_endless(test_format):
    good = SUITES[test_format][1]
    asked = [
        good,
        good.replace("+ 1", "+ 2"),
        good[:-4],
        "",
        "raise SystemExit(0)\n" + good,
        f"while True: pass\n{good}",
    ]
    wrong = Answer.WRONG
    expected = [Answer.RIGHT, wrong, wrong, wrong, wrong, Answer.ENDLESS]
    assert [oracle.ask(triplet(test_format), program) for program in asked] == expected


def test_one_wrong_case_of_a_table_is_wrong():
    assert oracle.ask(triplet("pytest"), "def f(x):\n    return 2\n") is Answer.WRONG
    assert oracle.ask(triplet("pytest"), "def f(x):\n    return int(x) + 1\n") is Answer.WRONG


def test_the_stream_is_the_same_each_time_and_other_for_other_seeds():
    with feed(3, 0, 40) as one, feed(3, 20, 40) as later, feed(4, 0, 40) as other:
        first, second, third = list(one), list(later), list(other)
    assert first[20:] == second
    assert [item.program for item in first] != [item.program for item in third]
    assert {item.right for item in first} == {PASSES, NEVER_PASSES}


def test_a_maker_that_dies_is_an_error_and_not_an_end():
    with pytest.raises(RuntimeError, match="ended early"):
        list(read_items(io.BytesIO(), 1))


def test_rewrites_change_the_text_and_nothing_else():
    tasks, rng = Tasks(5), Random(5)
    for index in range(0, 12 * PROGRAMS_PER_TASK, 4 * PROGRAMS_PER_TASK):
        task = tasks.draw(index, rng)
        made = [rewrite(task.triplet.solution, task, rng) for _ in range(8)]
        assert len({program for program, _ in made}) > 4
        assert [about for program, about in made if oracle.ask(task.plain, program) is not Answer.RIGHT] == []


def row(done=1, **changed):
    worker = {"pid": 7, "mib": 20.0, "descriptors": 16, "mounts": 9, "scratch_kib": 0, "files": 3}
    here = {"mib": 40.0, "descriptors": 12, "mounts": 5}
    for name in list(changed):
        if name in worker:
            worker[name] = changed.pop(name)
        elif name.startswith("here_"):
            here[name.removeprefix("here_")] = changed.pop(name)
    base = {
        "done": done, "s": 1.0, "memory_verdicts": 0, "slowest": [(0.1, "x")], "processes_left": 0, "traps": [],
        "workers": [worker], "workers_lost": 0, "here": here, "probe_ms": 3.0,
    }  # fmt: skip
    return {**base, **changed}


@pytest.mark.parametrize(
    "changed",
    [
        {"processes_left": 1},
        {"traps": ["it left a file"]},
        {"descriptors": 17},
        {"mounts": 10},
        {"scratch_kib": 100},
        {"workers_lost": 1},
        {"here_mounts": 6},
    ],
)
def test_each_leak_of_a_row_is_seen(changed):
    assert leaks.leaks_of(row(), row()) == []
    assert len(leaks.leaks_of(row(**changed), row())) == 1


def test_a_worker_may_be_lost_to_a_program_that_went_over_its_memory():
    assert leaks.leaks_of(row(workers_lost=1, memory_verdicts=1), row()) == []


@pytest.mark.parametrize("changed", [{"mib": 30.0}, {"here_mib": 60.0}, {"here_descriptors": 13}])
def test_growth_over_the_rows_is_seen(changed):
    flat = [row(done) for done in range(8)]
    assert leaks.growth(flat) == []
    assert len(leaks.growth([*flat, row(8, **changed)])) == 1


def test_what_is_left_after_the_end_is_seen(tmp_path):
    script = (
        "import os, sys\nfrom benchmarks.soaking.leaks import left_over\n"
        "from kodenv.sandbox.kernel import adopt_orphans\n"
        "folder, group = sys.argv[1:]\nadopt_orphans()\nif os.fork() == 0:\n    if os.fork() == 0:\n"
        "        os.closerange(0, 3)\n        os.read(os.pipe()[0], 1)\n    os._exit(0)\nos.wait()\n"
        "print(len(left_over(folder, [group, group + '-gone'])))\nos.killpg(0, 9)\n"
    )
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "left").touch()
    (tmp_path / "group").mkdir()
    done = subprocess.run(
        [sys.executable, "-u", "-c", script, str(tmp_path / "folder"), str(tmp_path / "group")],
        cwd=ROOT, start_new_session=True, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout.strip() == "3", done.stderr


def test_a_short_soak_finds_nothing_wrong_and_nothing_left(tmp_path):
    report = tmp_path / "soak.json"
    command = [sys.executable, "-m", "benchmarks.soak_programs", "240", "--every", "120", "--json", str(report)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    seen = json.loads(report.read_text())
    assert (seen["wrong"], seen["leaks"], done.returncode) == ([], [], 0), done.stdout + done.stderr
    assert seen["count"] == 240 == sum(sum(counts.values()) for counts in seen["kinds"].values())
    assert {row["processes_left"] for row in seen["rows"]} == {0}
    assert done.stdout.strip().endswith(render(seen))


def test_a_wrong_verdict_and_a_leak_end_with_1_and_name_the_program(monkeypatch, capsys):
    from benchmarks import soak_programs

    wrong = {"index": 5, "about": "made up", "status": "PASSED", "why": "expected FAILED"}
    report = {"wrong": [wrong], "leaks": ["a file"], "kinds": {}, "modes": {}, "rows": [row()], "machine": machine(),
              "count": 1, "took_s": 1, "workers": 1, "seed": 1, "command": "x"}  # fmt: skip
    for kept, expected in (({}, 1), ({"wrong": []}, 1), ({"leaks": []}, 1), ({"wrong": [], "leaks": []}, 0)):
        monkeypatch.setattr(soak_programs, "run", lambda *_, kept=kept, **__: {**report, **kept})
        assert soak_programs.main(["1"]) == expected
    assert "index 5, made up: PASSED" in capsys.readouterr().out


def machine():
    from benchmarks.machine import describe

    return describe()


def test_the_results_in_the_repository_are_those_of_the_document():
    report = ROOT / "benchmarks" / "results" / "soak.json"
    if not report.exists():
        pytest.skip("no results yet: make soak writes them")
    assert render(json.loads(report.read_text())) in (ROOT / "docs" / "soak.md").read_text()
