"""The loop closed: tiny → evaluation → reject-sampled SFT → GRPO → evaluation, on procedural tasks, offline.

One seed after the other; what a stage wrote is not made again. It prints pass@1 after each stage and how sure the
gains are, and writes `results.json` and `curves.svg`. Nothing is learned from a held-out question: one in five is
held out by its id, from the training of tiny too. On a GPU it is the same script; it then says how many tokens and
verdicts a second that GPU makes.

Run: python examples/train_demo.py --seeds 0 1 2
"""

import argparse
import itertools
import json
import os
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from tiny.tasks import draw

from kodenv import Judge, Triplet, load_triplets
from kodenv.metrics import Tally, compare_pass_at_k, estimate_pass_at_k
from kodenv.paired import paired_test
from kodenv.policy import SamplingParams
from kodenv.rejection import Reason, Rule, select
from kodenv.rollout import Rollout, collect, plan_requests
from kodenv.runs import write_text
from kodenv.seeding import derive_seed
from kodenv.sft import to_sft_row
from kodenv.store import write_rows
from policies.hf_policy import HfPolicy
from policies.tiny import tiny_path
from policies.training.charts import line_chart
from policies.training.config import DataConfig, GroupConfig, ModelConfig, RewardConfig, TrainConfig
from policies.training.curves import CURVES_FILE, read_curves
from policies.training.run import train

SAMPLING = SamplingParams(temperature=1.0, max_tokens=104)  # the longest reference has 88
TIMEOUT_S = 3.0  # the references take milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much of everything.

    Attributes:
        train: Questions to learn from, of which completions are sampled.
        held_out: Questions to measure on.
        eval_samples: Completions per held-out question.
        samples: Completions per question to learn from.
        sft_questions: The first of these questions; SFT learns from them alone.
        kept: Solved completions per question that SFT learns from, at most.
        sft_epochs: Passes over what was kept.
        grpo_steps: Steps of GRPO.
        group: Completions per question and step.
        questions: Questions per step.
    """

    train: int = 960
    held_out: int = 120
    eval_samples: int = 4
    samples: int = 4
    sft_questions: int = 40
    kept: int = 4
    sft_epochs: int = 2
    grpo_steps: int = 200
    group: int = 8
    questions: int = 8


FULL = Size()
SMALL = Size(
    train=4, held_out=3, eval_samples=2, sft_questions=4, samples=4, sft_epochs=1, grpo_steps=1, group=4, questions=2
)


def sample(model: Path, triplets: list[Triplet], n: int, seed: int) -> list[Rollout]:
    """Return n judged completions per question, in order."""
    planned = plan_requests(triplets, lambda _: range(n), seed=seed, params=SAMPLING)
    with HfPolicy(str(model), batch=64) as policy, Judge(timeout_s=TIMEOUT_S) as judge:
        return [rollout for _, rollout in sorted(collect(planned, policy, judge), key=lambda pair: pair[0])]


def evaluate(name: str, model: Path, triplets: list[Triplet], size: Size, seed: int, out: Path) -> dict[str, Any]:
    """Return pass@1 on the held-out questions with its interval, and each question's counts."""
    if not out.exists():
        tallies: dict[str, Tally] = defaultdict(Tally)
        for rollout in sample(model, triplets, size.eval_samples, seed):
            tallies[rollout.question_id] = tallies[rollout.question_id].add(str(rollout.verdict.status))
        row = estimate_pass_at_k(tallies.values(), 1).to_row()
        counts = {question_id: [tally.passed, tally.scored] for question_id, tally in tallies.items()}
        write_text(out, json.dumps({"stage": name, **row, "counts": counts}) + "\n")
    stage: dict[str, Any] = json.loads(out.read_text())
    low, high = stage["interval"]
    print(f"  {name:14} pass@1 {stage['value']:6.1%}  [{low:.1%}, {high:.1%}]", flush=True)
    return stage


def gain(before: Mapping[str, Any], after: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Return by how much a stage raised pass@1 on the same questions, and how sure that is."""
    first, second = (
        {question_id: Tally(passed=passed, scored=scored) for question_id, (passed, scored) in stage["counts"].items()}
        for stage in (after, before)
    )
    pairs = [(one, second[question_id]) for question_id, one in first.items()]
    both = [(one, other) for one, other in pairs if one.scored and other.scored]
    test = paired_test(
        [one.passed / one.scored for one, _ in both],
        [other.passed / other.scored for _, other in both],
        derive_seed("train demo", seed),
    )
    found = {**compare_pass_at_k(first, second, 1), **test.to_row()}
    low, high = found["interval"]
    print(
        f"  {after['stage']} over {before['stage']}: {100 * found['difference']:+.1f} points "
        f"[{100 * low:+.1f}, {100 * high:+.1f}], p = {found['p']:.2g}",
        flush=True,
    )
    return {"of": after["stage"], "over": before["stage"], **found}


def write_learned(folder: Path, model: Path, triplets: list[Triplet], size: Size, seed: int) -> None:
    """Sample, and write what SFT learns from and what GRPO does.

    SFT gets what passed for the first questions. GRPO gets every question that was solved at least once and not
    always: in a group in which all pass, or none does, there is nothing to learn.
    """
    rule = Rule(keep="solved", choose="first", max_per_question=size.kept)
    rows, mixed = [], set()
    rollouts = sample(model, triplets, size.samples, seed)
    tuned_on = {triplet.question_id for triplet in triplets[: size.sft_questions]}
    for question_id, group in itertools.groupby(rollouts, key=lambda rollout: rollout.question_id):
        together = list(group)
        if len({rollout.verdict.solved for rollout in together}) == 2:
            mixed.add(question_id)
        for rollout, reason in zip(together, select(together, rule), strict=True):
            if reason is Reason.KEPT and question_id in tuned_on:
                rows.append(to_sft_row(rollout, "prompt-completion"))
    chosen = [triplet for triplet in triplets if triplet.question_id in mixed]
    chosen += [triplet for triplet in triplets if triplet.question_id not in mixed][
        : max(0, size.questions - len(chosen))
    ]
    write_rows(folder / "grpo.jsonl", (triplet.to_row() for triplet in chosen))
    write_rows(folder / "sft.jsonl", rows)


def common(seed: int) -> dict[str, Any]:
    """Return the trainer's options that both stages share."""
    gpu = torch.cuda.is_available()
    return {"seed": seed, "use_cpu": not gpu, "bf16": gpu, "gradient_checkpointing": False, "warmup_steps": 4}


def sft_config(data: Path, size: Size, seed: int) -> TrainConfig:
    """Return the fine-tuning of tiny on what it solved itself."""
    options = {"num_train_epochs": size.sft_epochs, "per_device_train_batch_size": 16, "learning_rate": 1e-4}
    return TrainConfig(
        method="sft", model=ModelConfig(name="tiny"), data=DataConfig(path=str(data)), lora=None,
        reward=RewardConfig(), groups=GroupConfig(), trainer={**common(seed), **options}, where="train_demo: trainer",
    )  # fmt: skip


def grpo_config(model: Path, data: Path, size: Size, seed: int) -> TrainConfig:
    """Return GRPO from the fine-tuned model."""
    completions = size.group * size.questions
    options = {
        "max_steps": size.grpo_steps, "num_generations": size.group, "generation_batch_size": completions,
        "per_device_train_batch_size": completions, "gradient_accumulation_steps": 1, "learning_rate": 2e-4,
        "max_completion_length": SAMPLING.max_tokens, "temperature": SAMPLING.temperature,
        "mask_truncated_completions": True, "save_strategy": "steps", "save_steps": 20, "save_total_limit": 1,
    }  # fmt: skip
    return TrainConfig(
        method="grpo", model=ModelConfig(name=str(model)), data=DataConfig(path=str(data)), lora=None,
        reward=RewardConfig(timeout_s=TIMEOUT_S), groups=GroupConfig(), trainer={**common(seed), **options},
        where="train_demo: trainer",
    )  # fmt: skip


def run_seed(folder: Path, size: Size, seed: int) -> dict[str, Any]:
    """Run the loop once and return its numbers."""
    print(f"seed {seed}", flush=True)
    begin, cpu = time.perf_counter(), time.process_time()
    folder.mkdir(parents=True, exist_ok=True)
    learn, held = folder / "train.jsonl", folder / "held-out.jsonl"
    for path, count, held_out in ((learn, size.train, False), (held, size.held_out, True)):
        if not path.exists():
            write_rows(path, (triplet.to_row() for triplet in draw(count, 2 * seed + held_out, held_out=held_out)))
    triplets, tests = load_triplets(learn), load_triplets(held)
    stages = [evaluate("tiny", tiny_path(), tests, size, seed, folder / "tiny.json")]
    if not (folder / "sft.jsonl").exists():
        write_learned(folder, tiny_path(), triplets, size, seed)
    tuned = train(sft_config(folder / "sft.jsonl", size, seed), folder / "sft")
    stages.append(evaluate("after SFT", folder / "sft" / "model", tests, size, seed, folder / "after-sft.json"))
    result = train(grpo_config(folder / "sft" / "model", folder / "grpo.jsonl", size, seed), folder / "grpo")
    stages.append(evaluate("after GRPO", folder / "grpo" / "model", tests, size, seed, folder / "after-grpo.json"))
    gains = [gain(before, after, seed) for before, after in itertools.pairwise(stages)]
    pace = result["measured"]
    took = {"wall_s": time.perf_counter() - begin, "process_cpu_s": time.process_time() - cpu}
    print(
        f"  GRPO: {pace['train_s'] / result['steps']:.2f} s a step, {pace['tokens_per_s']:.0f} tokens/s, "
        f"{pace['verdicts_per_s']:.1f} verdicts/s, reward {pace['reward_share']:.1%} of the time; "
        f"all in all {took['wall_s']:.0f} s",
        flush=True,
    )
    return {"seed": seed, "stages": stages, "gains": gains, "sft": tuned, "grpo": result, "measured": took}


def averages(values: Iterable[float], width: int = 5) -> list[float]:
    """Return the mean of each value and those before it, at most width of them: single steps are noisy."""
    found = list(values)
    return [sum(found[max(0, at + 1 - width) : at + 1]) / (at + 1 - max(0, at + 1 - width)) for at in range(len(found))]


def write_curves(out: Path, seeds: Iterable[int]) -> None:
    """Draw the rewards of all seeds, step by step."""
    curves = {}
    for seed in seeds:
        rows = read_curves(out / f"seed-{seed}" / "grpo" / CURVES_FILE)
        steps = [float(row["step"]) for row in rows]
        curves[f"seed {seed}"] = list(zip(steps, averages(row["reward"] for row in rows), strict=True))
    title = "Share of GRPO's completions that pass, mean of the last five steps"
    write_text(out / "curves.svg", line_chart(curves, title) + "\n")


def main() -> None:
    """Run every seed, and write the numbers and the curves."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--out", type=Path, default=Path("train-demo-out"))
    parser.add_argument("--small", action="store_true", help="a few completions: does everything run?")
    args = parser.parse_args()
    size = SMALL if args.small else FULL
    torch.set_num_threads(1)  # so small a model is slower on more, and the judge needs a processor too
    device = torch.cuda.get_device_name() if torch.cuda.is_available() else "CPU"
    machine = {
        "date": time.strftime("%Y-%m-%d"),
        "device": device,
        "cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "load_before": os.getloadavg()[0],
    }
    print(f"on {machine}: {asdict(size)}")
    runs = [run_seed(args.out / f"seed-{seed}", size, seed) for seed in args.seeds]
    results = {"size": asdict(size), "runs": runs, "measured": machine}
    write_text(args.out / "results.json", json.dumps(results, indent=2) + "\n")
    write_curves(args.out, args.seeds)


if __name__ == "__main__":
    main()
