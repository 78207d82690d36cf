"""``ablate filtering``: rollouts of a finished run → three matched SFT sets, how alike they are, and configs."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from kodenv.errors import ConfigError, DataError
from kodenv.jsonrows import parse_row
from kodenv.matching import ARMS, Bounds, Pair, Reply, balance, pair_up
from kodenv.responses.counting import count_tokens
from kodenv.rollout import Rollout
from kodenv.runs import write_text
from kodenv.sft import to_sft_row
from kodenv.store import write_rows
from kodenv.summary import UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """What the three training configs have in common.

    Attributes:
        model: The model that is trained.
        learning_rate: OpenCodeReasoning's 5e-5 by default, chosen from five.
        epochs: Passes over a set.
        max_length: Longest example, in the model's tokens.
        seeds: One config for each set and seed: a difference between sets means little without one between seeds.
    """

    model: str = "Qwen/Qwen2.5-7B-Instruct"
    learning_rate: float = 5e-5
    epochs: int = 3
    max_length: int = 32_768
    seeds: tuple[int, ...] = (0, 1, 2)


@dataclass(slots=True, kw_only=True)
class Found:
    """What one pass over the rollouts keeps: the pairs, and what cannot be in any."""

    pairs: list[Pair]
    questions: int = 0
    rollouts: int = 0
    unusable: int = 0
    without_both: int = 0


def find_pairs(path: Path, bounds: Bounds, seed: int) -> Found:
    """Read the rollouts once and pair them up, question by question; memory holds places and lengths only.

    UNSCORED and truncated replies, and those with a defect of form, are in no set.

    Raises:
        ConfigError: If the file cannot be read.
        DataError: If a row is no rollout.
    """
    found = Found(pairs=[])
    for question_id, group in groupby(_located(path), key=lambda item: item[1]["question_id"]):
        replies = [reply for place, row in group for reply in _usable(place, row, found)]
        found.questions += 1
        pairs = pair_up(question_id, replies, bounds, seed)
        found.without_both += not pairs
        found.pairs += pairs
    found.pairs = balance(found.pairs, bounds)
    return found


def _located(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with open(path, "rb") as file:
        place = 0
        for number, line in enumerate(file, 1):
            where = f"{path}:{number}"
            row = parse_row(line.decode(), where)
            for name in ("question_id", "status", "solved", "completion"):
                if name not in row:
                    raise DataError(
                        f"{where}: $.{name}: expected a rollout's column, got none; name a folder of sample"
                    )
            yield place, row
            place += len(line)


def _usable(place: int, row: Mapping[str, Any], found: Found) -> Iterator[Reply]:
    found.rollouts += 1
    if row["status"] == "UNSCORED" or row.get("finish_reason") == "length" or row.get("defects"):
        found.unusable += 1
        return
    yield Reply(place=place, tokens=count_tokens(row["completion"]), correct=bool(row["solved"]))


def write_sets(path: Path, found: Found, layout: str, out: Path) -> None:
    """Write each arm's set, the same questions in the same order, as ``ARM/sft.jsonl`` and ``ARM/sft.parquet``."""
    for arm in ARMS:
        for ending in ("jsonl", "parquet"):
            write_rows(out / arm / f"sft.{ending}", _rows(path, found.pairs, arm, layout))


def _rows(path: Path, pairs: Iterable[Pair], arm: str, layout: str) -> Iterator[dict[str, Any]]:
    with open(path, "rb") as file:
        for pair in pairs:
            yield to_sft_row(Rollout.from_row(_row_at(file, pair.of(arm).place), str(path)), layout)


def _row_at(file: IO[bytes], place: int) -> dict[str, Any]:
    file.seek(place)
    row: dict[str, Any] = json.loads(file.readline())
    return row


def describe_match(path: Path, found: Found) -> dict[str, Any]:
    """Return how alike the sets are: counts, difficulties, tokens, and the standardised difference of their logarithm.

    Beside them the same numbers without matching, which is what a plain filter would have trained on.
    """
    arms = {arm: _describe_arm(path, found.pairs, arm) for arm in ARMS}
    logs = {arm: [math.log(max(pair.of(arm).tokens, 1)) for pair in found.pairs] for arm in ARMS}
    return {
        "questions": found.questions,
        "rollouts": found.rollouts,
        "left_out": {"unusable_rollouts": found.unusable, "questions_without_both_kinds": found.without_both},
        "pairs": len(found.pairs),
        "sets": arms,
        "token_differences": {
            f"{arm} against {other}": _standardised(logs[arm], logs[other])
            for arm, other in (("correct", "incorrect"), ("unfiltered", "correct"), ("unfiltered", "incorrect"))
        },
        "without_matching": _describe_plain(path),
    }


def _describe_arm(path: Path, pairs: Sequence[Pair], arm: str) -> dict[str, Any]:
    questions: set[str] = set()
    difficulties: Counter[str] = Counter()
    with open(path, "rb") as file:
        for pair in pairs:
            row = _row_at(file, pair.of(arm).place)
            questions.add(row["question_id"])
            difficulties[row.get("difficulty") or UNKNOWN] += 1
    tokens = sorted(pair.of(arm).tokens for pair in pairs)
    return {
        "rows": len(pairs),
        "questions": len(questions),
        "correct": sum(pair.of(arm).correct for pair in pairs),
        "difficulties": dict(sorted(difficulties.items())),
        **_lengths(tokens),
    }


def _describe_plain(path: Path) -> dict[str, Any]:
    nothing = Found(pairs=[])
    tokens: dict[str, list[int]] = {arm: [] for arm in ARMS}
    questions: dict[str, set[str]] = {arm: set() for arm in ARMS}
    for place, row in _located(path):
        for reply in _usable(place, row, nothing):
            for arm in ("unfiltered", "correct" if reply.correct else "incorrect"):
                tokens[arm].append(reply.tokens)
                questions[arm].add(row["question_id"])
    return {
        arm: {"rows": len(tokens[arm]), "questions": len(questions[arm]), **_lengths(sorted(tokens[arm]))}
        for arm in ARMS
    }


def _lengths(tokens: Sequence[int]) -> dict[str, Any]:
    count = len(tokens)
    return {
        "tokens": sum(tokens),
        "tokens_mean": round(sum(tokens) / count, 1) if count else None,
        "tokens_median": tokens[count // 2] if count else None,
    }


def _standardised(ours: Sequence[float], theirs: Sequence[float]) -> float | None:
    """Return the difference of means over the pooled standard deviation; below 0.1 counts as balanced.

    Source: Austin 2009, Statistics in Medicine 28(25), section 3.
    """
    if len(ours) < 2:
        return None
    means = [sum(values) / len(values) for values in (ours, theirs)]
    variances = [
        sum((value - mean) ** 2 for value in values) / (len(values) - 1)
        for values, mean in zip((ours, theirs), means, strict=True)
    ]
    spread = math.sqrt(sum(variances) / 2)
    return round((means[0] - means[1]) / spread, 4) + 0.0 if spread else 0.0


def write_configs(out: Path, training: Training) -> list[Path]:
    """Write a config of ``kodenv train sft`` for each set and seed, equal but for the set and the seed.

    The sets' paths are the output folder's as it was given.

    Raises:
        ConfigError: If a value cannot be used.
    """
    if training.epochs < 1 or training.max_length < 1 or not training.learning_rate > 0 or not training.seeds:
        raise ConfigError(f"training: expected positive numbers and a seed, got {asdict(training)!r}; change them")
    paths = []
    for arm in ARMS:
        for seed in training.seeds:
            path = out / "train" / f"{arm}-{seed}.toml"
            write_text(path, _config(out / arm / "sft.parquet", training, seed))
            paths.append(path)
    return paths


def _config(dataset: Path, training: Training, seed: int) -> str:
    tables: dict[str, dict[str, Any]] = {
        "model": {"name": training.model, "dtype": "bfloat16"},
        "data": {"path": str(dataset)},
        "trainer": {
            "learning_rate": training.learning_rate,
            "lr_scheduler_type": "cosine",
            "num_train_epochs": training.epochs,
            "max_length": training.max_length,
            "seed": seed,
        },
    }
    # JSON's texts and numbers are TOML's.
    parts = (
        f"[{name}]\n" + "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())
        for name, values in tables.items()
    )
    return "\n".join(parts)
