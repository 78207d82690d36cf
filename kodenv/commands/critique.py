"""``kodenv critique``: a critic judges the programs of a run, and its judgement chooses among them."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TextIO

from kodenv.commands.context import Context, positive_int
from kodenv.commands.tables import format_table
from kodenv.commands.writing import ROLLOUTS_FILE
from kodenv.critique import (
    PARAMS,
    RIGHT,
    UNCLEAR,
    WRONG,
    Judged,
    critique_request,
    pass_rate,
    read_critique,
    read_prompt,
    select_at_k,
)
from kodenv.errors import ConfigError, PolicyError
from kodenv.metrics import default_ks, mean_with_interval, pass_at_k
from kodenv.policy import Completion, Policy, Request, SamplingParams
from kodenv.progress import Progress
from kodenv.records import Status, Verdict
from kodenv.runs import JournalIndex, RunFolder, describe_input
from kodenv.seeding import derive_seed

HELP = "a critic judges the programs of a run; select@k by its judgement"
EXAMPLE = """example:
  kodenv critique --rollouts sft --policy openai:Qwen/QwQ-32B@http://localhost:8000/v1 --out critiqued
"""
_NOTHING = {"completion": "", "finish_reason": None}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--rollouts", required=True, metavar="DIR", help="a finished output folder of sample")
    parser.add_argument("--policy", action="append", required=True, metavar="SPEC", help="the critic; as for sample")
    parser.add_argument("--out", required=True, metavar="DIR", help="the output folder; the same one resumes a run")
    parser.add_argument("--max-tokens", type=positive_int, default=PARAMS.max_tokens, metavar="M", help="default 24576")
    parser.add_argument("--temperature", type=float, default=PARAMS.temperature, metavar="T", help="default 0.6")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of what is drawn (default 0)")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")


def run(args: argparse.Namespace, context: Context) -> int:
    """Run the command and return its exit code."""
    params = replace(PARAMS, max_tokens=args.max_tokens, temperature=args.temperature)
    with context.open_policy(args.policy) as policy:
        result = critique(Path(args.rollouts), policy, Path(args.out), params, args.seed, context.err)
    context.out.write(json.dumps({"out": args.out, **result}) + "\n" if args.json else describe(result, args.out))
    return 0


def critique(
    source: Path, policy: Policy, out: Path, params: SamplingParams, seed: int, err: TextIO = sys.stderr
) -> dict[str, Any]:
    """Ask for every program's critique, write the labelled rows, and return what the judgements are worth.

    Raises:
        ConfigError: If the source is no finished folder of sample, or the output folder belongs to another run.
        DataError: If a row is no rollout.
        PolicyError: If the critic leaves programs without a reply.
    """
    from kodenv import __version__

    rollouts = source / ROLLOUTS_FILE
    if not rollouts.is_file():
        raise ConfigError(f"{source}: expected {ROLLOUTS_FILE} in it, got none; name a finished folder of sample")
    identity = {
        "command": "critique",
        "config": {"temperature": params.temperature, "top_p": params.top_p, "max_tokens": params.max_tokens},
        "inputs": {"rollouts": describe_input(rollouts), "policy": _identity(policy)},
        "seeds": {"critique": seed},
        "versions": {"kodenv": __version__},
    }
    with RunFolder(out, identity) as folder:
        if not folder.finished:
            _ask(folder, rollouts, policy, params, seed, err)
            result = _write(folder.index_journal(), rollouts, out, seed)
            folder.finish(result, complete=True)
        return folder.result()


def _identity(policy: Policy) -> dict[str, Any]:
    return {"name": policy.name, "sha256": getattr(policy, "digest", None)}


def _programs(rollouts: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    from kodenv.store import iter_rows

    for index, (_, row) in enumerate(iter_rows(rollouts)):
        if row["program"] is not None:
            yield index, row


def _ask(folder: RunFolder, rollouts: Path, policy: Policy, params: SamplingParams, seed: int, err: TextIO) -> None:
    assert folder.journal is not None, "a finished run asks nothing"
    done, prompt = folder.index_journal(), read_prompt()
    total = sum(1 for _ in _programs(rollouts))
    asked: set[int] = set()

    def requests() -> Iterator[Request]:
        for index, row in _programs(rollouts):
            if index not in done:
                asked.add(index)
                yield critique_request(index, row, prompt, params=params, seed=seed)

    if len(done) >= total:
        return
    with Progress(err, "critiqued", total, done=len(done)) as progress:
        for index, completion in policy.sample(requests()):
            asked.discard(index)
            folder.journal.append(_entry(index, completion))
            progress.advance("critiqued")
    if asked:
        raise PolicyError(
            f"policy {policy.name}: expected a critique per program, got none for {len(asked)}; run again to go on"
        )


def _entry(index: int, completion: Completion) -> dict[str, Any]:
    said = {"completion": completion.text, "finish_reason": completion.finish_reason}
    return {"index": index, "status": "ANSWERED", **said}


@dataclass(slots=True, kw_only=True)
class _Tally:
    judgements: Counter[tuple[str, bool]] = field(default_factory=Counter)
    questions: dict[str, list[Judged]] = field(default_factory=dict)

    def add(self, row: dict[str, Any], judgement: str, tokens: int) -> None:
        if row["status"] == Status.UNSCORED:
            return
        if row["program"] is None:
            # Nothing was judged, and nothing can be chosen: it comes last.
            judgement, tokens = WRONG, sys.maxsize
        else:
            self.judgements[judgement, row["solved"]] += 1
        one = Judged(judgement=judgement, tokens=tokens, sample_index=row["sample_index"], solved=row["solved"])
        self.questions.setdefault(row["question_id"], []).append(one)


def _write(journal: JournalIndex, rollouts: Path, out: Path, seed: int) -> dict[str, Any]:
    from kodenv.store import iter_rows, write_rows

    tally = _Tally()
    rows = 0

    def labelled() -> Iterator[dict[str, Any]]:
        nonlocal rows
        replies = journal.rows()
        for _, row in iter_rows(rollouts):
            said: dict[str, Any] = next(replies) if row["program"] is not None else _NOTHING
            found = read_critique(said["completion"], said["finish_reason"])
            tally.add(row, found.judgement, found.tokens)
            rows += 1
            yield _labelled(
                row, found.text, found.judgement, pass_rate(Verdict.from_row(row), row["question_id"], seed=seed)
            )

    write_rows(out / "critiqued.jsonl", labelled())
    write_rows(out / "critiqued.parquet", (row for _, row in iter_rows(out / "critiqued.jsonl")))
    return _result(tally, rows, seed)


def _labelled(row: dict[str, Any], critique_text: str, judgement: str, rate: str) -> dict[str, Any]:
    """Return OpenCodeReasoning-2's columns, all texts, and beside them our labels."""
    return {
        "id": f"{row['question_id']}/{row['sample_index']}",
        "question_id": row["question_id"],
        "question": row["question"],
        "r1_generation": row["completion"],
        "qwq_critique": critique_text,
        "solution": row["program"] or "",
        "judgement": judgement,
        "pass_rate": rate,
        "source": row["source"] or "",
        "license": row["license"] or "",
        "dataset": row["subset"] or "",
        "split": "train",
        "difficulty": row["difficulty"] or "",
        "index": "",
        "sample_index": row["sample_index"],
        "status": row["status"],
        "digest": row["digest"],
    }


def _result(tally: _Tally, rows: int, seed: int) -> dict[str, Any]:
    counts = {word: {"solved": tally.judgements[word, True], "unsolved": tally.judgements[word, False]}
              for word in (RIGHT, WRONG, UNCLEAR)}  # fmt: skip
    agreed = tally.judgements[RIGHT, True] + tally.judgements[WRONG, False]
    clear = agreed + tally.judgements[RIGHT, False] + tally.judgements[WRONG, True]
    fewest = min(map(len, tally.questions.values()), default=0)
    ks = sorted({*default_ks(fewest), fewest} - {0})
    return {
        "rollouts": rows,
        "questions": len(tally.questions),
        "judgements": counts,
        "accuracy": round(agreed / clear, 6) if clear else None,
        **{f"pass@{k}": _estimate(tally, k, seed, chosen=False) for k in ks},
        **{f"select@{k}": _estimate(tally, k, seed, chosen=True) for k in ks if k > 1},
    }


def _estimate(tally: _Tally, k: int, seed: int, *, chosen: bool) -> dict[str, Any]:
    values = [
        select_at_k(programs, k) if chosen else pass_at_k(sum(one.solved for one in programs), len(programs), k)
        for programs in tally.questions.values()
    ]
    return mean_with_interval(values, derive_seed("bootstrap", seed, "critique", k)).to_row()


def describe(result: dict[str, Any], out: str) -> str:
    """Return the result for a person."""
    rows: list[list[object]] = [["judgement", "solved", "unsolved"]]
    rows += [[word, counts["solved"], counts["unsolved"]] for word, counts in result["judgements"].items()]
    accuracy = "-" if result["accuracy"] is None else f"{result['accuracy']:.1%}"
    text = f"{format_table(rows)}\n\n  accuracy where it is clear: {accuracy}\n\n"
    for name, value in result.items():
        if name.startswith(("pass@", "select@")):
            low, high = value["interval"]
            text += f"  {name:<10} {value['value']:.1%}  [{low:.1%}, {high:.1%}]\n"
    return f"{text}\n  rows  {Path(out) / 'critiqued.jsonl'}\n"
