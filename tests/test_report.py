import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from fake_judge import FakeJudge, write_inputs, write_jsonl
from test_sample import WORDS, run

from kodenv.errors import ConfigError, DataError
from kodenv.records import Triplet
from kodenv.report import MAX_ROWS, read_run, write_report

NASTY = "</script><script>alert(1)</script><!-- & \u2028 {{DATA}} {{TITLE}}"


def judged_rows(count: int, **columns: Any) -> list[dict[str, Any]]:
    judge = FakeJudge()
    rows = []
    for index in range(count):
        program = "# failed" if index % 2 else "# good"
        (verdict,) = judge.judge_many([(Triplet(question_id="q", question="?", test="t"), program)])
        head = {"question_id": f"q{index // 4}", "sample_index": index % 4, "program": program}
        rows.append({**head, **verdict.to_row(), **columns})
    return rows


def embedded(page: Path) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page.read_text(), re.DOTALL)
    return json.loads(found.group(1))


def test_numbers_on_the_page_are_those_of_the_rows(tmp_path):
    run(tmp_path / "out", *write_inputs(tmp_path, WORDS))
    data = embedded(tmp_path / "out" / "report.html")
    assert data["totals"] == {
        "rows": 9, "questions": 3, "scored": 8, "solved": 3, "unscored": 1, "solved_questions": 2, "kept": 3,
        "kept_questions": 2,
    }  # fmt: skip
    assert dict(data["statuses"])["PASSED"] == 3
    assert [reason[:2] for reason in data["reasons"]] == [["not_solved", 5], ["kept", 3], ["unscored", 1]]
    assert data["groups"]["difficulty"]["rows"] == [["easy", 8, 3]]
    assert data["matrix"]["rows"][2] == ["c", ["FAILED", "TIMEOUT", "MEMORY"]]


def test_a_row_shows_its_program_and_the_cases_that_did_not_hold(tmp_path):
    run(tmp_path / "out", *write_inputs(tmp_path, WORDS))
    data = embedded(tmp_path / "out" / "report.html")
    row = next(row for row in data["rows"] if row["status"] == "FAILED")
    assert row["cases"] == [["test_b", "FAILED", "assert f() == 1"]]
    assert row["held"] == 1
    assert "# failed" in row["program"]
    assert data["questions"][row["question_id"]] == "Write f for a."


def test_nothing_in_the_data_can_leave_its_script_element(tmp_path):
    rows = judged_rows(2, question=NASTY, completion=NASTY, message=NASTY, subset=NASTY)
    write_report(write_jsonl(tmp_path / "v.jsonl", rows), tmp_path / "page.html", {})
    text = (tmp_path / "page.html").read_text()
    assert text.count("</script>") == 2
    assert not set("<>&") & set(text.partition('id="data">')[2].partition("</script>")[0])
    assert "alert(1)</script>" not in text
    assert embedded(tmp_path / "page.html")["rows"][0]["message"] == NASTY


def test_the_page_asks_for_nothing_from_outside(tmp_path):
    run(tmp_path / "out", *write_inputs(tmp_path, WORDS))
    text = (tmp_path / "out" / "report.html").read_text()
    assert "default-src 'none'" in text
    assert not re.search(r"(?:src|href)\s*=|@import|url\(", text)
    assert set(re.findall(r"https?://[^\s\"'<]+", text)) <= {"http://www.w3.org/2000/svg"}


def test_a_long_run_embeds_a_drawn_part_but_counts_everything(tmp_path):
    rows = judged_rows(MAX_ROWS + 500)
    write_report(write_jsonl(tmp_path / "v.jsonl", rows), tmp_path / "page.html", {})
    data = embedded(tmp_path / "page.html")
    assert data["totals"]["rows"] == MAX_ROWS + 500
    assert len(data["rows"]) == MAX_ROWS
    drawn = [(row["question_id"], row["sample_index"]) for row in data["rows"]]
    places = [(row["question_id"], row["sample_index"]) for row in rows]
    assert drawn == [place for place in places if place in set(drawn)]
    write_report(write_jsonl(tmp_path / "w.jsonl", rows[::-1]), tmp_path / "other.html", {})
    assert {(row["question_id"], row["sample_index"]) for row in embedded(tmp_path / "other.html")["rows"]} == set(
        drawn
    )


def test_view_makes_the_same_page_from_the_folder_alone(tmp_path):
    run(tmp_path / "out", *write_inputs(tmp_path, WORDS))
    write_report(tmp_path / "out", tmp_path / "page.html", read_run(tmp_path / "out"))
    ours, theirs = embedded(tmp_path / "page.html"), embedded(tmp_path / "out" / "report.html")
    ours["facts"] = [fact for fact in ours["facts"] if fact[0] != "when"]
    assert ours == theirs


def test_plain_verdict_rows_can_be_viewed(tmp_path):
    path = write_jsonl(tmp_path / "v.jsonl", judged_rows(8))
    assert write_report(path, tmp_path / "page.html", read_run(path)) == 8
    assert embedded(tmp_path / "page.html")["passes"][0]["value"] == 0.5


def test_lengths_are_counted_whole(tmp_path):
    rows = [{**row, "completion": "x" * index} for index, row in enumerate(judged_rows(300))]
    write_report(write_jsonl(tmp_path / "v.jsonl", rows), tmp_path / "page.html", {})
    completion = embedded(tmp_path / "page.html")["lengths"][0]
    assert sum(completion["solved"]) == sum(completion["unsolved"]) == 150
    assert completion["longest"] == 299
    assert len(completion["solved"]) <= 32


def test_a_folder_without_judged_rows_is_refused(tmp_path):
    with pytest.raises(ConfigError, match=r"expected rollouts.jsonl or verdicts.jsonl"):
        write_report(tmp_path, tmp_path / "page.html", {})
    with pytest.raises(ConfigError, match="nothing there"):
        write_report(tmp_path / "none", tmp_path / "page.html", {})
    with pytest.raises(DataError, match=r"x.jsonl:1: \$.status"):
        write_report(write_jsonl(tmp_path / "x.jsonl", [{"question_id": "a"}]), tmp_path / "page.html", {})


def test_a_browser_draws_the_page(tmp_path):
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium to draw the page with")
    rows = judged_rows(8, question=NASTY, message=NASTY)
    write_report(write_jsonl(tmp_path / "v.jsonl", rows), tmp_path / "page.html", {})
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile"]
    shown = subprocess.run(
        [*command, "--dump-dom", f"file://{tmp_path}/page.html"], capture_output=True, text=True, check=True
    ).stdout
    assert shown.count('class="row"') == 8
    assert "Verdict matrix" in shown
    assert "<script>alert(1)" not in shown.split('id="data"')[0]
