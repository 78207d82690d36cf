"""KodCode's recorded R1 replies, judged again: ``python -m benchmarks.kodcode_replay DATA --out DIR [--update-docs]``.

Runs ``kodenv sample`` and ``kodenv eval`` on the replies as a user would, compares every verdict with the one
that KodCode recorded, and explains each disagreement by what it can check, never by its id. Prints the
tables of docs/kodcode-replay.md; ends with 1 if a disagreement stays unexplained.
"""

import argparse
import gzip
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kodenv.judge import Judge
from kodenv.metrics import Tally, estimate_pass_at_k
from kodenv.records import Triplet, Verdict
from kodenv.suites import module_imports
from kodenv.triplets import load_triplets

TRIPLETS = "kodcode_demo/*/triplets.jsonl.gz"
REPLIES = "kodcode_demo/*/r1_responses_*.jsonl.gz"
RECORDED = "kodcode_demo/*/sft_r1.jsonl.gz"
ATTEMPTS = 3

GROUPS = {
    "renamed_def_only": "KodCode renamed the function's `def` but not its calls; we rename both",
    "not_renamed": "KodCode renames nothing where a function is nested in another; we rename the one at the top",
    "other_block": "KodCode takes the first block, we the last that defines the tested name",
    "package": "the suite imports a package that this interpreter lacks, and KodCode's had",
    "generator_test": "the suite imports a generator function as `test_...`: pytest 8.4 and later refuse the file",
}
LEFT_OUT = "left out here: its licence is CC BY-NC 4.0"
_DOCS = Path(__file__).parents[1] / "docs"
_BEGIN, _END = "<!-- printed by benchmarks/kodcode_replay.py -->\n", "<!-- end -->\n"
_BLOCK = re.compile(r"```python(.*?)```", re.DOTALL)
_DEF = re.compile(r"def\s+(\w+)\s*\(")
_MISSING = re.compile(r"the suite could not be loaded .*No module named '([\w.]+)'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One reply: our verdict on it, KodCode's, and our verdict on the program as KodCode took it from the reply.

    Attributes:
        row: The row of rollouts.jsonl.
        recorded: KodCode's verdict; None where the attempt is in none of its sequences.
        aligned: Whether ``recorded`` stands at the attempt's own place, and not at one found by counting blocks.
        theirs: Our verdict on KodCode's program; None where it took none.
    """

    row: Mapping[str, Any]
    recorded: bool | None
    aligned: bool
    theirs: Verdict | None
    explanation: str | None = None

    @property
    def name(self) -> str:
        return f"{self.row['question_id']}/{self.row['sample_index']}"

    @property
    def agrees(self) -> bool:
        return self.row["status"] != "UNSCORED" and self.row["solved"] is self.recorded


def read_rows(pattern: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of the gzipped JSONL files that a pattern names."""
    for path in sorted(pattern.parent.parent.glob(f"{pattern.parent.name}/{pattern.name}")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            yield from map(json.loads, file)


def tested_names(triplet: Triplet) -> list[str]:
    """Return the names in a triplet's ``test_info``."""
    return [info["function_name"] for info in triplet.extra.get("test_info") or ()]


def their_program(completion: str, tested: Sequence[str]) -> tuple[str | None, list[str]]:
    """Return what KodCode runs for a reply, and the names of all functions in it as the model wrote them.

    Its rule (step 3.3.3 of its pipeline): the first block tagged ``python`` after the reasoning; if that holds one
    ``def`` in all and the suite tests one function, the ``def`` gets the tested name.
    """
    block = _BLOCK.search(completion.partition("</think>")[2])
    if block is None:
        return None, []
    program = block[1].strip()
    defined = _DEF.findall(program)
    if len(defined) == len(tested) == 1 and defined != list(tested):
        program = program.replace(f"def {defined[0]}", f"def {tested[0]}")
    return program, defined


def explain(row: Mapping[str, Any], recorded: bool, theirs: Verdict | None, suite: str, defined: list[str]) -> str:
    """Return the group of a disagreement; an empty string if nothing that we can check explains it."""
    if row["status"] == "UNSCORED":
        return "generator_test" if "'yield' keyword is allowed in fixtures" in row["message"] else ""
    missing = _MISSING.search(row["message"])
    if missing and missing[1].partition(".")[0] in module_imports(suite):
        return "package"
    if theirs is None or theirs.solved != recorded:
        return ""
    if row["renamed_from"] is None:
        return "other_block"
    return "renamed_def_only" if len(defined) == 1 else "not_renamed"


def compare(data: Path, folder: Path, workers: int, python: str | None) -> list[Attempt]:
    """Judge KodCode's own programs too, and put both verdicts beside the recorded one."""
    triplets = {triplet.question_id: triplet for triplet in load_triplets(data / TRIPLETS)}
    sequences = {row["question_id"]: row["r1_pass_sequence"] for row in read_rows(data / RECORDED)}
    with (folder / "rollouts.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    taken = [their_program(row["completion"], tested_names(triplets[row["question_id"]])) for row in rows]
    verdicts = _judge([(triplets[row["question_id"]], program) for row, (program, _) in zip(rows, taken, strict=True)],
                      workers, python)  # fmt: skip
    blocks: Counter[str] = Counter()
    attempts = []
    for row, (program, defined), theirs in zip(rows, taken, verdicts, strict=True):
        question_id = row["question_id"]
        sequence, place = sequences[question_id], blocks[question_id]
        blocks[question_id] += program is not None
        whole = len(sequence) == ATTEMPTS
        # What a shorter sequence lacks are the replies without a block.
        index = row["sample_index"] if whole else place if program is not None else None
        recorded = None if index is None else bool(sequence[index])
        attempt = Attempt(row=row, recorded=recorded, aligned=whole, theirs=theirs if program is not None else None)
        if recorded is not None and not attempt.agrees:
            why = explain(row, recorded, attempt.theirs, triplets[question_id].test, defined)
            attempt = Attempt(row=row, recorded=recorded, aligned=whole, theirs=attempt.theirs, explanation=why)
        attempts.append(attempt)
    lost = {q for q, sequence in sequences.items() if len(sequence) not in (ATTEMPTS, blocks[q])}
    assert not lost, f"sequences that are neither whole nor as long as there are blocks: {sorted(lost)}"
    return attempts


def _judge(pairs: list[tuple[Triplet, str | None]], workers: int, python: str | None) -> list[Verdict]:
    with Judge(workers=workers, cache=False, python=python) as judge:
        return list(judge.judge_many(pairs))


def run_kodenv(arguments: Sequence[str], cache: Path) -> str:
    """Run a command of ours as a user would, and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "kodenv", *arguments],
        cwd=Path(__file__).parents[1],
        env={**os.environ, "KODENV_CACHE": str(cache)},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"kodenv {arguments[0]} ended with {done.returncode}")
    return done.stdout


def replay(data: Path, out: Path, workers: int, python: str | None) -> Path:
    """Sample and score the recorded replies; return the folder of rollouts."""
    given = ["--triplets", str(data / TRIPLETS), "--policy", f"replay:{data / REPLIES}", "--workers", str(workers)]
    given += ["--python", python] if python else []
    cache = out / "verdicts.sqlite"
    print(run_kodenv(["sample", *given, "--out", str(out / "sft")], cache))
    print(run_kodenv(["eval", *given, "--k", "1,3", "--out", str(out / "scores")], cache))
    return out / "sft"


# -- tables


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(str(cell) for cell in line)} |\n" for line in lines)


def tables(attempts: Sequence[Attempt]) -> str:
    """Return all tables of the page."""
    whole = [one for one in attempts if one.aligned]
    short = [one for one in attempts if not one.aligned]
    parts = [
        _counts(attempts, whole),
        _matrix(whole),
        "### Disagreements\n\n" + _disagreements(whole),
        "### Sequences shorter than three\n\n" + _short(short),
        "### pass@k\n\n" + _pass_table(attempts),
    ]
    return "\n".join(parts)


def _counts(attempts: Sequence[Attempt], whole: Sequence[Attempt]) -> str:
    agree = sum(one.agrees for one in whole)
    same_program = [one for one in whole if one.theirs is not None and one.theirs.status != "UNSCORED"]
    same = sum(one.theirs is not None and one.theirs.solved == one.recorded for one in same_program)
    rows = [
        ["replies", len(attempts)],
        ["of questions", len({one.row["question_id"] for one in attempts})],
        ["left out: their question's sequence is shorter than three", len(attempts) - len(whole)],
        ["compared", len(whole)],
        ["same verdict", agree],
        ["another verdict", len(whole) - agree],
        ["another verdict, unexplained", sum(one.explanation == "" for one in whole)],
        ["judged again as KodCode took the program from the reply", len(same_program)],
        ["same verdict then", same],
    ]
    return table(["", "number"], rows)


def _matrix(whole: Sequence[Attempt]) -> str:
    counts = Counter((one.row["status"], one.recorded) for one in whole)
    statuses = sorted({status for status, _ in counts})
    rows = [[f"`{status}`", counts[status, True], counts[status, False]] for status in statuses]
    return table(["ours", "KodCode: pass", "KodCode: fail"], rows)


def _disagreements(attempts: Sequence[Attempt]) -> str:
    rows = []
    for group, meaning in {**GROUPS, "": "**unexplained**"}.items():
        members = [one for one in attempts if one.explanation == group]
        if members:
            verdicts = sorted({f"`{one.row['status']}`, {'pass' if one.recorded else 'fail'}" for one in members})
            names = " ".join(f"`{one.name}`" for one in members)
            rows.append([f"`{group}`", len(members), "; ".join(verdicts), meaning, names])
    return table(["group", "number", "ours, KodCode's", "why", "question / attempt"], rows)


def _short(short: Sequence[Attempt]) -> str:
    rows = []
    for one in short:
        recorded = "no block, not run" if one.recorded is None else "pass" if one.recorded else "fail"
        same = "" if one.recorded is None else "same" if one.agrees else f"`{one.explanation}`"
        rows.append([f"`{one.name}`", f"`{one.row['status']}`", recorded, same])
    return table(["question / attempt", "ours", "KodCode's, by counting blocks", ""], rows)


def _pass_table(attempts: Sequence[Attempt]) -> str:
    ours: dict[str, Tally] = {}
    recorded: dict[str, Tally] = {}
    for one in attempts:
        question_id = one.row["question_id"]
        ours[question_id] = ours.get(question_id, Tally()).add(one.row["status"])
        # A reply without a program is a failure here, as it is for us; KodCode leaves it out.
        recorded[question_id] = recorded.get(question_id, Tally()).add("PASSED" if one.recorded else "FAILED")
    rows: list[list[object]] = []
    for name, tallies in (("ours, `kodenv eval`", ours), ("KodCode's record", recorded)):
        row: list[object] = [name]
        for k in (1, 3):
            found = estimate_pass_at_k(tallies.values(), k)
            assert found.value is not None and found.low is not None and found.high is not None
            row += [f"{found.value:.1%} [{found.low:.1%}, {found.high:.1%}]"]
        rows.append([*row, sum(any((tally.passed, tally.scored)) for tally in tallies.values())])
    return table(["", "pass@1", "pass@3", "questions"], rows)


# -- the docs


def update_docs(folder: Path, text: str) -> None:
    """Write the tables into the page, and the run's card and report without any text of the data set."""
    page = _DOCS / "kodcode-replay.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(_BEGIN)
    after = rest.partition(_END)[2]
    page.write_text(f"{before}{_BEGIN}\n{text}\n{_END}{after}", encoding="utf-8")
    shown = _DOCS / "kodcode-sft"
    shown.mkdir(exist_ok=True)
    (shown / "README.md").write_text((folder / "README.md").read_text(encoding="utf-8"), encoding="utf-8")
    (shown / "report.html").write_text(without_texts((folder / "report.html").read_text(encoding="utf-8")), "utf-8")


def without_texts(page: str) -> str:
    """Take out of a report what the data set's authors and models wrote; numbers, ids and statuses stay."""
    begin = page.index('id="data">') + len('id="data">')
    end = page.index("</script>", begin)
    data = json.loads(page[begin:end])
    data["questions"] = {}
    for row in data["rows"]:
        row.update(message="", completion="", renamed_from=None, cases=[], more_cases=0)
        row["program"] = LEFT_OUT if row["program"] is not None else None
    text = json.dumps(data, separators=(",", ":"))
    for mark in "&<>":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return f"{page[:begin]}{text}{page[end:]}"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the comparison and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder that holds kodcode_demo/")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--python", help="the interpreter whose packages programs see")
    parser.add_argument("--update-docs", action="store_true", help="write the tables, the card and the report to docs/")
    args = parser.parse_args(argv)
    args.out.mkdir(parents=True, exist_ok=True)
    folder = replay(args.data, args.out, args.workers, args.python)
    attempts = compare(args.data, folder, args.workers, args.python)
    text = tables(attempts)
    print(text)
    if args.update_docs:
        update_docs(folder, text)
    return int(any(one.explanation == "" for one in attempts))


if __name__ == "__main__":
    raise SystemExit(main())
