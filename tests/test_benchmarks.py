import json
import os
from pathlib import Path

import pytest

from benchmarks import bare, machine, tables, verdicts
from benchmarks.graders import NAMES, Missing
from benchmarks.works import load_works

FORMS = ("assert", "pytest")


@pytest.mark.parametrize("form", FORMS)
def test_every_usable_bundled_work_holds_bare(form):
    works, triplets = load_works(None, form)
    assert 0 < len(works) <= triplets
    failed = [work.name for work in works[::7] if not bare.fork_and_execute(work.to_row())[0]]
    assert failed == []


@pytest.mark.parametrize("form", FORMS)
def test_a_wrong_program_does_not_hold_bare(form):
    row = load_works(None, form)[0][0].to_row()
    row["program"] = f"def {row['entry_point']}(*_):\n    return object()\n"
    assert bare.fork_and_execute(row)[0] is False


def test_the_inputs_of_a_work_give_what_it_expects():
    for work in load_works(None, "assert")[0][::5]:
        space: dict[str, object] = {}
        exec(work.program, space)
        function = space[work.entry_point]
        assert [function(*arguments) for arguments in work.inputs] == list(work.expected)


@pytest.mark.parametrize("name", ["floor", *NAMES])
def test_every_grader_accepts_a_right_program_and_refuses_a_wrong_one(name):
    right = load_works(None, "assert")[0][0]
    wrong = load_works(None, "assert")[0][1]
    wrong = type(wrong)(**{**_fields(wrong), "program": f"def {wrong.entry_point}(*_):\n    return object()\n"})
    try:
        grader = verdicts.Served(name, [right, wrong])
    except Missing as missing:
        pytest.skip(str(missing))
    try:
        assert grader.ask([0, 1])["wrong"] == []
        assert grader.ask([1, 1])["wrong"] == [wrong.name]
        with pytest.raises(RuntimeError, match=wrong.name):
            grader.round(1, 1)
    finally:
        grader.close()


def _fields(work):
    return {name: getattr(work, name) for name in work.__slots__}


def test_processor_time_of_workers_is_counted():
    works = load_works(None, "assert")[0][:3]
    with verdicts.served("ours", works) as ours:
        assert sum(ours.round(0, 9)["cpu_s"] for _ in range(5)) > 0
        state = ours.ask("state")
    assert state["worker_mib"] > 1 and state["caller_mib"] > 1


def test_a_run_reports_every_set_and_fills_the_document(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("KODENV_REAL_DATA", raising=False)
    monkeypatch.setattr(
        verdicts,
        "_GRADERS",
        {form: ("floor", "ours", "ours, no plants", "ours, split", "ours, 2 workers") for form in FORMS},
    )
    document, report = tmp_path / "doc.md", tmp_path / "deep" / "report.json"
    document.write_text(f"# Title\n{tables.BEGIN}\nold\n{tables.END}\nrest\n")
    size = ["--rounds", "1", "--round-s", "0.01", "--most", "2", "--after", "4"]
    verdicts.main([*size, "--json", str(report), "--update-doc", str(document)])
    measured = json.loads(report.read_text())
    assert [(one["title"], one["form"], one["programs"]) for one in measured["sets"]] == [
        ("bundled", "assert", 2),
        ("bundled", "pytest", 2),
    ]
    assert measured["sets"][0]["summary"]["floor"]["wall_x_floor"] == 1
    assert measured["after"]["verdicts"] == 4
    text = document.read_text()
    assert text.startswith("# Title\n") and text.endswith("\nrest\n") and "old" not in text
    assert "at most 1.6 × the floor" in text and capsys.readouterr().out.strip() in text


def test_a_document_without_marks_is_refused_and_kept(tmp_path):
    document = tmp_path / "doc.md"
    document.write_text("# Title\n")
    with pytest.raises(SystemExit, match="expected the lines"):
        tables.update(document, "text")
    assert document.read_text() == "# Title\n"


def test_whole_passes_come_where_a_round_is_about_as_long_as_the_list():
    assert verdicts._whole_passes(100, 40) == 80
    assert verdicts._whole_passes(3.2, 40) == 3
    assert verdicts._whole_passes(0.1, 40) == 2


def test_this_process_is_in_its_own_tree_and_has_memory():
    me = os.getpid()
    assert me in machine.tree([me])
    assert machine.memory_mib([me])[0] > 1
    assert machine.cpu_seconds([me]) > 0


def test_the_results_in_the_repository_are_those_of_the_document():
    root = Path(verdicts.__file__).parent
    report = root / "results" / "verdicts.json"
    if not report.exists():
        pytest.skip("no results yet: make bench writes them")
    assert tables.render(json.loads(report.read_text())) in (root.parent / "docs" / "performance.md").read_text()
