"""KodCode's recorded run behind the OpenAI protocol: which recorded reply belongs to which of our requests.

Our prompts are not theirs, so a request is told by what it is for: a question's number by its sampling seed, an attempt
by its sampling seed too (the solver's seeds are a function of run seed, question and trial). What was never recorded is
answered with an empty reply.
"""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openai_server import Answer, Asked

from kodenv.seeding import derive_seed

ATTEMPTS = 3
SUBSETS = {"prefill": "Prefill", "algorithm": "Algorithm"}


def read_rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def said(row: dict[str, Any]) -> str:
    return str(row["messages"][-1]["content"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One of the recorded runs.

    Attributes:
        name: ``prefill`` or ``algorithm``.
        questions: Raw replies with a question, in order.
        attempts: Per question's number, its raw replies with a solution and tests; missing where none were recorded.
        triplets: What KodCode accepted, by the question's number (the instruct rows).
        completions: Raw replies that word an accepted question as a completion prompt, by the question's number.
    """

    name: str
    questions: tuple[str, ...]
    attempts: dict[int, tuple[str, ...]]
    triplets: dict[int, dict[str, Any]]
    completions: dict[int, str]


def read_recorded(data: Path, name: str) -> Recorded:
    folder = data / "kodcode_demo" / name
    attempts: dict[int, list[str]] = {}
    for trial in range(ATTEMPTS):
        for row in read_rows(folder / f"solution_test_responses_{trial}.jsonl.gz"):
            attempts.setdefault(row["metadata"]["row_id"], []).append(said(row))
    triplets = [row for row in read_rows(folder / "triplets.jsonl.gz") if row["question_id"].endswith("_I")]
    worded = {
        row["metadata"]["instruction"]: said(row) for row in read_rows(folder / "complete_style_responses.jsonl.gz")
    }
    return Recorded(
        name=name,
        questions=tuple(said(row) for row in read_rows(folder / "question_responses.jsonl.gz")),
        attempts={number: tuple(texts) for number, texts in attempts.items()},
        triplets={row["metadata"]["row_id"]: row for row in triplets},
        completions={row["metadata"]["row_id"]: worded[row["question"]] for row in triplets},
    )


def _as_sent(seed: int) -> int:
    """Return a seed as the client sends it: servers take 31 bits."""
    return seed & 0x7FFFFFFF


def script_of(recorded: Recorded, seed: int, damage: Callable[[Asked], Answer | None] = lambda asked: None):
    """Return what the server answers; ``damage`` may answer first, with something else."""
    name = SUBSETS[recorded.name]
    replies: dict[int, str] = {}
    for number, text in enumerate(recorded.questions):
        replies[_as_sent(derive_seed("synth", name, seed, number))] = text
        question_id = f"{name}_{seed}_{number:08d}_I"
        replies[_as_sent(derive_seed("complete", question_id))] = recorded.completions.get(number, "")
        for trial in range(ATTEMPTS):
            texts = recorded.attempts.get(number, ())
            own = derive_seed("synth attempt", seed, question_id, trial, 0)
            replies[_as_sent(own)] = texts[trial] if texts else ""

    def script(asked: Asked) -> Answer:
        return damage(asked) or Answer(text=replies[asked.body["seed"]])

    return script
