"""Record what `tiny` writes, for `kodenv demo`: held-out tasks, and its completions, right and wrong as they come.

The same version of the packages and the same processor give the same rows; another processor may round otherwise.

Run: python examples/tiny/record_tiny.py --out kodenv/data
"""

import argparse
import dataclasses
from pathlib import Path

import torch
from tasks import draw

from kodenv import Triplet
from kodenv.policy import Request, SamplingParams
from kodenv.rollout import plan_requests
from kodenv.store import write_rows
from policies.tiny import open_tiny

SEED = 20260
QUESTIONS, SAMPLES = 120, 8
PARAMS = SamplingParams(temperature=1.0, max_tokens=176)
LIMITS = {"timeout_s": 2}  # a program of tiny's may be endless; a reference takes milliseconds


def requests(triplets: list[Triplet]) -> list[Request]:
    """Return what tiny is asked: every question, SAMPLES times, each with its own seed."""
    return [request for _, request in plan_requests(triplets, lambda _: range(SAMPLES), seed=SEED, params=PARAMS)]


def main(out: Path) -> None:
    """Draw, sample, write."""
    torch.set_num_threads(1)  # sums are added in one order
    triplets = [dataclasses.replace(one, limits=LIMITS) for one in draw(QUESTIONS, SEED, held_out=True)]
    asked = requests(triplets)
    with open_tiny() as policy:
        said = dict(policy.sample(asked))
    rows = (
        {
            "question_id": request.question_id,
            "sample_index": request.sample_index,
            "completion": said[request.index].text,
            "finish_reason": said[request.index].finish_reason,
        }
        for request in asked
    )
    write_rows(out / "tiny_triplets.jsonl.gz", (triplet.to_row() for triplet in triplets))
    write_rows(out / "tiny_completions.jsonl.gz", rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    main(parser.parse_args().out)
