"""How much stronger ``kodenv harden`` makes public suites: ``python -m benchmarks.hardening DATA --out DIR``.

Hardens, by the command itself and without looking at EvalPlus's tests, MBPP's suites for the tasks of MBPP+Fix,
HumanEval's suites cut to their first assert, and KodCode's. Then judges, with both suites: wrong programs of models
that only EvalPlus's tests find, HumanEvalPack's wrong programs, mutants with two slips (the hardening sees those with
one), and right programs: EvalPlus's references, rewrites of the references, R1's replies that KodCode's suite and a
majority accept. Prints the tables of docs/hardening.md; what is done is kept in DIR, and a stopped run goes on.
"""

import argparse
import ast
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

from kodenv.cli import main as kodenv
from kodenv.extract import extract_for
from kodenv.hardening.agreement import Rate
from kodenv.hardening.harden import COLUMN
from kodenv.hardening.shaking import shake
from kodenv.judge import Judge
from kodenv.mutation import draw_mutants
from kodenv.records import Triplet, Verdict
from kodenv.store import iter_rows, write_rows
from kodenv.triplets import load_triplets

_DOCS = Path(__file__).parents[1] / "docs" / "hardening.md"
_BEGIN, _END = "<!-- printed by benchmarks/hardening.py -->\n", "<!-- end -->\n"
_SLIPS = 4  # mutants with two slips, a question
_VOTING = 2  # of the replies to a question, the first


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A program with a label, and the question whose suites judge it."""

    group: str
    question_id: str
    program: str
    right: bool

    @property
    def by_hand(self) -> bool:
        """Whether it is a wrong program that a model or a person wrote."""
        return self.group.startswith("wrong")


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """A set of triplets to harden, and programs to judge with the suites before and after.

    ``voters`` are rows of programs that must agree with the reference; without any it is believed.
    """

    name: str
    triplets: list[Triplet]
    samples: list[Sample]
    voters: tuple[dict[str, str], ...] = ()


def main(argv: Sequence[str] | None = None) -> int:
    """Run what was asked for and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of public rows")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--only", choices=("mbpp", "humaneval", "kodcode", "agreement"), action="append")
    parser.add_argument("--update-docs", action="store_true")
    args = parser.parse_args(argv)
    args.out.mkdir(parents=True, exist_ok=True)
    makers: dict[str, Callable[[Path, Judge], Study]] = {
        "mbpp": mbpp, "humaneval": humaneval, "kodcode": kodcode, "agreement": agreement,
    }  # fmt: skip
    parts = []
    with Judge(workers=args.workers, timeout_s=10, cache=args.out / "verdicts.sqlite") as judge:
        for name, make in makers.items():
            if args.only and name not in args.only:
                continue
            study = make(args.data, judge)
            parts.append(_report(study, _hardened(study, args), judge))
            sys.stdout.write(parts[-1] + "\n")
            sys.stdout.flush()
    if args.update_docs:
        _update_docs("\n".join(parts))
    return 0


def _hardened(study: Study, args: argparse.Namespace) -> dict[str, Triplet]:
    """Harden with the command, once; what was written before counts."""
    rows, out = args.out / f"{study.name}.jsonl", args.out / f"{study.name}.hardened.jsonl"
    if not out.exists():
        write_rows(rows, (triplet.to_row() for triplet in study.triplets))
        options = ["--oracle", "reference", "--workers", str(args.workers)]
        if study.voters:
            programs = args.out / f"{study.name}.programs.jsonl"
            write_rows(programs, study.voters)
            options[1:2] = ["agreement", "--programs", str(programs)]
        code = kodenv(["harden", "--triplets", str(rows), "--out", str(out), *options])
        if code:
            raise SystemExit(code)
    return {one.question_id: one for one in load_triplets(out)}


def mbpp(data: Path, judge: Judge) -> Study:
    """Return MBPP's rows of the tasks that MBPP+Fix has, and MBPP+Fix's programs."""
    own = {_number(row): Triplet.from_row(row) for row in _rows(data / "mbpp_canonical.jsonl")}
    plus = {_number(row): row for row in _rows(data / "mbppplus_fix.jsonl.gz")}
    numbers = [number for number in plus if number in own]
    judged = {number: Triplet.from_row(plus[number]) for number in numbers}
    agree = dict(
        zip(
            numbers,
            _both(
                judge.judge_many((judged[number], own[number].solution) for number in numbers),
                judge.judge_many((own[number], plus[number]["solution"]) for number in numbers),
            ),
            strict=True,
        )
    )
    samples = []
    for number in numbers:
        one = own[number]
        looked = "even number" if int(number) % 2 == 0 else "odd number"
        note = f", {looked}" if agree[number] else ", references disagree"
        samples += [
            _sample(f"wrong, of models{note}", one, plus[number]["wrong_solution"], right=False),
            _sample(f"right: EvalPlus's reference{note}", one, plus[number]["solution"], right=True),
        ]
        samples += _rewrites(one)
    return Study(name="mbpp", triplets=[own[number] for number in numbers], samples=samples)


def humaneval(data: Path, judge: Judge) -> Study:
    """Return HumanEval's rows with their first assert alone, and HumanEvalPack's wrong programs."""
    triplets, samples = [], []
    for row in _rows(data / "humaneval.jsonl"):
        test = _first_assert(row["test"])
        if test is None:
            continue
        one = replace(Triplet.from_row(row), test=test)
        triplets.append(one)
        samples.append(_sample("wrong, by hand", one, row["wrong_solution"], right=False))
        samples += _rewrites(one) + _two_slips(one)
    return Study(name="humaneval", triplets=triplets, samples=samples)


def kodcode(data: Path, judge: Judge) -> Study:
    """Return KodCode's rows, each suite once, and R1's replies that the suite and a majority of the three accept."""
    known, accepted = _replies(data, judge)
    samples = [
        _sample("right: R1's replies", known[key], program, right=True) for key, rows in accepted for _, program in rows
    ]
    return Study(name="kodcode", triplets=list(known.values()), samples=samples)


def agreement(data: Path, judge: Judge) -> Study:
    """Return the same with the first two replies to each question as voters: only the third judges the result."""
    known, accepted = _replies(data, judge)
    samples, voters = [], []
    for key, rows in accepted:
        one = known[key]
        voters += [{"question_id": one.question_id, "program": text} for number, text in rows if number < _VOTING]
        samples += [
            _sample("right: R1's third replies", one, text, right=True) for number, text in rows if number >= _VOTING
        ]
    return Study(name="agreement", triplets=list(known.values()), samples=samples, voters=tuple(voters))


_Key = tuple[str, str]


def _replies(data: Path, judge: Judge) -> tuple[dict[_Key, Triplet], list[tuple[_Key, list[tuple[int, str]]]]]:
    """Return KodCode's triplets by solution and suite, and each question's accepted programs with their numbers."""
    replies: dict[str, list[str]] = {}
    for path in sorted(data.glob("kodcode_demo/*/r1_responses_*.jsonl.gz")):
        for row in _rows(path):
            replies.setdefault(row["metadata"]["question_id"], []).append(row["messages"][-1]["content"])
    known: dict[_Key, Triplet] = {}
    accepted: list[tuple[_Key, list[tuple[int, str]]]] = []
    for row in _rows(data / "kodcode_canonical_a.jsonl.gz"):
        one = Triplet.from_row(row)
        key = one.solution, one.test
        known.setdefault(key, one)
        programs = [extract_for(one, text).program for text in replies.get(str(row["question_id"]).split("/")[-1], [])]
        verdicts = list(judge.judge_many((one, program) for program in programs))
        if sum(verdict.solved for verdict in verdicts) * 2 > len(verdicts):
            pairs = enumerate(zip(programs, verdicts, strict=True))
            accepted.append((key, [(number, text) for number, (text, verdict) in pairs if verdict.solved and text]))
    return known, accepted


def _both(one: Iterable[Verdict], other: Iterable[Verdict]) -> list[bool]:
    ones = [verdict.solved for verdict in one]
    return [a and verdict.solved for a, verdict in zip(ones, other, strict=True)]


def _sample(group: str, triplet: Triplet, program: str, *, right: bool) -> Sample:
    return Sample(group=group, question_id=triplet.question_id, program=program, right=right)


def _number(row: dict[str, Any]) -> str:
    return str(row["question_id"]).split("/")[-1]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for _, row in iter_rows(path):
        yield row


def _first_assert(test: str) -> str | None:
    """Return the suite with all but the first assert of ``check`` taken out; None where that is no single line."""
    tree = ast.parse(test)
    found = [one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == "check"]
    asserts = [one for one in found[0].body if isinstance(one, ast.Assert)] if found else []
    if len(asserts) < 2 or len(asserts) != len([one for one in ast.walk(tree) if isinstance(one, ast.Assert)]):
        return None
    found[0].body = [one for one in found[0].body if one not in asserts[1:]]
    return ast.unparse(tree) + "\n"


class _Flip(ast.NodeTransformer):
    """Writes comparisons the other way round and branches with their condition negated."""

    turned: ClassVar = {
        ast.Lt: ast.Gt,
        ast.Gt: ast.Lt,
        ast.LtE: ast.GtE,
        ast.GtE: ast.LtE,
        ast.Eq: ast.Eq,
        ast.NotEq: ast.NotEq,
    }

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        self.generic_visit(node)
        if len(node.ops) == 1 and type(node.ops[0]) in self.turned:
            return ast.Compare(node.comparators[0], [self.turned[type(node.ops[0])]()], [node.left])
        return node

    def visit_If(self, node: ast.If) -> ast.stmt:
        self.generic_visit(node)
        if node.orelse:
            return ast.If(ast.UnaryOp(ast.Not(), node.test), node.orelse, node.body)
        return node


_BESIDE = """
import math as _math
def _beside(value):
    if isinstance(value, float):
        return _math.nextafter(value, _math.inf)
    if isinstance(value, (list, tuple)) and type(value) in (list, tuple):
        return type(value)(map(_beside, value))
    return value
_exact = {name}
def {name}(*args, **kwargs):
    return _beside(_exact(*args, **kwargs))
"""


def _rewrites(triplet: Triplet) -> list[Sample]:
    """Return programs that answer as the reference does, as far as the language fixes that."""
    source = triplet.solution
    programs = [ast.unparse(ast.fix_missing_locations(_Flip().visit(ast.parse(source)))), shake(source)]
    if triplet.entry_point and triplet.entry_point.isidentifier():
        programs.append(source + _BESIDE.format(name=triplet.entry_point))
    return [_sample("right: rewrites of the reference", triplet, one, right=True) for one in programs if one]


def _two_slips(triplet: Triplet) -> list[Sample]:
    """Return mutants of mutants: not shown to the hardening, and some of them right after all."""
    found: list[str] = []
    for first in draw_mutants(triplet.solution, _SLIPS):
        found += [second.source for second in draw_mutants(first.source, 1)]
    return [_sample("mutants with two slips", triplet, one, right=False) for one in found if one != triplet.solution]


def _report(study: Study, hardened: dict[str, Triplet], judge: Judge) -> str:
    """Return the tables of a study."""
    by_id = {one.question_id: one for one in study.triplets}
    before = list(judge.judge_many((by_id[one.question_id], one.program) for one in study.samples))
    passing = [one for one, verdict in zip(study.samples, before, strict=True) if verdict.solved]
    after = list(judge.judge_many((hardened[one.question_id], one.program) for one in passing))
    failed = [_failed(hardened[one.question_id], verdict) for one, verdict in zip(passing, after, strict=True)]
    accounts = [triplet.extra[COLUMN] for triplet in hardened.values()]
    added = sorted(account["added"] for account in accounts)
    stronger = sum(one > 0 for one in added)
    lines = [f"### {study.name}: {len(accounts)} suites", ""]
    lines.append(f"{stronger} made stronger, {sum(added)} cases added (median {added[len(added) // 2]}).")
    reasons = Counter(account["why_not"] for account in accounts if account["why_not"])
    lines += [f"Left as it was, because {why}: {count}." for why, count in sorted(reasons.items())]
    lines += [
        "",
        "| programs | pass the suite as it was | refused by cases like those seen | refused by all new cases |",
    ]
    lines.append("|---|---|---|---|")
    for group in sorted({one.group for one in study.samples}):
        total = sum(one.group == group for one in study.samples)
        places = [at for at, one in enumerate(passing) if one.group == group]
        inside = Rate(hits=sum("seen" in failed[at].values() for at in places), total=len(places))
        every = Rate(hits=sum(not after[at].solved for at in places), total=len(places))
        lines.append(f"| {group} | {len(places)} of {total} | {inside} | {every} |")
    lines += ["", *_causes(passing, after, failed), ""]
    return "\n".join(lines)


def _failed(triplet: Triplet, verdict: Verdict) -> dict[str, str]:
    """Return the cases that a program does not hold, with the rules of what was seen that each breaks."""
    beyond = triplet.extra[COLUMN]["beyond_seen"]
    return {case.id: ", ".join(beyond.get(case.id, ["seen"])) for case in verdict.cases if case.status != "PASSED"}


def _causes(passing: Sequence[Sample], after: Sequence[Verdict], failed: Sequence[dict[str, str]]) -> Iterator[str]:
    """Yield which right programs were refused and by what, and which wrong ones of models never were."""
    for one, verdict, cases in zip(passing, after, failed, strict=True):
        if one.right and not verdict.solved:
            rules = ", ".join(sorted(set(cases.values())))
            yield f"- refused: {one.group}, {one.question_id}, {len(cases)} cases ({rules}): `{verdict.message[:150]}`"
    missed = [one.question_id for one, verdict in zip(passing, after, strict=True) if verdict.solved and one.by_hand]
    if missed:
        yield f"- wrong and accepted: {', '.join(missed)}"


def _update_docs(tables: str) -> None:
    text = _DOCS.read_text(encoding="utf-8")
    start, end = text.index(_BEGIN) + len(_BEGIN), text.index(_END)
    _DOCS.write_text(text[:start] + "\n" + tables + "\n" + text[end:], encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
