"""What a long run keeps in memory does not grow with its rows: lengths, tallies, and the rows of a Parquet group."""

import random

import pyarrow.parquet as pq
import pytest

from kodenv.report import _histogram
from kodenv.store import iter_rows, write_rows
from kodenv.summary import Summary, rounded_length


def row(number: int, length: int, *, questions: int = 1000) -> dict[str, object]:
    status = ("PASSED", "FAILED")[number % 2]
    return {
        "question_id": f"q{number % questions}", "status": status, "solved": number % 2 == 0, "kept": number % 2 == 0,
        "completion": "x" * length, "isolation": {"mode": "split", "layers": [], "profile": "base"},
    }  # fmt: skip


def test_lengths_are_rounded_by_less_than_a_thousandth() -> None:
    draw = random.Random(0)
    for _ in range(2000):
        length = draw.randrange(1 << draw.randrange(1, 24))
        rounded = rounded_length(length)
        assert rounded <= length < rounded * 1.001 + 1 and (rounded == length or length >= 2048)
        assert rounded_length(rounded) == rounded


def test_a_summary_keeps_a_few_thousand_counts_of_any_number_of_lengths() -> None:
    summary = Summary()
    for number in range(12_000):
        summary.add(row(number, 2_000 + number * 2))
    kept = sum(len(counts) for counts in summary.lengths.values())
    assert sum(counts.total() for counts in summary.lengths.values()) == 12_000 and kept < 7_000
    histogram = _histogram(summary, "completion")
    assert sum(histogram["solved"]) == sum(histogram["unsolved"]) == 6_000
    assert histogram["median"] == pytest.approx(14_000, rel=0.001)
    assert histogram["longest"] == pytest.approx(25_998, rel=0.001)


def test_questions_with_the_same_counts_share_a_tally() -> None:
    summary = Summary()
    for number in range(10_000):
        summary.add(row(number, 1))
    assert len({id(tally) for tally in summary.tallies.values()}) == 2
    assert {(tally.passed, tally.scored) for tally in summary.tallies.values()} == {(10, 10), (0, 10)}


def test_a_row_group_holds_a_few_mebibytes_and_no_text_twice(tmp_path) -> None:
    draw = random.Random(1)
    rows = [{"text": f"{draw.random()}" * 5_000, "number": number} for number in range(150)]
    write_rows(tmp_path / "rows.parquet", iter(rows))
    file = pq.ParquetFile(tmp_path / "rows.parquet")
    groups = [file.metadata.row_group(place) for place in range(file.metadata.num_row_groups)]
    assert len(groups) >= 3 and sum(group.num_rows for group in groups) == 150
    assert max(group.num_rows for group in groups) * 100_000 < 8 << 20
    text, number = (groups[0].column(place) for place in (0, 1))
    assert not text.is_stats_set and number.statistics.max == groups[0].num_rows - 1
    assert [one for _, one in iter_rows(tmp_path / "rows.parquet")] == rows
