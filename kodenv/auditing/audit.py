"""The audit: every case of a corpus put to a grader, several at a time, and the counts."""

import queue
import threading
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

from kodenv.auditing.corpus import Case, Corpus, Kind
from kodenv.auditing.trial import Bench, Outcome
from kodenv.errors import ConfigError, unknown_name

OpenBench = Callable[[], Bench]


def choose_cases(corpus: Corpus, *, kind: Kind | None = None, families: Sequence[str] = ()) -> list[Case]:
    """Return the cases of a kind and of some families; all of them by default.

    Raises:
        ConfigError: If a family is unknown, or nothing is left.
    """
    known = corpus.families()
    for family in families:
        if family not in known:
            raise ConfigError(f"family: {unknown_name('family', family, known)}")
    chosen = [
        case
        for case in corpus.cases()
        if (kind is None or case.program.kind is kind) and (not families or case.program.family in families)
    ]
    if not chosen:
        raise ConfigError("family: expected families with programs of the wanted kind, got none; leave out --only")
    return chosen


def run_cases(
    cases: Sequence[Case], open_bench: OpenBench, *, workers: int = 1, done: Container[int] = ()
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the place of each case that is not done, and its row, as they come.

    Args:
        cases: What to try.
        open_bench: Makes a grader with its traps; called once per worker.
        workers: How many are tried at a time, each by a grader of its own.
        done: Places that need no trial any more.
    """
    places = [place for place in range(len(cases)) if place not in done]
    if workers == 1 or len(places) < 2:
        with open_bench() as bench:
            for place in places:
                yield place, bench.try_case(cases[place])
        return
    yield from _run_side_by_side(cases, places, open_bench, min(workers, len(places)))


def _run_side_by_side(
    cases: Sequence[Case], places: Iterable[int], open_bench: OpenBench, workers: int
) -> Iterator[tuple[int, dict[str, Any]]]:
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    results: queue.SimpleQueue[tuple[int, dict[str, Any]] | BaseException | None] = queue.SimpleQueue()
    stopping = threading.Event()
    for place in places:
        waiting.put(place)

    def work() -> None:
        try:
            with open_bench() as bench:
                while not stopping.is_set():
                    place = waiting.get_nowait()
                    results.put((place, bench.try_case(cases[place])))
        except queue.Empty:
            results.put(None)
        except BaseException as error:  # goes to whoever asked for the rows
            results.put(error)

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    try:
        working = len(threads)
        while working:
            result = results.get()
            if result is None:
                working -= 1
            elif isinstance(result, BaseException):
                raise result
            else:
                yield result
    finally:
        stopping.set()
        for thread in threads:
            thread.join()


def summarize(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the counts of an audit: all, by kind and by family, what went wrong, what was left out and why."""
    kinds: dict[str, Counter[str]] = {str(kind): Counter() for kind in Kind}
    families: dict[tuple[str, str], Counter[str]] = {}
    wrong: list[dict[str, Any]] = []
    left_out: dict[str, list[str]] = {}
    for row in rows:
        for counts in (kinds[row["kind"]], families.setdefault((row["kind"], row["family"]), Counter())):
            counts["cases"] += 1
            counts[row["status"]] += 1
            counts["wrong"] += not row["ok"]
        if not row["ok"]:
            wrong.append({"case": row["case"], "status": row["status"], "found": row["found"]})
        if row["reason"]:
            left_out.setdefault(row["reason"], []).append(row["case"])
    return {
        "ok": not wrong,
        **{kind: _counted(counts) for kind, counts in kinds.items()},
        "families": [
            {"kind": kind, "family": family, **_counted(counts)} for (kind, family), counts in families.items()
        ],
        "wrong": wrong,
        "left_out": dict(sorted(left_out.items())),
    }


def _counted(counts: Counter[str]) -> dict[str, Any]:
    tried = counts["cases"] - counts[Outcome.LEFT_OUT]
    statuses = {status: counts[status] for status in Outcome if counts[status]}
    return {"cases": counts["cases"], "tried": tried, "wrong": counts["wrong"], "statuses": statuses}
