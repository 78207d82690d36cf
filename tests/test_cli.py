import gzip
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from fake_judge import FakeJudge, read_jsonl, reply, triplet_row, write_inputs, write_jsonl

import kodenv
import kodenv.cli
import kodenv.judge
from kodenv.errors import SandboxUnavailable

WORDS = {"a": ["", "failed"], "b": ["error", ""]}
COMMANDS = [
    "demo",
    "doctor",
    "convert",
    "judge",
    "audit",
    "sample",
    "eval",
    "synth",
    "train",
    "traces",
    "verify-dataset",
    "ablate",
    "critique",
    "certify",
    "harden",
    "view",
]


@pytest.fixture(autouse=True)
def judge(monkeypatch):
    """Put a fake judge in the place of the sandbox, for all but the tests that say otherwise."""
    fake = FakeJudge()
    monkeypatch.setattr(kodenv.cli, "_open_judge", lambda options: fake)
    return fake


def call(capsys, *arguments: object) -> tuple[int, str, str]:
    try:
        code = kodenv.cli.main([str(argument) for argument in arguments])
    except SystemExit as stop:
        code = stop.code
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_help_with_an_example(capsys, command):
    code, out, _ = call(capsys, command, "--help")
    assert code == 0
    assert f"  kodenv {command}" in out.partition("example")[2]


def test_help_lists_these_commands_and_no_others(capsys):
    _, out, _ = call(capsys, "--help")
    listed = [line.split()[0] for line in out.splitlines() if line.startswith("    ") and line[4] != " "]
    assert listed == COMMANDS


def test_version(capsys):
    assert call(capsys, "--version") == (0, f"kodenv {kodenv.__version__}\n", "")


def test_help_imports_nothing_heavy():
    code = (
        "import sys, kodenv.cli; kodenv.cli.build_parser(); "
        "heavy = ('pyarrow', 'tree_sitter', 'pytest', 'openai', 'torch', 'trl'); "
        "print([name for name in heavy if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=_root())
    assert shown.stdout.strip() == "[]"


def _root() -> Path:
    return Path(kodenv.__file__).parent.parent


def test_python_m_kodenv_is_the_command():
    shown = subprocess.run(
        [sys.executable, "-m", "kodenv", "nothing"], capture_output=True, text=True, check=False, cwd=_root()
    )
    assert shown.returncode == 2
    assert "invalid choice: 'nothing'" in shown.stderr
    assert shown.stderr.count("\n") == 1


def test_sample_prints_a_table_and_where_things_are(capsys, tmp_path):
    triplets, replies = write_inputs(tmp_path, WORDS)
    code, out, _ = call(
        capsys, "sample", "--triplets", triplets, "--policy", f"replay:{replies}", "--out", tmp_path / "out"
    )
    assert code == 0
    assert "pass@1" in out
    assert str(tmp_path / "out" / "sft.jsonl") in out


def test_sample_as_json_is_one_object(capsys, tmp_path):
    triplets, replies = write_inputs(tmp_path, WORDS)
    code, out, _ = call(
        capsys, "sample", "--triplets", triplets, "--policy", f"replay:{replies}", "--out", tmp_path / "out", "--json"
    )
    result = json.loads(out)
    assert code == 0
    assert (result["rollouts"], result["kept"], result["reasons"]) == (4, 2, {"kept": 2, "not_solved": 2})


def test_sample_takes_several_policies_as_one(capsys, tmp_path):
    triplets, replies = write_inputs(tmp_path, WORDS)
    _, out, _ = call(
        capsys, "sample", "--triplets", triplets, "--policy", f"replay:{replies}", "--policy", f"replay:{replies}",
        "--out", tmp_path / "out", "--json",
    )  # fmt: skip
    assert json.loads(out)["rollouts"] == 8


def test_eval_as_json_has_the_contracts_keys(capsys, tmp_path):
    triplets, replies = write_inputs(tmp_path, WORDS)
    code, out, _ = call(
        capsys, "eval", "--triplets", triplets, "--policy", f"replay:{replies}", "--n", 2, "--k", "1,2",
        "--out", tmp_path / "out", "--json",
    )  # fmt: skip
    assert code == 0
    keys = list(json.loads(out))
    assert keys[:6] == ["n", "questions", "unscored", "left_out", "pass@1", "pass@2"]


def test_eval_compares_two_folders(capsys, tmp_path):
    triplets, replies = write_inputs(tmp_path, WORDS)
    out = tmp_path / "out"
    call(capsys, "eval", "--triplets", triplets, "--policy", f"replay:{replies}", "--out", out)
    code, shown, _ = call(capsys, "eval", "--compare", out, out, "--json")
    assert code == 0
    assert json.loads(shown)["pass@1"]["difference"] == 0


def test_judge_writes_the_contracts_rows_in_the_programs_order(capsys, tmp_path):
    triplets, _ = write_inputs(tmp_path, WORDS)
    rows = [
        {"question_id": "b", "program": "# failed"},
        {"question_id": "a", "completion": reply("error")},
        {"question_id": "b", "program": "# good", "sample_index": 7},
        {"question_id": "a", "completion": "I do not know."},
    ]
    programs = write_jsonl(tmp_path / "p.jsonl", rows)
    code, out, _ = call(
        capsys, "judge", "--triplets", triplets, "--programs", programs, "--out", tmp_path / "v.jsonl", "--json"
    )
    verdicts = read_jsonl(tmp_path / "v.jsonl")
    assert code == 0
    assert json.loads(out)["statuses"] == {"ERROR": 1, "FAILED": 1, "NO_PROGRAM": 1, "PASSED": 1}
    assert [(row["question_id"], row["sample_index"], row["status"]) for row in verdicts] == [
        ("b", 0, "FAILED"), ("a", 0, "ERROR"), ("b", 7, "PASSED"), ("a", 1, "NO_PROGRAM"),
    ]  # fmt: skip
    assert list(verdicts[0]) == [
        "question_id", "sample_index", "status", "solved", "passed", "total", "message", "cases", "isolation",
        "digest", "measured",
    ]  # fmt: skip


def test_judge_falls_short_when_a_row_is_unscored(capsys, tmp_path):
    triplets, _ = write_inputs(tmp_path, WORDS)
    programs = write_jsonl(tmp_path / "p.jsonl", [{"question_id": "a", "program": "# unscored"}])
    code, _, err = call(capsys, "judge", "--triplets", triplets, "--programs", programs, "--out", tmp_path / "v.jsonl")
    assert code == 1
    assert "1 of 1 programs are UNSCORED" in err
    assert read_jsonl(tmp_path / "v.jsonl")[0]["status"] == "UNSCORED"


def test_sample_falls_short_above_max_unscored(capsys, tmp_path):
    triplets, replies = write_inputs(tmp_path, {"a": ["", "unscored"]})
    common = ("sample", "--triplets", triplets, "--policy", f"replay:{replies}", "--out")
    assert call(capsys, *common, tmp_path / "strict")[0] == 1
    assert call(capsys, *common, tmp_path / "lenient", "--max-unscored", 0.5)[0] == 0


def test_view_writes_one_file(capsys, tmp_path):
    triplets, replies = write_inputs(tmp_path, WORDS)
    call(capsys, "sample", "--triplets", triplets, "--policy", f"replay:{replies}", "--out", tmp_path / "out")
    code, out, _ = call(capsys, "view", tmp_path / "out", "--html", tmp_path / "page.html")
    assert (code, "4 rows" in out) == (0, True)
    assert (tmp_path / "page.html").stat().st_size > 1000


def test_convert_writes_triplets(capsys, tmp_path):
    source = write_jsonl(tmp_path / "t.jsonl", [triplet_row("a")])
    code, out, _ = call(capsys, "convert", source, tmp_path / "t.parquet", "--json")
    assert (code, json.loads(out)["triplets"]) == (0, 1)


def test_an_interrupt_is_told_in_one_line_and_resumed(capsys, tmp_path, monkeypatch):
    triplets, replies = write_inputs(tmp_path, WORDS)
    command = ("sample", "--triplets", triplets, "--policy", f"replay:{replies}", "--out", tmp_path / "out")
    monkeypatch.setattr(kodenv.cli, "_open_judge", lambda options: FakeJudge(stop_after=2))
    code, _, err = call(capsys, *command)
    assert code == 130
    assert err == "kodenv sample: interrupted; the same command goes on where it stopped\n"
    rest = FakeJudge()
    monkeypatch.setattr(kodenv.cli, "_open_judge", lambda options: rest)
    assert call(capsys, *command)[0] == 0
    assert len(rest.judged) == 2


def test_a_real_interrupt_ends_the_command_and_its_workers(tmp_path):
    command = [sys.executable, "-m", "kodenv", "demo", "--no-cache", "--out", str(tmp_path / "out")]
    environment = {**os.environ, "PYTHONPATH": str(_root())}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("judged ")
        lists = Path(f"/proc/{process.pid}/task").glob("*/children")
        workers = [int(child) for listed in lists for child in listed.read_text().split()]
        process.send_signal(signal.SIGINT)
        said = process.stderr.read().splitlines()
    assert process.returncode == 130
    assert said[-1] == "kodenv demo: interrupted; the same command goes on where it stopped"
    assert "Traceback" not in "".join(said)
    assert workers
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]


def test_a_machine_that_cannot_judge_falls_short_with_a_sentence(capsys, tmp_path, monkeypatch):
    def refuse(options):
        raise SandboxUnavailable("sandbox: programs are judged on Linux only, this is darwin")

    monkeypatch.setattr(kodenv.cli, "_open_judge", refuse)
    triplets, replies = write_inputs(tmp_path, WORDS)
    code, _, err = call(
        capsys, "sample", "--triplets", triplets, "--policy", f"replay:{replies}", "--out", tmp_path / "out"
    )
    assert code == 1
    assert err == "kodenv sample: sandbox: programs are judged on Linux only, this is darwin\n"


def test_judging_options_reach_the_judge(capsys, tmp_path, monkeypatch):
    given = {}

    class Recorder(FakeJudge):
        def __init__(self, **options):
            super().__init__()
            given.update(options)

    monkeypatch.undo()
    monkeypatch.setattr(kodenv.judge, "Judge", Recorder)
    monkeypatch.setenv("KODENV_CACHE", str(tmp_path / "cache.sqlite"))
    triplets, replies = write_inputs(tmp_path, WORDS)
    common = ("sample", "--triplets", triplets, "--policy", f"replay:{replies}", "--out")
    call(
        capsys, *common, tmp_path / "out", "--workers", 3, "--timeout-s", 2.5, "--memory-mb", 64, "--isolation",
        "shared", "--allow-weak-sandbox", "--profile", "base", "--python", sys.executable,
    )  # fmt: skip
    assert given == {
        "workers": 3, "timeout_s": 2.5, "memory_mb": 64, "isolation": "shared", "profile": "base", "coverage": False,
        "plants": True, "cpp_include": None, "stop_early": False, "kept_workers": 4,
        "python": sys.executable, "cache": tmp_path / "cache.sqlite", "allow_weak_sandbox": True,
    }  # fmt: skip
    call(capsys, *common, tmp_path / "again", "--no-cache")
    assert given["cache"] is False


# Bad input: one sentence that names the place, and exit code 2.


def _bad_files(folder: Path) -> dict[str, Path]:
    good = triplet_row("a")
    (folder / "json.jsonl").write_text(json.dumps(good) + "\n{not json}\n")
    (folder / "binary.jsonl").write_bytes(b"\x00\x01\x02\xff" * 64)
    (folder / "cut.jsonl.gz").write_bytes(gzip.compress(b'{"question_id": "a"}\n' * 99)[:20])
    (folder / "empty.jsonl").write_text("")
    (folder / "unknown.jsonl").write_text('{"colour": "red"}\n')
    (folder / "what.txt").write_text("hello")
    write_jsonl(folder / "missing.jsonl", [{key: value for key, value in good.items() if key != "test"}])
    write_jsonl(folder / "twice.jsonl", [good, good])
    write_jsonl(folder / "format.jsonl", [{**good, "test_format": "doctest"}])
    (folder / "folder").mkdir()
    return {path.name: path for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("json.jsonl", "json.jsonl:2"),
        ("binary.jsonl", "binary.jsonl"),
        ("cut.jsonl.gz", "cut.jsonl.gz"),
        ("empty.jsonl", "empty.jsonl"),
        ("unknown.jsonl", "unknown.jsonl:1"),
        ("what.txt", "what.txt"),
        ("missing.jsonl", "test"),
        ("twice.jsonl", "twice.jsonl:2"),
        ("format.jsonl", "$.test_format"),
        ("folder", "folder"),
        ("nowhere.jsonl", "nowhere.jsonl"),
    ],
)
@pytest.mark.parametrize("command", ["sample", "eval", "judge", "convert"])
def test_bad_triplets_are_told_in_one_sentence(capsys, tmp_path, command, name, named):
    (tmp_path / "bad").mkdir()
    path = _bad_files(tmp_path / "bad").get(name, tmp_path / "bad" / name)
    replies = write_jsonl(tmp_path / "r.jsonl", [{"question_id": "a", "completion": reply()}])
    arguments = {
        "sample": ("--triplets", path, "--policy", f"replay:{replies}", "--out", tmp_path / "out"),
        "eval": ("--triplets", path, "--policy", f"replay:{replies}", "--out", tmp_path / "out"),
        "judge": ("--triplets", path, "--programs", replies, "--out", tmp_path / "v.jsonl"),
        "convert": (path, tmp_path / "t.jsonl"),
    }[command]
    code, _, err = call(capsys, command, *arguments)
    assert_told(code, err, named)
    assert not (tmp_path / "out").exists()


def assert_told(code: int, err: str, named: str) -> None:
    assert code == 2
    assert named in err
    assert err.count("\n") == 1
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--n", "0"), "--n: expected a whole number from 1 on, got '0'"),
        (("--n", "many"), "--n"),
        (("--n", "9"), "expected 9 recorded completions for question 'a', got 2"),
        (("--keep", "best"), "unknown keep 'best'"),
        (("--choose", "longest"), "unknown choose 'longest'"),
        (("--layout", "alpaca"), "unknown layout 'alpaca'"),
        (("--max-per-question", "0"), "--max-per-question"),
        (("--max-unscored", "2"), "--max-unscored: expected a number from 0 to 1, got '2'"),
        (("--workers", "0"), "--workers"),
        (("--timeout-s", "0"), "--timeout-s: expected seconds above 0, got '0'"),
        (("--timeout-s", "nan"), "--timeout-s: expected seconds above 0, got 'nan'"),
        (("--policy", "gpt"), "unknown policy 'gpt'"),
        (("--policy", "hf:some/model"), "expected one policy, or several replay:FILE"),
        (("--nonsense",), "--nonsense"),
    ],
)
def test_bad_arguments_are_told_in_one_sentence(capsys, tmp_path, arguments, named):
    triplets, replies = write_inputs(tmp_path, WORDS)
    code, _, err = call(
        capsys, "sample", "--triplets", triplets, "--policy", f"replay:{replies}", "--out", tmp_path / "out", *arguments
    )
    assert_told(code, err, named)


def test_a_folder_that_cannot_be_written_is_told(capsys, tmp_path):
    triplets, replies = write_inputs(tmp_path, WORDS)
    (tmp_path / "file").write_text("")
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        code, _, err = call(capsys, "sample", "--triplets", triplets, "--policy", f"replay:{replies}", "--out", out)
        assert_told(code, err, str(out))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_told(capsys, tmp_path):
    triplets, replies = write_inputs(tmp_path, WORDS)
    (tmp_path / "closed").mkdir(mode=0o500)
    out = tmp_path / "closed" / "out"
    code, _, err = call(capsys, "sample", "--triplets", triplets, "--policy", f"replay:{replies}", "--out", out)
    assert_told(code, err, str(out))


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ([{"question_id": "z", "program": "x"}], "r.jsonl:1: $.question_id: expected an id of"),
        ([{"question_id": "a"}], "r.jsonl:1: $.completion"),
        ([{"program": "x"}], "r.jsonl:1: $.question_id"),
    ],
)
def test_bad_programs_are_told(capsys, tmp_path, rows, named):
    triplets, _ = write_inputs(tmp_path, WORDS)
    programs = write_jsonl(tmp_path / "r.jsonl", rows)
    code, _, err = call(capsys, "judge", "--triplets", triplets, "--programs", programs, "--out", tmp_path / "v.jsonl")
    assert_told(code, err, named)


def test_judge_does_not_write_over_its_input(capsys, tmp_path):
    triplets, _ = write_inputs(tmp_path, WORDS)
    programs = write_jsonl(tmp_path / "p.jsonl", [{"question_id": "a", "program": "x"}])
    code, _, err = call(capsys, "judge", "--triplets", triplets, "--programs", programs, "--out", programs)
    assert_told(code, err, "expected a file of its own")
    assert len(read_jsonl(programs)) == 1


@pytest.mark.parametrize("out", ["v.csv", "v"])
def test_judge_names_the_kinds_of_file_it_writes(capsys, tmp_path, out):
    triplets, _ = write_inputs(tmp_path, WORDS)
    programs = write_jsonl(tmp_path / "p.jsonl", [{"question_id": "a", "program": "x"}])
    code, _, err = call(capsys, "judge", "--triplets", triplets, "--programs", programs, "--out", tmp_path / out)
    assert_told(code, err, ".jsonl.gz")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"checker": {"kind": "fuzzy"}}, "$.checker.kind: expected one of exact, tokens, float, program, got 'fuzzy'"),
        ({"checker": {"kind": "float", "tolerance": "1e-6"}}, "$.checker.tolerance: expected a number above 0"),
        ({"limits": {"timeout_s": -1}}, "$.limits.timeout_s: expected a number above 0"),
    ],
)
def test_what_a_judge_could_not_use_is_told_before_judging(capsys, tmp_path, judge, change, named):
    cases = '[{"input": "1", "output": "1"}]'
    triplets = write_jsonl(
        tmp_path / "t.jsonl", [{**triplet_row("a"), "test_format": "stdio", "test": cases, **change}]
    )
    replies = write_jsonl(tmp_path / "r.jsonl", [{"question_id": "a", "completion": reply()}])
    code, _, err = call(
        capsys, "sample", "--triplets", triplets, "--policy", f"replay:{replies}", "--out", tmp_path / "out"
    )
    assert_told(code, err, named)
    assert not judge.judged


def test_a_row_that_lacks_one_column_is_told_which(capsys, tmp_path):
    row = {key: value for key, value in triplet_row("a").items() if key != "question"}
    code, _, err = call(capsys, "convert", write_jsonl(tmp_path / "t.jsonl", [row]), tmp_path / "o.jsonl")
    assert_told(code, err, "t.jsonl:1: $.question: expected a column of this name")


def test_a_path_that_the_system_refuses_is_told(capsys, tmp_path):
    """Where no command checked a path before it used it."""
    triplets, _ = write_inputs(tmp_path, WORDS)
    programs = write_jsonl(tmp_path / "p.jsonl", [{"question_id": "a", "program": "x"}])
    out = tmp_path / "p.jsonl" / "v.jsonl"
    code, _, err = call(capsys, "judge", "--triplets", triplets, "--programs", programs, "--out", out)
    assert_told(code, err, "p.jsonl")


def test_an_interrupt_while_the_options_are_read_is_told(capsys, monkeypatch):
    def interrupt():
        raise KeyboardInterrupt

    monkeypatch.setattr(kodenv.cli, "build_parser", interrupt)
    code, _, err = call(capsys, "demo")
    assert (code, err.count("\n"), "Traceback" in err) == (130, 1, False)


def test_eval_without_a_policy_says_what_is_missing(capsys):
    code, _, err = call(capsys, "eval", "--k", "1")
    assert_told(code, err, "expected --policy and --out, or --compare DIR DIR")


def test_viewing_nothing_is_told(capsys, tmp_path):
    assert_told(*_without_out(call(capsys, "view", tmp_path, "--html", tmp_path / "x.html")), "expected rollouts.jsonl")


def _without_out(told: tuple[int, str, str]) -> tuple[int, str]:
    return told[0], told[2]
