"""Passing needs a genuine report for every known case; what a program sends otherwise is never more than noise."""

import json
import signal

import pytest

from kodenv.evidence import Expectation, read_line_coverage, read_stdio_runs, read_suite_run
from kodenv.records import CaseStatus, Status

MARK = bytes(range(16))
BOTH = Expectation(required=("a", "b"))
END = ["", "END", ""]


def run(**changes):
    plain = {"ended": "exit", "exit": 0, "signal": None, "wall_s": 0.1, "cpu_s": 0.1, "peak_memory_bytes": 1,
             "nonce": MARK.hex(), "loaded": True, "results": 0}  # fmt: skip
    return {**plain, **changes}


def lines(*rows) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def judge(data: bytes, expected: Expectation = BOTH, **changes):
    return read_suite_run(run(**changes), data, expected, 5.0)


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
        ({"signal": signal.SIGKILL, "exit": None, "cpu_s": 6.0}, Status.TIMEOUT),
    ],
)
def test_a_broken_limit_goes_before_reports(changes, status) -> None:
    assert judge(MARK + lines(["a", "PASSED", ""], ["b", "PASSED", ""], END), **changes).status is status


@pytest.mark.parametrize("number", range(1, 65))
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
    one = run(results=len(said), **changes)
    return read_stdio_runs([one], [said + printed], [("", "3")], None, 5.0)


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
    found = read_stdio_runs([run(ended="wall")], [b""], [("", "3"), ("", "4")], None, 5.0)
    assert found.status is Status.TIMEOUT
    assert [case.status for case in found.cases] == [CaseStatus.TIMEOUT, CaseStatus.NOT_RUN]


def test_no_input_is_no_pass() -> None:
    assert read_stdio_runs([], [], [], None, 5.0).status is Status.FAILED


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
    data = MARK + lines(*rows)
    assert read_line_coverage([run(results=len(data))], [data]) == share
