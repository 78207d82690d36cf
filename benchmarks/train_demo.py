"""The numbers of `make train-demo` as tables: ``python -m benchmarks.train_demo OUT_DIR [--update-doc FILE]``.

Reads what examples/train_demo.py wrote. With ``--update-doc`` the tables go between the marks of the document, and
the charts beside it. Exit code 1 if a seed fell short of the loop's promise.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import tables
from policies.training.charts import line_chart

MARKS = ("<!-- train-demo: begin -->", "<!-- train-demo: end -->")
START = (0.20, 0.60)  # where tiny is to start
LEAST_GAIN = 0.10  # of GRPO over SFT
LONGEST_S = 15 * 60
CURVES, STAGES = "train-demo-curves.svg", "train-demo-stages.svg"


def shortfalls(run: dict[str, Any]) -> list[str]:
    """Return what a seed did not hold of the loop's promise."""
    start, tuned, trained = (stage["value"] for stage in run["stages"])
    held = {
        f"tiny starts between {START[0]:.0%} and {START[1]:.0%}": START[0] <= start <= START[1],
        "SFT raises pass@1": tuned > start,
        f"GRPO raises it by {100 * LEAST_GAIN:.0f} points": trained - tuned >= LEAST_GAIN,
        f"at most {LONGEST_S // 60} minutes": run["measured"]["wall_s"] <= LONGEST_S,
    }
    return [promise for promise, kept in held.items() if not kept]


def render(results: dict[str, Any]) -> str:
    """Return the tables of a run."""
    machine, size = results["measured"], results["size"]
    lines = [
        f"{machine['date']}, {machine['device']}, {machine['cores']} cores, {machine['threads']} torch threads, load "
        f"{machine['load_before']:.1f} before; {size['held_out']} held-out questions, {size['eval_samples']} "
        "completions each at temperature 1; intervals: bootstrap over questions, of differences paired.",
        "",
        "| seed | tiny | after SFT | after GRPO | SFT over tiny | GRPO over SFT |",
        "|--:|--:|--:|--:|--:|--:|",
    ]
    for run in results["runs"]:
        stages = [f"{stage['value']:.1%} {_shares(stage['interval'])}" for stage in run["stages"]]
        gains = [
            f"{100 * one['difference']:+.1f} {_points(one['interval'])}, p = {one['p']:.2g}" for one in run["gains"]
        ]
        lines.append(f"| {run['seed']} | {' | '.join([*stages, *gains])} |")
    lines += [
        "",
        "| seed | all in all | GRPO: s a step | tokens/s | verdicts/s | reward's share of the time |",
        "|--:|--:|--:|--:|--:|--:|",
    ]
    for run in results["runs"]:
        pace = run["grpo"]["measured"]
        a_step = pace["train_s"] / run["grpo"]["steps"]
        rates = f"{pace['tokens_per_s']:.0f} | {pace['verdicts_per_s']:.1f} | {pace['reward_share']:.1%}"
        lines.append(f"| {run['seed']} | {run['measured']['wall_s'] / 60:.1f} min | {a_step:.1f} | {rates} |")
    short = [f"seed {run['seed']}: {'; '.join(missed)}" for run in results["runs"] if (missed := shortfalls(run))]
    lines += ["", f"Not held: {'. '.join(short)}." if short else "Every seed held all of the promise."]
    lines += ["", f"![pass@1 by stage]({STAGES}) ![GRPO's rewards by step]({CURVES})"]
    return "\n".join(lines)


def _shares(interval: Sequence[float]) -> str:
    return f"[{100 * interval[0]:.1f}, {100 * interval[1]:.1f}]"


def _points(interval: Sequence[float]) -> str:
    return f"[{100 * interval[0]:+.1f}, {100 * interval[1]:+.1f}]"


def stages_chart(results: dict[str, Any]) -> str:
    """Return the chart of pass@1 after each stage: 0 tiny, 1 SFT, 2 GRPO."""
    lines = {
        f"seed {run['seed']}": [(float(at), stage["value"]) for at, stage in enumerate(run["stages"])]
        for run in results["runs"]
    }
    return line_chart(lines, "pass@1 on held-out questions: 0 tiny, 1 after SFT, 2 after GRPO")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables, and write them where asked."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.train_demo", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("out", type=Path, help="the folder of examples/train_demo.py")
    parser.add_argument("--update-doc", type=Path, help="write the tables between the marks of this document")
    given = parser.parse_args(arguments)
    results = json.loads((given.out / "results.json").read_text())
    text = render(results)
    print(text)
    if given.update_doc is not None:
        tables.update(given.update_doc, text, MARKS)
        (given.update_doc.parent / CURVES).write_text((given.out / "curves.svg").read_text())
        (given.update_doc.parent / STAGES).write_text(stages_chart(results) + "\n")
    return 1 if any(shortfalls(run) for run in results["runs"]) else 0


if __name__ == "__main__":
    sys.exit(main())
