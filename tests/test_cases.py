"""The small runner agrees with the real pytest, case by case; asserts become cases."""

import json
import marshal
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from kodenv.sandbox import cases
from kodenv.suites import plan_suite

ROOT = Path(__file__).resolve().parents[1]
SUITES = sorted((ROOT / "tests" / "conformance").glob("*.txt"))
MARK = "# ==== suite ====\n"

# Runs one suite in a fresh process and prints what was reported; the suites there are our own code.
CHILD = """
import json, sys, types
from kodenv.sandbox import cases
path, runner, scratch = sys.argv[1:]
program, suite = open(path, encoding="utf-8").read().split(sys.stdin.read())
solution = sys.modules["solution"] = types.ModuleType("solution")
exec(compile(program, "solution.py", "exec"), solution.__dict__)
reported = []
report = lambda *case: reported.append(case)
error = None
try:
    if runner == "small":
        cases.run_pytest(cases.compile_pytest(suite), suite, solution, report, scratch)
    else:
        from kodenv.sandbox import real_pytest
        real_pytest.run_real_pytest(suite, solution, report, scratch)
except cases.SuiteError as caught:
    error = str(caught)
print("\\nREPORT" + json.dumps([reported, error]))
"""


def run_suite(path: Path, runner: str, scratch: Path) -> tuple[list[list[str]], str | None]:
    scratch.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(path), runner, str(scratch)],
        input=MARK,
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    line = next((line for line in done.stdout.splitlines() if line.startswith("REPORT")), None)
    assert line is not None, done.stderr
    reported, error = json.loads(line.removeprefix("REPORT"))
    return reported, error


@pytest.mark.parametrize("path", SUITES, ids=lambda path: path.stem)
def test_small_runner_agrees_with_pytest(path: Path, tmp_path: Path) -> None:
    small, small_error = run_suite(path, "small", tmp_path / "small")
    real, real_error = run_suite(path, "real", tmp_path / "real")
    assert [case[:2] for case in small] == [case[:2] for case in real]
    assert (small_error is None) == (real_error is None)
    assert small or small_error
    planned = plan_suite(path.read_text(encoding="utf-8").split(MARK)[1], "pytest", None).case_ids
    assert real_error or planned is None or list(planned) == [case[0] for case in real]


def test_the_small_runner_is_not_the_real_pytest(tmp_path: Path) -> None:
    path = tmp_path / "suite.txt"
    path.write_text(MARK + "import pytest\n\n\ndef test_which():\n    assert hasattr(pytest, 'main')\n")
    assert run_suite(path, "small", tmp_path / "a")[0][0][1] == "FAILED"
    assert run_suite(path, "real", tmp_path / "b")[0][0][1] == "PASSED"


def run_script(program: str, suite: str, entry_point: str | None = None) -> list[tuple[str, str, str]]:
    solution = ModuleType("solution")
    exec(program, solution.__dict__)
    steps = marshal.loads(marshal.dumps(cases.compile_assert(suite, entry_point)))
    reported: list[tuple[str, str, str]] = []
    cases.run_assert(steps, suite, solution, lambda *case: reported.append(case))
    return reported


def test_every_assert_is_a_case_and_later_ones_still_run() -> None:
    suite = "import math\nassert f(1) == 1\nassert f(2) == 3\nf(None) + assert_helper()\nassert f(4) == 4"
    assert run_script("def f(x): return x", suite) == [
        ("assert_1", "PASSED", ""),
        ("assert_2", "FAILED", "line 3: assert f(2) == 3"),
        ("assert_3", "ERROR", "line 4: NameError: name 'assert_helper' is not defined"),
        ("assert_4", "PASSED", ""),
    ]


def test_check_is_called_with_the_entry_point_and_split() -> None:
    suite = (
        "def check(candidate):\n    n = 2\n    assert candidate(n) == n\n    assert all(candidate(k) == n for k in [1])"
    )
    assert [case[:2] for case in run_script("def f(x): return x", suite, "f")] == [
        ("assert_1", "PASSED"),
        ("assert_2", "FAILED"),
    ]
    assert run_script("n = 7\ndef f(x): return n", suite, "f")[0][1] == "FAILED"


def test_check_called_by_the_script_is_split_too() -> None:
    suite = "def check(candidate):\n    assert candidate(1) == 1\n    assert candidate(2) == 2\n\ncheck(f)\n"
    assert [case[0] for case in run_script("def f(x): return x", suite, "f")] == ["assert_1", "assert_2"]


@pytest.mark.parametrize(
    "line", ["return", "nonlocal_ = lambda: 0\n    global g\n    g = 1", "if 0:\n        return 5"]
)
def test_check_that_cannot_be_split_is_one_case(line: str) -> None:
    suite = f"def check(candidate):\n    assert candidate(1) == 2\n    {line}\n"
    assert [case[:2] for case in run_script("def f(x): return x", suite, "f")] == [("check", "FAILED")]


def test_asserts_inside_helpers_are_found() -> None:
    suite = (
        "def same(a, b):\n    assert a == b\ndef twice(a):\n    same(a, a)\nx = f(1)\nsame(x, 1)\ntwice(x)\nprint(x)"
    )
    assert [case[:2] for case in run_script("def f(x): return x", suite)] == [
        ("assert_1", "PASSED"),
        ("assert_2", "PASSED"),
    ]


def test_a_script_without_asserts_is_one_case() -> None:
    assert run_script("def f(x): return x", "f(1)\nf(2)") == [("script", "PASSED", "")]
    assert run_script("def f(x): return x", "f(1)\nf(2, 3)")[0][1] == "ERROR"


def test_set_up_that_raises_fails_the_cases_after_it() -> None:
    reported = run_script("def f(x): return x", "assert f(1) == 1\ny = f()\nassert f(2) == 2\nassert y")
    assert [case[1] for case in reported] == ["PASSED", "ERROR", "ERROR"]
    assert reported[1][2].startswith("line 2: TypeError")


def test_what_follows_the_last_assert_belongs_to_it() -> None:
    assert run_script("def f(x): return x", "assert f(1) == 1\nf()")[0][1] == "ERROR"


def test_the_script_runs_as_main() -> None:
    assert (
        run_script("def f(): return __name__", "if __name__ == '__main__':\n    assert f() == '__main__'")[0][1]
        == "PASSED"
    )


def test_exit_and_interrupt_are_errors_of_their_case() -> None:
    program = "import sys\ndef f(x):\n    if x: sys.exit(0)\n    raise KeyboardInterrupt"
    assert [case[1] for case in run_script(program, "assert f(1)\nassert f(0)\nassert 1")] == [
        "ERROR",
        "ERROR",
        "PASSED",
    ]


def test_memory_error_is_named_after_the_line() -> None:
    program = "class Own(MemoryError): pass\ndef f(): raise Own('x' * 9999)"
    assert run_script(program, "assert 1\nassert f()")[1] == ("assert_2", "MEMORY", "line 2: MemoryError")


def test_messages_are_short() -> None:
    program = "def f(): raise ValueError('x' * 9999)"
    assert len(run_script(program, "assert f()")[0][2]) <= 500


def test_a_compiled_suite_can_be_marshalled() -> None:
    code = cases.compile_pytest("def test_a():\n    assert f() == 1\n")
    assert marshal.loads(marshal.dumps(code)) == code
