"""GRPO with TRL's own trainer and our reward: on a GPU with a model of the Hub, without one with the bundled tiny.

`kodenv train grpo CONFIG.toml` does the same from a file, and goes on where it was stopped; take this where you
need TRL's trainer in your hands.

Run: python examples/grpo.py
"""

import argparse
import json

import torch
from datasets import Dataset
from transformers import AutoModelForCausalLM, AutoTokenizer
from trl import GRPOConfig, GRPOTrainer

from kodenv import load_triplets
from kodenv.prompts import question_text
from policies.tiny import tiny_path
from policies.trl_rewards import UnitTestReward

GPU_MODEL = "Qwen/Qwen2.5-Coder-1.5B-Instruct"


def main(model: str, triplets: str | None, steps: int, group: int, questions: int) -> None:
    """Train, and print each step's reward."""
    gpu = torch.cuda.is_available()
    path = str(tiny_path()) if model == "tiny" else model
    rows = [
        {
            "prompt": [{"role": "user", "content": question_text(triplet)}],
            "triplet": json.dumps(triplet.to_row()),  # what the reward reads; the model never sees it
        }
        for triplet in load_triplets(triplets)
    ]
    options = GRPOConfig(
        output_dir="grpo-out",
        max_steps=steps,
        num_generations=group,
        generation_batch_size=group * questions,
        per_device_train_batch_size=group,
        gradient_accumulation_steps=questions,
        max_completion_length=1024 if gpu else 32,
        mask_truncated_completions=True,
        learning_rate=1e-6,
        logging_steps=1,
        save_strategy="no",
        report_to=[],
        use_cpu=not gpu,
        bf16=gpu,
    )
    trainer = GRPOTrainer(
        model=AutoModelForCausalLM.from_pretrained(path, dtype=torch.bfloat16 if gpu else torch.float32),
        processing_class=AutoTokenizer.from_pretrained(path),
        reward_funcs=[UnitTestReward(reward="kodcode")],
        args=options,
        train_dataset=Dataset.from_list(rows),
    )
    trainer.train()
    for row in trainer.state.log_history:
        if "reward" in row:
            judged_s, step_s = row["unit_test_reward/judge_s"], row["step_time"]
            print(f"reward {row['reward']:+.3f}, judged in {judged_s:.2f} s of {step_s:.2f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    on_gpu = torch.cuda.is_available()
    parser.add_argument("--model", default=GPU_MODEL if on_gpu else "tiny")
    parser.add_argument("--triplets", help="rows of any known layout; default: the bundled ones")
    parser.add_argument("--steps", type=int, default=100 if on_gpu else 2)
    parser.add_argument("--group", type=int, default=8 if on_gpu else 2)
    parser.add_argument("--questions", type=int, default=16 if on_gpu else 2)
    args = parser.parse_args()
    main(args.model, args.triplets, args.steps, args.group, args.questions)
