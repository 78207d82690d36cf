"""KodCode's recorded replies: every verdict that differs from the recorded one is explained, as the page says."""

import importlib.metadata
import importlib.util
import json
import os
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import kodcode_replay
from benchmarks.kodcode_replay import Attempt

DATA = os.environ.get("KODENV_REAL_DATA")
DOCS = Path(__file__).parents[1] / "docs"
needs_data = pytest.mark.skipif(DATA is None, reason="KODENV_REAL_DATA is not set to the folder of real data")


@pytest.fixture
def attempts(tmp_path: Path) -> list[Attempt]:
    assert DATA is not None
    folder = kodcode_replay.replay(Path(DATA), tmp_path, 2, None)
    return kodcode_replay.compare(Path(DATA), folder, 2, None)


@needs_data
def test_every_disagreement_is_explained_and_the_page_shows_what_the_script_prints(attempts: list[Attempt]) -> None:
    assert len(attempts) == 609
    assert [one.name for one in attempts if one.explanation == ""] == []
    explained = Counter(one.explanation for one in attempts if one.aligned and one.explanation is not None)
    del explained["package"], explained["generator_test"]  # these are the interpreter's and pytest's doing
    assert explained == {"renamed_def_only": 11, "not_renamed": 2}
    if importlib.util.find_spec("scipy") is None and importlib.metadata.version("pytest") >= "8.4":
        assert kodcode_replay.tables(attempts) in (DOCS / "kodcode-replay.md").read_text(encoding="utf-8")


def test_a_report_without_texts_keeps_its_numbers() -> None:
    row = {"question_id": "q", "status": "PASSED", "program": "def f(): 1 < 2", "message": "m", "cases": [["test_f"]]}
    page = f'<script id="data">{json.dumps({"questions": {"q": "why"}, "rows": [row], "totals": 1})}</script>'
    emptied = kodcode_replay.without_texts(page)
    assert not any(text in emptied for text in ("def f", "why", "test_f", '"m"'))
    assert '"totals":1' in emptied and '"status":"PASSED"' in emptied


def test_the_report_in_the_docs_holds_no_text_of_the_data() -> None:
    page = (DOCS / "kodcode-sft" / "report.html").read_text(encoding="utf-8")
    data = json.loads(page.partition('id="data">')[2].partition("</script>")[0])
    assert len(data["rows"]) == 609 and not data["questions"]
    assert {row["program"] for row in data["rows"]} == {None, kodcode_replay.LEFT_OUT}
    assert not any(row["completion"] or row["message"] or row["cases"] or row["renamed_from"] for row in data["rows"])


@pytest.mark.parametrize(
    ("block", "taken"),
    [
        ("def g(x):\n    return g(x)", "def f(x):\n    return g(x)"),
        ("def g():\n    def h(): pass", "def g():\n    def h(): pass"),
        ("def f(): pass", "def f(): pass"),
    ],
)
def test_their_rule_renames_a_lone_def_and_no_call(block: str, taken: str) -> None:
    completion = f"<think>\n```python\nx\n```\n</think>\n```python\n{block}\n```\n```python\nlater\n```"
    assert kodcode_replay.their_program(completion, ["f"])[0] == taken
    assert kodcode_replay.their_program("</think> prose", ["f"])[0] is None
