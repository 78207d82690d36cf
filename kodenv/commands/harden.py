"""``kodenv harden``: triplets → triplets with stronger suites, in the order of the triplets."""

import argparse
import contextlib
import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from kodenv.commands.context import Context, JudgeOptions, add_judge_options, judge_options, positive_int, share
from kodenv.commands.judge import check_out
from kodenv.commands.tables import format_table, share_of
from kodenv.errors import ConfigError
from kodenv.hardening.agreement import SuiteRates, matrix_of, suite_rates
from kodenv.hardening.harden import COLUMN, Options, harden
from kodenv.hardening.labelled import Candidate, agreement_row, read_candidates
from kodenv.hardening.oracle import ORACLES
from kodenv.hardening.running import Runner
from kodenv.progress import Progress
from kodenv.records import Triplet, Verdict
from kodenv.rollout import JudgesMany
from kodenv.runs import JournalIndex, describe_input

HELP = "triplets to triplets with stronger suites: new cases where wrong programs differ from the reference"
EXAMPLE = """examples:
  kodenv harden --triplets triplets.jsonl --out stronger.jsonl --oracle reference
  kodenv harden --triplets triplets.jsonl --programs samples.jsonl --oracle agreement --out stronger.jsonl
"""
VERSION = "1"  # raise it when the suite made of the same triplet can change
_DEFAULTS = Options()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--triplets", metavar="T", help="triplet rows (default: the bundled ones)")
    parser.add_argument("--out", required=True, metavar="T2", help="hardened rows: .jsonl, .jsonl.gz or .parquet")
    parser.add_argument(
        "--oracle",
        required=True,
        choices=ORACLES,
        help="where expected values come from: programs of P that agree with the reference, or the reference alone",
    )
    parser.add_argument(
        "--programs", metavar="P", help="programs per question, as for judge; 'right': true or false may label them"
    )
    parser.add_argument(
        "--certificates", metavar="C", help="of certify: what is flaky, or fails its suite, is left alone"
    )
    parser.add_argument("--agreement-out", metavar="A", help="also write which program holds which case, per question")
    parser.add_argument(
        "--domain",
        default=_DEFAULTS.domain,
        metavar="seen|wide",
        help="inputs keep every rule that held in the calls seen, or may break one that the question does not state "
        f"(default {_DEFAULTS.domain})",
    )
    for name, text in (
        ("cases", "cases to add at most"), ("tries", "inputs to try"), ("mutants", "mutants to try at most"),
        ("runs", "runs of the reference with its new suite"), ("fewest", "programs that must agree at least"),
    ):  # fmt: skip
        value = getattr(_DEFAULTS, "most" if name == "cases" else name)
        parser.add_argument(
            f"--{name}", type=positive_int, default=value, metavar="N", help=f"{text} (default {value})"
        )
    parser.add_argument(
        "--threshold", type=share, default=_DEFAULTS.threshold, metavar="X",
        help=f"share of the programs that must agree (default {_DEFAULTS.threshold})",
    )  # fmt: skip
    parser.add_argument("--seed", type=int, default=_DEFAULTS.seed, metavar="S", help="of what is drawn (default 0)")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    add_judge_options(parser)


def run(args: argparse.Namespace, context: Context) -> int:
    """Run the command and return its exit code."""
    out, judging = Path(args.out), judge_options(args)
    options = Options(
        oracle=args.oracle, domain=args.domain, most=args.cases, tries=args.tries, threshold=args.threshold,
        fewest=args.fewest, mutants=args.mutants, runs=args.runs, seed=args.seed,
    )  # fmt: skip
    if options.oracle == "agreement" and args.programs is None:
        raise ConfigError("programs: expected rows of programs for --oracle agreement, got none; give --programs")
    check_out(out, args.triplets, args.programs, args.certificates)
    if args.agreement_out is not None:
        check_out(Path(args.agreement_out), args.triplets, args.programs, args.certificates, args.out)
    identity = {
        "judge": judging.identity(), "options": dataclasses.asdict(options), "version": VERSION,
        "triplets": describe_input(args.triplets),
        **{name: describe_input(path) for name in ("programs", "certificates") if (path := getattr(args, name))},
    }  # fmt: skip
    journal = out.with_name(f".{out.name}.journal")
    index = _Work(args, options, judging, context).fill(journal, identity)
    result = _write(index, out, args.agreement_out)
    journal.unlink(missing_ok=True)
    context.out.write((json.dumps({"out": args.out, **result}) if args.json else _shown(result, args.out)) + "\n")
    return 0


class _Work:
    """What is hardened, with what."""

    def __init__(self, args: argparse.Namespace, options: Options, judging: JudgeOptions, context: Context) -> None:
        from kodenv.triplets import load_triplets

        self.options, self.judging, self.context = options, judging, context
        self.triplets = load_triplets(args.triplets)
        by_id = {one.question_id: one for one in self.triplets}
        self.candidates = read_candidates(args.programs, by_id) if args.programs else {}
        self.left_alone = _untrusted(args.certificates) if args.certificates else {}

    def fill(self, path: Path, identity: Mapping[str, Any]) -> JournalIndex:
        """Harden what the journal lacks and return where its rows are."""
        from kodenv.store import Journal

        with Journal(path) as journal:
            first = next(journal.rows(), None)
            if first is not None and first.get("identity") != json.loads(json.dumps(identity)):
                journal.close()
                path.unlink()
                return self.fill(path, identity)
            if first is None:
                journal.append({"identity": identity})
            done = JournalIndex(path)
            missing = [number for number in range(len(self.triplets)) if number not in done]
            if missing:
                with (
                    self._tools() as make,
                    Progress(self.context.err, "hardened", len(self.triplets), done=len(done)) as progress,
                ):
                    for number, row in _in_turn(make, missing, self.judging.workers):
                        journal.append({"index": number, "status": "DONE", **row})
                        progress.advance("stronger" if row["triplet"][COLUMN]["added"] else "as it was")
        return JournalIndex(path)

    @contextlib.contextmanager
    def _tools(self) -> Iterator[Callable[[int], dict[str, Any]]]:
        fresh = dataclasses.replace(self.judging, cache=False)
        judging = self.judging
        with (
            self.context.open_judge(fresh) as judge,
            Runner(
                workers=judging.workers, memory_mb=judging.memory_mb or 1024, profile=judging.profile,
                python=judging.python, allow_weak_sandbox=judging.allow_weak_sandbox,
            ) as runner,
        ):  # fmt: skip
            yield lambda number: self._harden(number, judge, runner)

    def _harden(self, number: int, judge: JudgesMany, runner: Runner) -> dict[str, Any]:
        triplet = self.triplets[number]
        candidates = self.candidates.get(triplet.question_id, [])
        programs = [one.program for one in candidates if one.program]
        # nothing may be learned from programs whose labels measure the result
        unlabelled = [one.program for one in candidates if one.program and one.right is None]
        reason = self.left_alone.get(triplet.question_id, "")
        given = unlabelled if any(one.right is not None for one in candidates) else programs
        stronger = harden(
            triplet, judge=judge, runner=runner, mutants=_mutants, programs=given, options=self.options, leave=reason
        )
        return {"triplet": stronger.to_row(), **_judged(judge, triplet, stronger, candidates)}


def _mutants(triplet: Triplet) -> list[str]:
    from kodenv.mutation import draw_mutants

    try:
        return [one.source for one in draw_mutants(triplet.solution, _DEFAULTS.mutants * 2)]
    except (SyntaxError, ValueError, RecursionError):
        return []


def _judged(judge: JudgesMany, before: Triplet, after: Triplet, candidates: Sequence[Candidate]) -> dict[str, Any]:
    """Return which candidates hold which case of the new suite, and what both suites say of labelled ones."""
    if not candidates:
        return {}
    old = list(judge.judge_many((before, one.program) for one in candidates))
    new = list(judge.judge_many((after, one.program) for one in candidates)) if after.test != before.test else old
    labelled = [at for at, one in enumerate(candidates) if one.right is not None]
    return {
        "agreement": agreement_row(before.question_id, candidates, matrix_of(new)),
        "rates": {
            name: [[candidates[at].right, verdicts[at].to_row()] for at in labelled]
            for name, verdicts in (("before", old), ("after", new))
        },
    }


def _untrusted(path: str) -> dict[str, str]:
    """Return why triplets are left alone, by question, from their certificates."""
    from kodenv.store import iter_rows

    found: dict[str, str] = {}
    for _, row in iter_rows(path):
        if row.get("reference") not in (None, "PASSED"):
            found[str(row.get("question_id"))] = "its certificate says that the reference does not pass"
        elif row.get("flaky_cases"):
            found[str(row.get("question_id"))] = "its certificate names flaky cases"
    return found


def _in_turn(
    make: Callable[[int], dict[str, Any]], numbers: Sequence[int], workers: int
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield what is made of each number, in order, a few at a time."""
    with ThreadPoolExecutor(workers) as pool:
        waiting: list[tuple[int, Future[dict[str, Any]]]] = []
        try:
            for number in numbers:
                waiting.append((number, pool.submit(make, number)))
                if len(waiting) > 2 * workers:
                    first, done = waiting.pop(0)
                    yield first, done.result()
            while waiting:
                first, done = waiting.pop(0)
                yield first, done.result()
        finally:
            for _, one in waiting:
                one.cancel()


def _write(index: JournalIndex, out: Path, agreement_out: str | None) -> dict[str, Any]:
    """Write the rows and return what came of them."""
    from kodenv.store import write_rows

    found: dict[str, Any] = {"triplets": 0, "stronger": 0, "cases": 0, "beyond_seen": 0, "disputed": 0, "left": {}}
    labelled: dict[str, list[tuple[bool, Verdict]]] = {"before": [], "after": []}

    def rows() -> Iterator[dict[str, Any]]:
        for row in index.rows():
            account = row["triplet"][COLUMN]
            found["triplets"] += 1
            found["stronger"] += account["added"] > 0
            found["cases"] += account["added"]
            found["beyond_seen"] += len(account["beyond_seen"])
            found["disputed"] += bool(account["disputed"])
            if account["why_not"]:
                found["left"][account["why_not"]] = found["left"].get(account["why_not"], 0) + 1
            for name, pairs in (row.get("rates") or {}).items():
                labelled[name] += [(right, Verdict.from_row(one)) for right, one in pairs]
            yield row["triplet"]

    write_rows(out, rows())
    if agreement_out is not None:
        write_rows(agreement_out, (row["agreement"] for row in index.rows() if "agreement" in row))
    found["left"] = dict(sorted(found["left"].items()))
    if labelled["before"]:
        found["rates"] = {name: _rates_row(suite_rates(pairs)) for name, pairs in labelled.items()}
    return found


def _rates_row(rates: SuiteRates) -> dict[str, Any]:
    return {"accepted_right": rates.accepted_right.to_row(), "rejected_wrong": rates.rejected_wrong.to_row()}


def _shown(result: Mapping[str, Any], out: str) -> str:
    count = result["triplets"]
    table: list[list[object]] = [
        ["suites made stronger", result["stronger"], share_of(result["stronger"], count)],
        ["cases added", result["cases"], ""],
        ["of them beyond what was seen", result["beyond_seen"], share_of(result["beyond_seen"], result["cases"])],
        ["references outvoted somewhere", result["disputed"], ""],
    ]
    table += [[f"left: {why}", times, share_of(times, count)] for why, times in result["left"].items()]
    for name, rates in (result.get("rates") or {}).items():
        for what, rate in rates.items():
            low, high = rate["interval"]
            note = f"of {rate['total']:,}, 95% interval {low:.1%} to {high:.1%}"
            table.append([f"{what.replace('_', ' ')} {name}", rate["hits"], note])
    return f"{format_table(table)}\n\n  triplets  {out}"
