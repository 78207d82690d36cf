"""Passing needs a genuine report for every known case; what a program sends otherwise is never more than noise."""

import json
import signal

import pytest

from kodenv.evidence import (
    TAMPERED,
    Expectation,
    Planting,
    read_coverage,
    read_reference_run,
    read_suite_run,
)
from kodenv.records import CaseStatus, Status
from kodenv.sandbox import wire
from kodenv.sandbox.limits import OUT_OF_MEMORY_SIGNAL
from kodenv.stdio_evidence import read_stdio_runs

MARK = bytes(range(16))
BOTH = Expectation(required=("a", "b"))
END = ["", "END", ""]


def run(**changes) -> wire.Run:
    one = wire.Run()
    one.nonce = MARK
    for name, value in changes.items():
        setattr(one, name, value)
    return one


def lines(*rows) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def judge(data: bytes, expected: Expectation = BOTH, **changes):
    return read_suite_run(run(results=data, **changes), expected, 5.0)


def test_every_case_reported_is_passed() -> None:
    found = judge(MARK + lines(["a", "PASSED", ""], ["b", "PASSED", ""], END))
    assert (found.status, found.passed, found.total) == (Status.PASSED, 2, 2)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        MARK,
        lines(["a", "PASSED", ""], ["b", "PASSED", ""], END),
        bytes(16) + lines(["a", "PASSED", ""], ["b", "PASSED", ""], END),
        MARK + lines(["a", "PASSED", ""], ["b", "PASSED", ""]),
        MARK + lines(["a", "PASSED", ""], END),
        MARK + lines(END),
        MARK + lines(["a", "PASSED", ""], ["a", "PASSED", ""], ["b", "PASSED", ""], END),
        MARK + lines(["a", "PASSED", ""], ["b", "SKIPPED", ""], END),
        MARK + lines(["a", "PASSED", ""], ["b", "XFAILED", ""], END),
        MARK + lines(["a", "PASSED", ""], ["b", "passed", ""], END),
        MARK + lines(["a", "PASSED", ""], ["b", "PASSED", ""], ["c", "FAILED", ""], END),
        MARK + lines(["a", "PASSED"], ["b", "PASSED", "", ""], END),
        MARK + lines(["a", "PASSED", ""], [["b"], "PASSED", ""], END),
        MARK + lines(["a", "PASSED", ""], {"b": "PASSED"}, 7, None, END),
        MARK + b"[" * 100_000 + b"\n" + lines(END),
        MARK + bytes(range(256)) + b"\n",
        MARK + b"1" * 10_000 + b"\n",
        MARK + lines(["", "SUITE", "no such module"], END),
    ],
)
def test_anything_less_is_not(data: bytes) -> None:
    found = judge(data)
    assert found.status in (Status.FAILED, Status.ERROR)
    assert found.message


def test_no_known_case_is_no_pass() -> None:
    assert judge(MARK + lines(END), Expectation(required=())).status is Status.FAILED


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"ended": "wall"}, Status.TIMEOUT),
        ({"ended": "memory"}, Status.MEMORY),
        ({"ended": "output"}, Status.OUTPUT),
        ({"signal": signal.SIGXCPU, "exit": None}, Status.TIMEOUT),
        ({"signal": signal.SIGKILL, "exit": None, "program_cpu_s": 6.0}, Status.TIMEOUT),
    ],
)
def test_a_broken_limit_goes_before_reports(changes, status) -> None:
    assert judge(MARK + lines(["a", "PASSED", ""], ["b", "PASSED", ""], END), **changes).status is status


@pytest.mark.parametrize("number", [one for one in range(1, 65) if one != OUT_OF_MEMORY_SIGNAL])
def test_every_signal_has_a_message(number: int) -> None:
    found = judge(b"", signal=number, exit=None, loaded=False)
    assert found.status in (Status.ERROR, Status.TIMEOUT)
    assert "signal" in found.message or "SIG" in found.message or "processor" in found.message


@pytest.mark.parametrize(
    "said", [b"{", b"[" * 99_999, b'{"load": 5}', b'{"load": "x", "memory": true}', b"\xff\n", b"7\n"]
)
def test_any_word_about_a_failed_load_is_a_status(said: bytes) -> None:
    assert judge(said, loaded=False).status in (Status.FAILED, Status.ERROR, Status.MEMORY)


def test_texts_can_be_written_to_any_file() -> None:
    found = judge(MARK + lines(["a\ud800", "FAILED", "\udfff" * 600], ["", "SUITE", "\ud800"], END))
    for text in (found.message, *(c.id for c in found.cases), *(c.message for c in found.cases)):
        text.encode()
    early = judge(lines({"load": "\ud800"}), loaded=False)
    early.message.encode()


def read_stdio(said: bytes, printed: bytes = b"3\n", **changes):
    return read_stdio_runs([run(results=said, output=printed, **changes)], [("", "3")], None, 5.0)


@pytest.mark.parametrize(
    ("said", "changes", "status"),
    [
        (lines({"exit": 0}), {}, Status.PASSED),
        (lines({"exit": 1}), {}, Status.ERROR),
        (b"", {"exit": 0}, Status.PASSED),
        (b"", {"exit": 3}, Status.ERROR),
        (b"", {"exit": None, "signal": 40}, Status.ERROR),
        (b"[" * 99_999, {"exit": 1}, Status.ERROR),
        (b"[]\n", {"exit": 1}, Status.ERROR),
        (lines({"exit": 1, "error": "x" * 10_000}), {}, Status.ERROR),
        (lines({"exit": 1, "error": "x" * 10_000, "memory": True}), {}, Status.MEMORY),
    ],
)
def test_a_script_passes_by_what_it_printed_and_how_it_ended(said: bytes, changes, status) -> None:
    found = read_stdio(said, **changes)
    assert found.status is status
    assert len(found.cases[0].message) <= 500


def test_inputs_after_a_broken_limit_did_not_run() -> None:
    found = read_stdio_runs([run(ended="wall")], [("", "3"), ("", "4")], None, 5.0)
    assert found.status is Status.TIMEOUT
    assert [case.status for case in found.cases] == [CaseStatus.TIMEOUT, CaseStatus.NOT_RUN]


def test_no_input_is_no_pass() -> None:
    assert read_stdio_runs([], [], None, 5.0).status is Status.FAILED


@pytest.mark.parametrize(
    ("rows", "share"),
    [
        ([["", "LINES", "3/4"]], 0.75),
        ([["", "LINES", "9/4"]], 1.0),
        ([["", "LINES", "3/0"]], None),
        ([["", "LINES", "x"]], None),
        ([["", "LINES"]], None),
        ([{"lines": [[1, 2], 4]}], 0.5),
        ([{"lines": []}], None),
        ([{"lines": [1, "x"]}], None),
        ([{"lines": [[[], "a"], 4]}], 0.0),
        ([], None),
    ],
)
def test_coverage_is_read_from_whatever_was_said(rows, share) -> None:
    assert read_coverage([run(results=MARK + lines(*rows))])[0] == share


PLANTING = Planting(real={"a2": "a", "b": "b"}, planted=frozenset({"a"}), own_message=lambda message: f"own {message}")
ALL_HELD = (["a2", "PASSED", ""], ["b", "PASSED", ""])


def planted(*rows):
    return read_suite_run(run(results=MARK + lines(*rows, END)), BOTH, 5.0, PLANTING)


def test_a_planted_case_that_fails_leaves_no_trace() -> None:
    found = planted(["a", "FAILED", "line 3: x"], *ALL_HELD)
    assert (found.status, found.passed, found.total) == (Status.PASSED, 2, 2)
    assert [case.id for case in found.cases] == ["a", "b"]


@pytest.mark.parametrize("word", ["PASSED", "SKIPPED", "XFAILED", "XPASSED", "MEMORY", "else"])
def test_a_planted_case_that_does_not_fail_voids_the_suite(word: str) -> None:
    assert (planted(["a", word, ""], *ALL_HELD).status, planted(["a", word, ""], *ALL_HELD).message) == (
        Status.FAILED,
        TAMPERED,
    )


def test_a_planted_case_without_a_report_voids_the_suite() -> None:
    assert planted(*ALL_HELD).message == TAMPERED


def test_a_failing_case_goes_before_a_planted_one_and_keeps_its_own_line() -> None:
    found = planted(["a", "PASSED", ""], ["a2", "FAILED", "line 9: no"], ["b", "PASSED", ""])
    assert (found.status, found.message) == (Status.FAILED, "a: own line 9: no")


LOADED = ["", "LOADED", ""]


def split(*rows, **changes):
    return read_suite_run(run(nonce=b"", results=lines(*rows), **changes), BOTH, 5.0, split=True)


def test_a_split_run_passes_by_the_suites_own_reports() -> None:
    assert split(LOADED, ["a", "PASSED", ""], ["b", "PASSED", ""], END, signal=signal.SIGKILL).status is Status.PASSED


@pytest.mark.parametrize(
    ("rows", "changes", "status", "message"),
    [
        ([], {"exit": 3}, Status.FAILED, "the suite ended its own process before its tests ran"),
        ([["", "LOAD", "line 1: no"]], {}, Status.ERROR, "line 1: no"),
        ([["", "MEMORY", "out"]], {}, Status.MEMORY, "out"),
        ([["", "GONE", "x"]], {"exit": 3}, Status.FAILED, "the program ended its process (exit status 3)"),
        ([["", "GONE", "x"]], {"signal": 11, "exit": None}, Status.ERROR, "killed by SIGSEGV"),
        ([["", "RUBBISH", "x"]], {"signal": 9, "exit": None}, Status.FAILED, "broke the channel of its calls (x)"),
        ([LOADED, ["", "GONE", "x"]], {"signal": 9, "alive": True}, Status.FAILED, "left the channel of its calls"),
        ([LOADED, ["", "GONE", "x"]], {"signal": 9, "exit": None}, Status.ERROR, "killed by SIGKILL"),
        ([LOADED, ["", "GONE", "x"]], {"exit": 0}, Status.FAILED, "exit status 0) before case a reported"),
        ([LOADED], {"grader_signal": 11}, Status.ERROR, "the suite's process was killed by SIGSEGV"),
        ([LOADED], {"grader_signal": signal.SIGXCPU}, Status.TIMEOUT, "processor time"),
        ([LOADED, ["", "BROKEN", "x"]], {}, Status.ERROR, "could not go on with this program (x)"),
        ([LOADED, ["a", "PASSED", ""], END], {}, Status.FAILED, "b: no report"),
        ([LOADED, ["", "SUITE", "x"]], {}, Status.ERROR, "could not be loaded with this program: x"),
    ],
)
def test_a_split_run_says_who_stopped_it(rows, changes, status, message: str) -> None:
    found = split(*rows, **changes)
    assert found.status is status
    assert message in found.message


def test_a_reference_run_tells_its_own_equality_and_the_plants_it_fails() -> None:
    rows = [
        LOADED,
        ["a", "FAILED", ""],
        *ALL_HELD,
        ["", "EQUALITY", "b"],
        ["", "OBJECT", ""],
        ["", "ORIGIN", "sqrt=math:sqrt"],
        END,
    ]
    seen = read_reference_run(run(nonce=b"", results=lines(*rows)), 5.0, PLANTING, split=True)
    assert (seen.finding.status, seen.failed_plants) == (Status.PASSED, {"a"})
    permissions = seen.permissions.reported(PLANTING.real, PLANTING.planted)
    assert (permissions.own_equality, permissions.own_objects) == ({"b", "a"}, {"", "a"})
    assert permissions.origins == {"sqrt": "math:sqrt"}


def test_a_case_in_which_the_reference_reaches_a_check_needs_one() -> None:
    rows = [["a", "PASSED", "2"], ["b", "PASSED", "0"], END]
    assert read_reference_run(run(results=MARK + lines(*rows)), 5.0).checked == {"a"}
    assert judge(MARK + lines(*rows), Expectation(required=("a", "b"), checked=frozenset("a"))).status is Status.PASSED
    found = judge(MARK + lines(*rows), Expectation(required=("a", "b"), checked=frozenset("ab")))
    assert (found.status, found.message) == (Status.FAILED, "b: passed without reaching any of its checks")
