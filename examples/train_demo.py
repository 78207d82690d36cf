"""The loop closed: tiny → evaluation → reject-sampled SFT → GRPO → evaluation, on procedural tasks, offline.

One seed after the other; what a stage wrote is not made again. It prints a table and writes `results.json` and
`curves.svg`. On a GPU it is the same script; it then says how many tokens and verdicts a second that GPU makes.

Run: python examples/train_demo.py --seeds 0 1 2
"""

import argparse
import itertools
import json
import time
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from tiny.make_tiny import is_held_out

from kodenv import Judge, Triplet, load_triplets
from kodenv.metrics import Tally, estimate_pass_at_k
from kodenv.policy import SamplingParams
from kodenv.rejection import Reason, Rule, select
from kodenv.rollout import Rollout, collect, plan_requests
from kodenv.sft import to_sft_row
from kodenv.store import write_rows
from policies.hf_policy import HfPolicy
from policies.tiny import tiny_path
from policies.training.charts import line_chart
from policies.training.config import DataConfig, GroupConfig, ModelConfig, RewardConfig, TrainConfig
from policies.training.curves import CURVES_FILE, read_curves
from policies.training.run import train
from synth.families.numbers import HEADS
from synth.procedural import generate

SAMPLING = SamplingParams(temperature=1.0, max_tokens=200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much of everything.

    Attributes:
        train: Questions to learn from.
        held_out: Questions to measure on.
        eval_samples: Completions per held-out question.
        samples: Completions per question for reject sampling.
        kept: Of them, solved ones at most per question.
        sft_epochs: Passes over what was kept.
        grpo_steps: Steps of GRPO.
        group: Completions per question and step.
        questions: Questions per step.
    """

    train: int = 160
    held_out: int = 80
    eval_samples: int = 5
    samples: int = 8
    kept: int = 4
    sft_epochs: int = 3
    grpo_steps: int = 50
    group: int = 8
    questions: int = 8


FULL = Size()
SMALL = Size(train=4, held_out=3, eval_samples=2, samples=4, sft_epochs=1, grpo_steps=1, group=4, questions=2)


def draw(count: int, seed: int, *, held_out: bool) -> list[Triplet]:
    """Return easy tasks of the families that tiny knows, held out from its training or not."""
    # Of all tasks about one in six is easy and in prose; tasks of two seeds have nothing in common.
    fitting = (
        triplet
        for triplet in generate(40 * count + 400, seed, families=tuple(HEADS))
        if (triplet.difficulty, triplet.style) == ("easy", "instruct") and is_held_out(triplet.question_id) is held_out
    )
    return list(itertools.islice(fitting, count))


def sample(model: Path, triplets: list[Triplet], n: int, seed: int) -> list[Rollout]:
    """Return n judged completions per question, in order."""
    planned = plan_requests(triplets, lambda _: range(n), seed=seed, params=SAMPLING)
    with HfPolicy(str(model), batch=64) as policy, Judge() as judge:
        return [rollout for _, rollout in sorted(collect(planned, policy, judge), key=lambda pair: pair[0])]


def evaluate(name: str, model: Path, triplets: list[Triplet], size: Size, seed: int) -> dict[str, Any]:
    """Return pass@1 on the held-out questions with its interval."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for rollout in sample(model, triplets, size.eval_samples, seed):
        tallies[rollout.question_id] = tallies[rollout.question_id].add(str(rollout.verdict.status))
    row = estimate_pass_at_k(tallies.values(), 1).to_row()
    low, high = row["interval"]
    print(f"  {name:14} pass@1 {row['value']:6.1%}  [{low:.1%}, {high:.1%}]", flush=True)
    return {"stage": name, **row}


def write_sft(out: Path, model: Path, triplets: list[Triplet], size: Size, seed: int) -> int:
    """Sample, keep what passes, write the set, and return its rows."""
    rule = Rule(keep="solved", choose="first", max_per_question=size.kept)
    rows = []
    rollouts = sample(model, triplets, size.samples, seed)
    for _, group in itertools.groupby(rollouts, key=lambda rollout: rollout.question_id):
        together = list(group)
        for rollout, reason in zip(together, select(together, rule), strict=True):
            if reason is Reason.KEPT:
                rows.append(to_sft_row(rollout, "prompt-completion"))
    return write_rows(out, rows)


def common(seed: int) -> dict[str, Any]:
    """Return the trainer's options that both stages share."""
    gpu = torch.cuda.is_available()
    return {"seed": seed, "use_cpu": not gpu, "bf16": gpu, "gradient_checkpointing": False, "warmup_steps": 2}


def sft_config(data: Path, size: Size, seed: int) -> TrainConfig:
    """Return the fine-tuning of tiny on what it solved itself."""
    options = {"num_train_epochs": size.sft_epochs, "per_device_train_batch_size": 32, "learning_rate": 3e-4}
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
        reward=RewardConfig(), groups=GroupConfig(), trainer={**common(seed), **options}, where="train_demo: trainer",
    )  # fmt: skip


def run_seed(folder: Path, size: Size, seed: int) -> dict[str, Any]:
    """Run the loop once and return its numbers."""
    print(f"seed {seed}", flush=True)
    begin = time.perf_counter()
    folder.mkdir(parents=True, exist_ok=True)
    learn, held = folder / "train.jsonl", folder / "held-out.jsonl"
    if not held.exists():
        write_rows(learn, (triplet.to_row() for triplet in draw(size.train, 2 * seed, held_out=False)))
        write_rows(held, (triplet.to_row() for triplet in draw(size.held_out, 2 * seed + 1, held_out=True)))
    triplets, tests = load_triplets(learn), load_triplets(held)
    stages = [evaluate("tiny", tiny_path(), tests, size, seed)]
    if not (folder / "sft.jsonl").exists():
        write_sft(folder / "sft.jsonl", tiny_path(), triplets, size, seed)
    train(sft_config(folder / "sft.jsonl", size, seed), folder / "sft")
    stages.append(evaluate("after SFT", folder / "sft" / "model", tests, size, seed))
    result = train(grpo_config(folder / "sft" / "model", learn, size, seed), folder / "grpo")
    stages.append(evaluate("after GRPO", folder / "grpo" / "model", tests, size, seed))
    pace = result["measured"]
    print(
        f"  GRPO: {pace['train_s'] / result['steps']:.2f} s a step, {pace['tokens_per_s']:.0f} tokens/s, "
        f"{pace['verdicts_per_s']:.1f} verdicts/s, reward {pace['reward_share']:.1%} of the time; "
        f"all in all {time.perf_counter() - begin:.0f} s",
        flush=True,
    )
    return {"seed": seed, "stages": stages, "grpo": result}


def main() -> None:
    """Run every seed, and write the numbers and the curves."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--out", type=Path, default=Path("train-demo-out"))
    parser.add_argument("--small", action="store_true", help="a few completions: does everything run?")
    args = parser.parse_args()
    size = SMALL if args.small else FULL
    torch.set_num_threads(1 if args.small else torch.get_num_threads())
    print(f"on {torch.cuda.get_device_name() if torch.cuda.is_available() else 'the CPU'}: {asdict(size)}")
    runs = [run_seed(args.out / f"seed-{seed}", size, seed) for seed in args.seeds]
    (args.out / "results.json").write_text(json.dumps({"size": asdict(size), "runs": runs}, indent=2) + "\n")
    curves = {
        f"seed {seed}": [
            (row["step"], row["reward"]) for row in read_curves(args.out / f"seed-{seed}" / "grpo" / CURVES_FILE)
        ]
        for seed in args.seeds
    }
    (args.out / "curves.svg").write_text(line_chart(curves, "Mean reward of GRPO's completions by step") + "\n")


if __name__ == "__main__":
    main()
