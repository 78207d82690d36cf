"""The store of verdicts is only a cache: whatever happens to its file, judging goes on."""

import logging
import sqlite3
import threading
from pathlib import Path

import pytest

from kodenv.judge import Judge
from kodenv.records import Status, Triplet, Verdict
from kodenv.verdict_store import VerdictStore

PLACE = "3.11"
GOOD = "def f():\n    return 1\n"
TASK = Triplet(
    question_id="q", question="?", solution=GOOD, test="from solution import f\ndef test_a():\n    assert f() == 1\n"
)


def verdict(name: str = "d", status: Status = Status.PASSED) -> Verdict:
    return Verdict(status=status, passed=1, total=1, message="λ\n", digest=name)


def test_a_verdict_comes_back_as_it_was(tmp_path: Path) -> None:
    with VerdictStore(tmp_path / "a" / "v.sqlite") as store:
        store.put(verdict(), PLACE)
        assert store.get("d", PLACE) == verdict()
    with VerdictStore(tmp_path / "a" / "v.sqlite") as store:
        assert store.get("d", PLACE) == verdict()
        assert store.get("d", "3.12") is None
        assert store.get("e", PLACE) is None


@pytest.mark.parametrize("status", [Status.UNSCORED, Status.TIMEOUT])
def test_what_may_be_the_machines_doing_is_not_kept(tmp_path: Path, status: Status) -> None:
    with VerdictStore(tmp_path / "v") as store:
        store.put(verdict(status=status), PLACE)
        assert store.get("d", PLACE) is None


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_damaged_file_is_left_out(tmp_path: Path, content: bytes, caplog) -> None:
    path = tmp_path / "v"
    path.write_bytes(content)
    with Judge(cache=path) as judge:
        assert judge.judge(TASK, GOOD).solved
        assert judge.judge(TASK, GOOD).solved
    assert bool(content) == ("going on without it" in caplog.text)


def test_a_place_that_cannot_be_written_is_left_out(tmp_path: Path, caplog) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "file" / "v", tmp_path, Path("/proc/nowhere/v")):
        caplog.clear()
        with Judge(cache=path) as judge:
            assert judge.judge(TASK, GOOD).solved
        assert "going on without it" in caplog.text


@pytest.mark.parametrize("row", ["", "[]", "7", "null", "{}", '{"status": "GREAT"}', "\ud7ff{"])
def test_a_row_that_cannot_be_read_is_judged_again(tmp_path: Path, row: str) -> None:
    path = tmp_path / "v"
    with Judge(cache=path) as judge:
        judge.judge(TASK, GOOD)
    with sqlite3.connect(path) as database:
        database.execute("UPDATE verdicts SET row = ?", (row,))
    database.close()
    with Judge(cache=path) as judge:
        assert judge.judge(TASK, GOOD).solved


def test_a_file_that_somebody_locked_costs_one_wait(tmp_path: Path, monkeypatch, caplog) -> None:
    path = tmp_path / "v"
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: connect(*a, **{**k, "timeout": 0.1}))
    with VerdictStore(path) as store:
        other = connect(path)
        other.execute("BEGIN EXCLUSIVE")
        for n in range(600):
            store.put(verdict(str(n)), PLACE)
        assert caplog.text.count("going on without it") == 1
        assert store.get("1", PLACE) is None
        other.rollback()
        other.close()


def test_a_full_disk_is_left_out(tmp_path: Path, monkeypatch, caplog) -> None:
    with VerdictStore(tmp_path / "v") as store:
        assert store._database is not None
        store._database.execute("PRAGMA max_page_count = 4")
        with caplog.at_level(logging.WARNING):
            for n in range(600):
                store.put(verdict(f"{n}" * 50), PLACE)
        assert "full" in caplog.text
        assert store.get("1", PLACE) is None


def test_threads_may_share_a_store(tmp_path: Path) -> None:
    with VerdictStore(tmp_path / "v") as store:

        def work(start: int) -> None:
            for n in range(start, 800, 4):
                store.put(verdict(str(n)), PLACE)
                assert store.get(str(n), PLACE) is not None

        threads = [threading.Thread(target=work, args=(start,)) for start in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with VerdictStore(tmp_path / "v") as store:
        assert all(store.get(str(n), PLACE) is not None for n in range(800))


def test_a_closed_store_answers_nothing(tmp_path: Path) -> None:
    store = VerdictStore(tmp_path / "v")
    store.close()
    store.close()
    store.put(verdict(), PLACE)
    assert store.get("d", PLACE) is None
