import ast
import dataclasses
import importlib.resources
import json
from collections import Counter, defaultdict

import pytest

from kodenv.extract import extract
from kodenv.judge import Judge
from kodenv.records import Status, Triplet
from kodenv.store import iter_rows
from synth.bundle import bundled_recordings, bundled_tasks, write_bundle

DATA = importlib.resources.files("kodenv") / "data"
FILES = ("triplets.jsonl.gz", "completions.jsonl.gz")
MAX_BYTES = 600_000


def _rows(name):
    with importlib.resources.as_file(DATA / name) as path:
        return [row for _, row in iter_rows(path)]


@pytest.fixture(scope="module")
def triplets():
    return [Triplet.from_row(row) for row in _rows("triplets.jsonl.gz")]


@pytest.fixture(scope="module")
def completions():
    return _rows("completions.jsonl.gz")


@pytest.fixture(scope="module")
def judge():
    with Judge(cache=False) as judge:
        yield judge


def _program(triplet, completion):
    return extract(completion, entry_point=triplet.entry_point, language=triplet.language).program


def _stub(triplet):
    """Keep the names of a solution and take away what they do."""
    tree = ast.parse(triplet.solution)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.body = [ast.Pass()]
    return ast.unparse(tree)


def test_bundle_has_every_format_style_and_difficulty(triplets):
    formats = Counter(t.test_format for t in triplets)
    assert len(triplets) >= 240
    assert formats["pytest"] >= 120
    assert formats["assert"] >= 60
    assert formats["stdio"] >= 60
    assert {t.style for t in triplets} == {"instruct", "complete", "online_judge"}
    assert min(Counter(t.difficulty for t in triplets).values()) >= 60
    assert {(t.source, t.license, t.subset) for t in triplets} == {("kodenv", "Apache-2.0", "procedural")}


def test_bundle_is_small_and_its_ids_and_questions_are_distinct(triplets):
    assert all(len((DATA / name).read_bytes()) < MAX_BYTES for name in FILES)
    assert len({t.question_id for t in triplets}) == len(triplets)
    assert len({t.question for t in triplets}) == len(triplets)


def test_pytest_suites_come_in_several_forms(triplets):
    suites = [t.test for t in triplets if t.test_format == "pytest"]
    for part in (
        "\ndef test_",
        "@pytest.mark.parametrize",
        "\nclass Test",
        "pytest.raises",
        "pytest.approx",
        "islice(",
    ):
        assert sum(part in suite for suite in suites) >= 3, part
    asserts = [t.test for t in triplets if t.test_format == "assert"]
    assert 10 <= sum("def check(candidate):" in suite for suite in asserts) <= len(asserts) - 10


def test_questions_name_what_their_suites_call(triplets):
    assert all(t.entry_point in t.question for t in triplets if t.entry_point)
    assert all(t.entry_point or t.test_format == "stdio" for t in triplets)


def test_every_question_has_four_completions_in_order(triplets, completions):
    expected = [(t.question_id, index) for t in triplets for index in range(4)]
    assert [(row["question_id"], row["sample_index"]) for row in completions] == expected
    assert all(set(row) == {"question_id", "sample_index", "completion"} for row in completions)


def test_every_reference_passes_its_suite(triplets, judge):
    verdicts = list(judge.judge_many((t, t.solution) for t in triplets))
    assert [(t.question_id, v.message) for t, v in zip(triplets, verdicts, strict=True) if not v.solved] == []
    assert min(v.total for v in verdicts) >= 1


def test_no_stub_passes(triplets, judge):
    verdicts = list(judge.judge_many((t, _stub(t)) for t in triplets))
    assert [
        t.question_id for t, v in zip(triplets, verdicts, strict=True) if v.status not in (Status.FAILED, Status.ERROR)
    ] == []


def test_visible_cases_name_cases_of_the_suite(triplets, judge):
    shown = [t for t in triplets if t.visible_cases]
    verdicts = list(judge.judge_many((t, t.solution) for t in shown))
    assert shown
    for triplet, verdict in zip(shown, verdicts, strict=True):
        assert set(triplet.visible_cases) < {case.id for case in verdict.cases}


@pytest.fixture(scope="module")
def verdicts(triplets, completions, judge):
    by_id = {t.question_id: t for t in triplets}
    pairs = [(by_id[row["question_id"]], row["completion"]) for row in completions]
    return list(judge.judge_many((t, _program(t, text)) for t, text in pairs))


def test_harder_questions_are_solved_less_often(triplets, completions, verdicts):
    band = {t.question_id: t.difficulty for t in triplets}
    solved = defaultdict(list)
    for row, verdict in zip(completions, verdicts, strict=True):
        solved[band[row["question_id"]]].append(verdict.solved)
    share = {name: sum(values) / len(values) for name, values in solved.items()}
    assert 0.7 < share["easy"] < 0.9
    assert 0.5 < share["medium"] < 0.7
    assert 0.3 < share["hard"] < 0.5


def test_completions_fail_in_many_ways(verdicts, completions, triplets):
    seen = Counter(v.status for v in verdicts)
    assert seen[Status.UNSCORED] == 0
    assert seen[Status.TIMEOUT] == 2
    assert min(seen[s] for s in (Status.FAILED, Status.ERROR, Status.NO_PROGRAM)) >= 5
    texts = [row["completion"] for row in completions]
    assert 0.3 < sum("<think>" in text for text in texts) / len(texts) < 0.7
    limited = [t for t in triplets if t.limits]
    assert len(limited) == 2


@pytest.fixture(scope="module")
def tasks():
    return bundled_tasks()


@pytest.mark.slow
def test_bundle_is_reproduced_from_its_seed(tasks, tmp_path, monkeypatch):
    monkeypatch.setattr("synth.bundle.bundled_tasks", lambda: tasks)
    write_bundle(tmp_path)
    for name in FILES:
        assert [row for _, row in iter_rows(tmp_path / name)] == _rows(name)
        # The rows are what has to agree; the packed bytes also depend on the version of zlib.
        assert abs((tmp_path / name).stat().st_size - len((DATA / name).read_bytes())) < 20_000


@pytest.mark.slow
def test_each_completion_is_judged_as_it_was_meant(tasks, triplets, completions, verdicts):
    intended = [recording.intended for recording in bundled_recordings(tasks)]
    rows = zip(completions, intended, verdicts, strict=True)
    assert [(r["question_id"], r["sample_index"]) for r, meant, v in rows if meant != v.solved] == []


def test_judge_would_notice_a_changed_expectation(triplets, judge):
    changed = [
        dataclasses.replace(t, test=t.test.replace("assert ", "assert not ", 1), test_format="assert")
        for t in triplets
        if t.test_format == "assert" and "try:" not in t.test
    ]
    assert not any(v.solved for v in judge.judge_many((t, t.solution) for t in changed))


def test_every_question_is_written_to_its_end(triplets):
    for triplet in triplets:
        assert triplet.question.count("```") % 2 == 0, triplet.question_id
        if triplet.style == "complete":
            assert triplet.question.endswith('"""\n```'), triplet.question_id
        if triplet.test_format == "stdio":
            shown = json.loads(triplet.test)[0]
            assert triplet.question.endswith(f"Output:\n```\n{shown['output']}```"), triplet.question_id
