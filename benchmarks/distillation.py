"""A large distillation run on synthetic replies: ``python -m benchmarks.distillation [--update-doc FILE]``.

Everything but the model and the sandbox is real: replies are found and post-processed by the ``strict`` recipe,
verdicts go through the store of verdicts, rows through the journal, JSONL and Parquet shards, and the folder gets its
card and page. Two runs of the same replies: one is left alone, the other is killed (SIGKILL) three times, twice while
it judges and once while it writes, and started again each time. Then every file of both is compared. Smaller runs
before them show whether memory grows with the number of replies; ``--no-kills --words 30`` shows it for a million
short ones in minutes.
"""

import argparse
import contextlib
import hashlib
import io
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks import machine, tables
from kodenv.commands.asking import Asking, open_source
from kodenv.commands.sample import SampleConfig, sample
from kodenv.policy import Completion, Request
from kodenv.records import Case, CaseStatus, Isolation, Status, Triplet, Verdict
from kodenv.rejection import Rule
from kodenv.responses.form import RECIPES
from kodenv.seeding import derive_seed
from kodenv.store import write_rows
from kodenv.verdict_store import VerdictStore

SAMPLES = 20
SHARD_ROWS = 20_000
MEDIAN_WORDS, _MOST_WORDS = 350, 6_000
_TEXT = (
    "so the first value is then we add it to the sum and check whether the list is empty because that case gives none "
    "wait but if the number is negative we have to take care let me think again about the order of the pairs and why "
    "this holds for every index between one and n minus one hence the answer follows"
)
_LINE_WORDS = 14
_SMALLER = (100, 10)  # parts of the run, for their peak memory
MARKS = "<!-- distillation: begin -->", "<!-- distillation: end -->"
_KILLS = (0.25, 0.7, 1.0)  # shares of the journal; at the last one the outputs are being written


@cache
def _lines() -> list[str]:
    draw, words = random.Random(0), _TEXT.split()
    return [" ".join(draw.choices(words, k=_LINE_WORDS)) for _ in range(20_000)]


class SyntheticPolicy:
    """Replies made from each request's seed: lengths with a heavy tail, and every defect now and then."""

    name = "synthetic"

    def __init__(self, words: int) -> None:
        """Take the median length of a reply, in words."""
        self._words = words

    def sample(self, requests: Iterable[Request]) -> Iterator[tuple[int, Completion]]:
        """Yield the replies in order."""
        for request in requests:
            draw = random.Random(request.params.seed)
            text, cut = _reply(draw, self._words)
            yield request.index, Completion(text=text, finish_reason="length" if cut else "stop")


def _reply(draw: random.Random, words: int) -> tuple[str, bool]:
    count = min(int(words * draw.lognormvariate(0, 0.9)) + 20, _MOST_WORDS)
    lines = draw.choices(_lines(), k=count // _LINE_WORDS + 1)
    kind = draw.random()
    if kind < 0.02:
        return "<think>\n" + "\n".join(lines), True
    if kind < 0.03:
        lines += ["wait, is that right? let me check it once more."] * 60
    if kind > 0.98:
        lines.append("```python\nx = 1\n```")
    # Few constants: as with easy questions, one program in three was judged before.
    program = f"def f(a):\n    # {draw.choice(['', 'your code here'] if kind > 0.95 else [''])}\n"
    program += f"    return a + {draw.randrange(40)} * {draw.randrange(2)}{')' * (0.03 < kind < 0.04)}\n"
    tag = "" if 0.04 < kind < 0.05 else "python"
    return "<think>\n" + "\n".join(lines) + f"\n</think>\n\nThe sum:\n```{tag}\n{program}```\n", False


class StoredJudge:
    """Takes verdicts from the store of verdicts, and makes up those that are not there."""

    def __init__(self, path: Path) -> None:
        self._store = VerdictStore(path)
        self.hits = 0

    def judge_many(self, pairs: Iterable[tuple[Triplet, str | None]]) -> Iterator[Verdict]:
        """Yield one verdict per pair, in order."""
        for triplet, program in pairs:
            name = hashlib.sha256(f"{triplet.question_id}\0{program}".encode()).hexdigest()
            known = self._store.get(name, "synthetic")
            self.hits += known is not None
            if known is None:
                known = _verdict(name, program)
                self._store.put(known, "synthetic")
            yield known

    def __enter__(self) -> "StoredJudge":
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()


def _verdict(name: str, program: str | None) -> Verdict:
    draw = random.Random(name)
    if program is None:
        return Verdict(status=Status.NO_PROGRAM, digest=name)
    held = 8 if draw.random() < 0.6 else draw.randrange(8)
    outcomes = [(CaseStatus.PASSED, "")] * held + [(CaseStatus.FAILED, "assert 1 == 2")] * (8 - held)
    cases = tuple(Case(id=f"test_{n}", status=each, message=why) for n, (each, why) in enumerate(outcomes))
    status = Status.PASSED if held == 8 else Status.FAILED
    isolation = Isolation(mode="shared", layers=("synthetic",))
    return Verdict(status=status, passed=held, total=8, cases=cases, isolation=isolation, digest=name)


def write_triplets(path: Path, questions: int) -> None:
    """Write the questions."""
    levels = ("easy", "medium", "hard")
    write_rows(
        path,
        (
            {
                "question_id": f"synthetic/{number}",
                "question": f"Write f that adds {number} numbers. " + _TEXT,
                "solution": "def f(a):\n    return a\n",
                "test": "from solution import f\n\ndef test_f():\n    assert f(1) == 1\n",
                "entry_point": "f",
                "difficulty": levels[derive_seed("level", number) % 3],
                "license": "Apache-2.0",
            }
            for number in range(questions)
        ),
    )


def run_one(triplets: Path, out: Path, words: int) -> None:
    """Run ``sample`` as a process of its own; say how it went on standard output."""
    config = SampleConfig(
        rule=Rule(keep="solved"), form=RECIPES["strict"], shard_rows=SHARD_ROWS, judge={"version": "synthetic",
        "timeout_s": None, "memory_mb": None},
    )  # fmt: skip
    source = open_source(str(triplets), SyntheticPolicy(words), SAMPLES, Asking(), {})
    judge = StoredJudge(out.with_suffix(".sqlite"))
    began = time.monotonic()
    outcome = sample(config, source, out, lambda: judge, io.StringIO())
    print(json.dumps({"seconds": time.monotonic() - began, "hits": judge.hits, "result": outcome.result}))


class Child:
    """A run in a process of its own, and what it cost."""

    def __init__(self, triplets: Path, out: Path, words: int) -> None:
        given = ["--one", str(triplets), str(out), "--words", str(words)]
        command = [sys.executable, "-m", "benchmarks.distillation", *given]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.out = out

    def kill_when(self, rows: int, *, writing: bool) -> None:
        """Kill it when its journal holds so many rows, or when it writes what it kept."""
        journal, target = self.out / ".partial" / "journal.jsonl", self.out / ".sft.jsonl.partial"
        seen = done = 0
        while self._process.poll() is None:
            if writing and target.exists() and target.stat().st_size > 1_000_000:
                break
            if not writing and journal.exists():
                with open(journal, "rb") as file:
                    file.seek(seen)
                    done += sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
                    seen = file.tell()
                if done >= rows:
                    break
            time.sleep(0.2)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._process.pid, signal.SIGKILL)
        self._process.communicate()

    def finish(self) -> tuple[dict[str, Any], float, float]:
        """Wait for its end; return what it said, its peak memory in MiB, and its processor seconds."""
        assert self._process.stdout is not None, "it is a pipe"
        said = self._process.stdout.read()
        _, status, usage = os.wait4(self._process.pid, 0)
        if status:
            raise SystemExit(f"the run ended with status {status}")
        return json.loads(said), usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime


def digests(folder: Path) -> dict[str, str]:
    """Return the hash of every file but run.json, which says when."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "run.json")
    return {str(path.relative_to(folder)): _digest(path) for path in files}


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def measure(rollouts: int, folder: Path, *, words: int, kills: bool) -> dict[str, Any]:
    """Do both runs, or the first alone, and return the numbers."""
    about = machine.describe()
    triplets = folder / "triplets.jsonl"
    peaks = {}
    for part in _SMALLER:
        write_triplets(triplets, max(1, rollouts // part // SAMPLES))
        said, peak, _ = Child(triplets, folder / f"part-{part}", words).finish()
        peaks[said["result"]["rollouts"]] = round(peak, 1)
    write_triplets(triplets, max(1, rollouts // SAMPLES))
    whole, peak, cpu_s = Child(triplets, folder / "whole", words).finish()
    left, same = digests(folder / "whole"), None
    if kills:
        for share in _KILLS:
            Child(triplets, folder / "killed", words).kill_when(int(share * rollouts), writing=share == 1.0)
        Child(triplets, folder / "killed", words).finish()
        same = left == digests(folder / "killed")
    return {
        "machine": about,
        "rollouts": whole["result"]["rollouts"],
        "kept": whole["result"]["kept"],
        "reasons": whole["result"]["reasons"],
        "seconds": round(whole["seconds"], 1),
        "cpu_seconds": round(cpu_s, 1),
        "rollouts_per_second": round(whole["result"]["rollouts"] / whole["seconds"], 1),
        "rollouts_per_cpu_second": round(whole["result"]["rollouts"] / cpu_s, 1),
        "peak_memory_mib": {**peaks, whole["result"]["rollouts"]: round(peak, 1)},
        "verdicts_from_the_store": whole["hits"],
        "megabytes_of_rollouts": round((folder / "whole" / "rollouts.jsonl").stat().st_size / 1e6, 1),
        "shards": sum(name.endswith(".parquet") for name in left),
        "files": len(left),
        "same_bytes_after_three_kills": same,
    }


def render(numbers: dict[str, Any]) -> str:
    """Return the numbers as Markdown."""
    about = numbers["machine"]
    peaks = ", ".join(f"{peak:g} MiB at {int(count):,}" for count, peak in numbers["peak_memory_mib"].items())
    rows = [
        ("replies", f"{numbers['rollouts']:,}, {numbers['megabytes_of_rollouts']:,} MB of rows"),
        ("kept", f"{numbers['kept']:,}, in {numbers['shards']} Parquet shards and `sft.jsonl`"),
        ("verdicts that the store knew", f"{numbers['verdicts_from_the_store']:,}"),
        ("replies per second of processor time", f"{numbers['rollouts_per_cpu_second']:,}"),
        ("replies per second", f"{numbers['rollouts_per_second']:,}"),
        ("peak memory", peaks),
    ]
    if numbers["same_bytes_after_three_kills"] is not None:
        said = f"{numbers['same_bytes_after_three_kills']} ({numbers['files']} files)"
        rows.append(("the same bytes after three kills", said))
    head = (
        f"{about['date']}, {about['cpu']}, {about['cores']} cores, Python {about['python']}, load "
        f"{about['load_before']} before."
    )
    return "\n".join([head, "", "| | |", "|---|---|", *(f"| {what} | {value} |" for what, value in rows)])


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description="A large distillation run on synthetic replies")
    parser.add_argument("--rollouts", type=int, default=200_000)
    parser.add_argument("--words", type=int, default=MEDIAN_WORDS, help="median length of a reply")
    parser.add_argument("--no-kills", action="store_true", help="the first run alone")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--update-doc", type=Path, help="write the numbers between the marks of this document")
    parser.add_argument("--one", nargs=2, type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        run_one(*args.one, args.words)
        return
    with tempfile.TemporaryDirectory() as folder:
        numbers = measure(args.rollouts, Path(folder), words=args.words, kills=not args.no_kills)
    text = json.dumps(numbers, indent=2)
    print(text)
    if args.json:
        args.json.write_text(text + "\n", encoding="utf-8")
    if args.update_doc:
        tables.update(args.update_doc, render(numbers), MARKS)


if __name__ == "__main__":
    main()
