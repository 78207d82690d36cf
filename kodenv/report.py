"""One self-contained page to look at judged rows: rates, verdict matrix, lengths, and the rows themselves.

The page needs nothing from outside and has no size that grows with the run: at most
``MAX_ROWS`` rows are embedded, drawn by a stated rule; all numbers are over all rows.
"""

import hashlib
import heapq
import html
import importlib.resources
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from kodenv.errors import ConfigError
from kodenv.metrics import INTERVAL_METHOD, Tally, default_ks, estimate_pass_at_k
from kodenv.rejection import EXPLANATION, Reason
from kodenv.runs import RUN_FILE, read_json, write_text
from kodenv.summary import Summary, place_of_level

MAX_ROWS = 2_000
MAX_MATRIX_QUESTIONS = 300
MAX_MATRIX_SAMPLES = 128
_PROGRAM_CHARS = 20_000
_QUESTION_CHARS = 8_000
_MESSAGE_CHARS = 2_000
_CASES_SHOWN = 20
_COMPLETIONS_CHARS = 6_000_000  # all embedded completions together
_COMPLETION_CHARS = 12_000
_GROUPS_SHOWN = 24
_BINS = 32
_HELD = ("PASSED", "XFAILED")
_TITLES = {"sample": "Reject sampling", "eval": "Evaluation"}


def write_report(source: Path, page: Path, run: Mapping[str, Any]) -> int:
    """Write the page about a folder's rows and return how many rows it is about.

    Args:
        source: An output folder, or a file of judged rows.
        page: Where to write.
        run: What run.json holds; may be empty.

    Raises:
        ConfigError: If there are no judged rows, or the page cannot be written.
        DataError: If a row is not a judged one.
    """
    from kodenv.store import iter_rows

    collected = _Collected()
    for where, row in iter_rows(rows_file(source)):
        collected.add(row, where)
    write_text(page, render(collected, run))
    return collected.summary.rows


def rows_file(source: Path) -> Path:
    """Return the file of judged rows of an output folder, or the file itself.

    Raises:
        ConfigError: If there is none.
    """
    if source.is_file():
        return source
    for name in ("rollouts.jsonl", "verdicts.jsonl"):
        if (source / name).is_file():
            return source / name
    if not source.exists():
        raise ConfigError(f"{source}: expected an output folder, got nothing there; check the path")
    raise ConfigError(
        f"{source}: expected rollouts.jsonl or verdicts.jsonl in it, got neither; finish the run or name another folder"
    )


def read_run(source: Path) -> dict[str, Any]:
    """Return what a folder's run.json holds; empty where there is none.

    Raises:
        ConfigError: If it cannot be read.
        DataError: If it is not JSON.
    """
    path = source / RUN_FILE
    return read_json(path) if source.is_dir() and path.exists() else {}


class _Collected:
    """What one pass over the rows keeps: the counts, the drawn rows, and the matrix."""

    def __init__(self) -> None:
        self.summary = Summary()
        self.matrix: dict[str, list[str]] = {}
        self._drawn: list[tuple[int, int, dict[str, Any]]] = []
        self.questions: dict[str, str] = {}

    def add(self, row: Mapping[str, Any], where: str) -> None:
        order = self.summary.rows
        self.summary.add(row, where)
        question_id = row["question_id"]
        if question_id in self.matrix or len(self.matrix) < MAX_MATRIX_QUESTIONS:
            cells = self.matrix.setdefault(question_id, [])
            if len(cells) < MAX_MATRIX_SAMPLES:
                cells.append(row["status"])
        rank = _rank(question_id, row.get("sample_index"))
        if len(self._drawn) < MAX_ROWS:
            heapq.heappush(self._drawn, (-rank, order, _embed(row)))
        elif rank < -self._drawn[0][0]:
            heapq.heapreplace(self._drawn, (-rank, order, _embed(row)))

    def rows(self) -> list[dict[str, Any]]:
        """Return the drawn rows in the order of the file."""
        return [row for _, _, row in sorted(self._drawn, key=lambda item: item[1])]


def _rank(question_id: str, sample_index: object) -> int:
    """Place a row by a hash of what it is, so that the drawing depends on nothing else."""
    name = json.dumps([question_id, sample_index]).encode()
    return int.from_bytes(hashlib.sha256(name).digest()[:8], "big")


def _embed(row: Mapping[str, Any]) -> dict[str, Any]:
    cases = row.get("cases") or []
    missed = [case for case in cases if case["status"] not in _HELD]
    return {
        "question_id": row["question_id"],
        "sample_index": row.get("sample_index"),
        "status": row["status"],
        "passed": row.get("passed", 0),
        "total": row.get("total", 0),
        "reason": row.get("reason"),
        "subset": row.get("subset"),
        "difficulty": row.get("difficulty"),
        "rule": row.get("rule"),
        "renamed_from": row.get("renamed_from"),
        "message": _cut(row.get("message") or "", _MESSAGE_CHARS),
        "cases": [
            [case["id"], case["status"], _cut(case["message"], _MESSAGE_CHARS)] for case in missed[:_CASES_SHOWN]
        ],
        "more_cases": max(0, len(missed) - _CASES_SHOWN),
        "held": len(cases) - len(missed),
        "question": _cut(row.get("question") or "", _QUESTION_CHARS),
        "program": _cut(row["program"], _PROGRAM_CHARS) if row.get("program") is not None else None,
        "completion": _cut(row.get("completion") or "", _COMPLETION_CHARS),
        "chars": len(row.get("completion") or row.get("program") or ""),
        "isolation": row["isolation"]["mode"],
        "digest": row.get("digest"),
    }


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}\n… ({len(text) - most:,} more characters)"


def render(collected: _Collected, run: Mapping[str, Any]) -> str:
    """Return the page's text."""
    title = _TITLES.get(run.get("command", ""), "Verdicts")
    template = (importlib.resources.files("kodenv") / "templates" / "report.html").read_text(encoding="utf-8")
    data = json.dumps(_page_data(collected, run, title), separators=(",", ":"))
    # Nothing in the data can end the script element, or begin a comment or another script in it.
    data = data.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return template.replace("{{TITLE}}", html.escape(title), 2).replace("{{DATA}}", data, 1)


def _page_data(collected: _Collected, run: Mapping[str, Any], title: str) -> dict[str, Any]:
    summary = collected.summary
    rows = collected.rows()
    questions = _share_questions(rows)
    cap = _COMPLETIONS_CHARS // max(1, len(rows))
    for row in rows:
        row["completion"] = _cut(row["completion"], max(500, cap))
    return {
        "title": title,
        "facts": _facts(run),
        "totals": {
            "rows": summary.rows,
            "questions": summary.questions,
            "scored": summary.scored,
            "solved": summary.solved,
            "unscored": summary.unscored,
            "solved_questions": summary.solved_questions,
            "kept": summary.kept if summary.reasons else None,
            "kept_questions": summary.kept_questions,
        },
        "passes": _passes(summary, run),
        "interval_method": INTERVAL_METHOD,
        "statuses": summary.statuses.most_common(),
        "reasons": _reasons(summary),
        "groups": {name: _groups(tallies) for name, tallies in summary.groups.items()},
        "lengths": [_histogram(summary, name) for name in ("completion", "reasoning", "program")],
        "matrix": {
            "rows": [[question_id, cells] for question_id, cells in collected.matrix.items()],
            "questions": summary.questions,
        },
        "isolations": summary.isolations.most_common(),
        "questions": questions,
        "rows": rows,
    }


def _share_questions(rows: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Take the question's text out of the rows: once per question is enough."""
    questions: dict[str, str] = {}
    for row in rows:
        text = row.pop("question")
        if text:
            questions[row["question_id"]] = text
    return questions


def _facts(run: Mapping[str, Any]) -> list[list[str]]:
    """Return what a reader needs to know to place the numbers, from run.json."""
    if not run:
        return []
    inputs, config = run["inputs"], run["config"]
    facts = [
        ["policy", inputs["policy"]["name"]],
        ["triplets", Path(inputs["triplets"]["name"]).name],
        *([key.replace("_", " "), str(value)] for key, value in config.items() if value is not None),
        ["kodenv", run["versions"]["kodenv"]],
        ["judge version", run["judge"]["version"]],
    ]
    if run.get("when"):
        facts.append(["when", run["when"]])
    return facts


def _passes(summary: Summary, run: Mapping[str, Any]) -> list[dict[str, Any]]:
    result = run.get("result") or {}
    found = {name: value for name, value in result.items() if name.startswith("pass@")}
    if not found:
        ks = default_ks(summary.fewest_samples)
        found = {f"pass@{k}": estimate_pass_at_k(summary.tallies.values(), k).to_row() for k in ks}
    return [{"name": name, **value} for name, value in found.items() if value["value"] is not None]


def _reasons(summary: Summary) -> list[list[Any]]:
    known = {str(reason): EXPLANATION[reason] for reason in Reason}
    return [[reason, count, known.get(reason, "")] for reason, count in summary.reasons.most_common()]


def _groups(tallies: Mapping[str, Tally]) -> dict[str, Any]:
    ordered = sorted(tallies.items(), key=lambda item: (place_of_level(item[0]), -item[1].scored, item[0]))
    shown = [[name, tally.scored, tally.passed] for name, tally in ordered[:_GROUPS_SHOWN]]
    return {"rows": shown, "more": len(ordered) - len(shown)}


def _histogram(summary: Summary, name: str) -> dict[str, Any]:
    """Return counts in equal bins up to the 99th percentile; what is longer falls in the last."""
    solved = summary.lengths.get((name, True), Counter())
    unsolved = summary.lengths.get((name, False), Counter())
    everything = solved + unsolved
    total = everything.total()
    if not total:
        return {"name": name, "width": 1, "solved": [], "unsolved": [], "median": None, "longest": None}
    bound = _at(everything, min(total - 1, int(0.99 * total)))
    width = _nice_width(bound / _BINS)
    bins = min(_BINS, bound // width + 1)
    return {
        "name": name,
        "width": width,
        "solved": _count(solved, width, bins),
        "unsolved": _count(unsolved, width, bins),
        "median": _at(everything, total // 2),
        "longest": max(everything),
    }


def _at(lengths: Counter[int], place: int) -> int:
    """Return the length at a place among all of them in rising order."""
    for length, count in sorted(lengths.items()):
        place -= count
        if place < 0:
            return length
    raise IndexError(place)


def _count(lengths: Counter[int], width: int, bins: int) -> list[int]:
    counts = [0] * bins
    for length, count in lengths.items():
        counts[min(length // width, bins - 1)] += count
    return counts


def _nice_width(least: float) -> int:
    """Return the smallest of 1, 2, 5, 10, 20, 50, ... that is at least so wide."""
    unit = 1
    while True:
        for factor in (1, 2, 5):
            if factor * unit >= least:
                return factor * unit
        unit *= 10
