"""The reward for verl: ``custom_reward_function.path=.../verl_reward.py``, function ``compute_score``."""

import hashlib
from collections.abc import Mapping
from typing import Any

from kodenv.errors import ConfigError, DataError, SandboxUnavailable, unknown_name
from kodenv.extract import extract_for
from kodenv.layouts.verl import read_verl
from kodenv.records import Status, Triplet
from kodenv.rewards import REWARDS
from policies.reward_pool import POOLS, PoolSettings


def compute_score(
    data_source: str,
    solution_str: str,
    ground_truth: str,
    extra_info: Mapping[str, Any] | None = None,
    *,
    reward: str = "all_tests_pass",
    workers: int | None = None,
    unscored: float | None = None,
) -> dict[str, Any]:
    """Return verl's row of one reply: ``score``, and beside it ``status``, ``passed``, ``total`` and ``solved``.

    Args:
        data_source: The row's, kept for messages.
        solution_str: The reply's raw text.
        ground_truth: JSON text of one of the forms that :mod:`kodenv.layouts.verl` reads.
        extra_info: The row's.
        reward: A name from :data:`kodenv.rewards.REWARDS`.
        workers: Programs at a time; None: this process's share of the processors.
        unscored: The score of a reply that could not be judged. verl has no word for "unknown": by default nothing is
            made up, and an error ends the run.

    Raises:
        ConfigError: If the reward is unknown.
        DataError: If the row cannot be read.
        SandboxUnavailable: If the reply could not be judged and ``unscored`` is None.
    """
    if reward not in REWARDS:
        raise ConfigError(unknown_name("reward", reward, REWARDS))
    triplet = _triplet(data_source, ground_truth, extra_info or {})
    program = extract_for(triplet, solution_str).program
    (verdict,) = POOLS.judge_many(PoolSettings(workers=workers), [(triplet, program)])
    score = unscored if verdict.status is Status.UNSCORED else REWARDS[reward](verdict)
    if score is None:
        raise SandboxUnavailable(f"{triplet.question_id}: not judged: {verdict.message}; run kodenv doctor")
    return {
        "score": score,
        "status": str(verdict.status),
        "passed": verdict.passed,
        "total": verdict.total,
        "solved": verdict.solved,
    }


def _triplet(data_source: str, ground_truth: str, extra_info: Mapping[str, Any]) -> Triplet:
    where = f"{data_source} {extra_info.get('split', '')} {extra_info.get('index', '')}".strip()
    if not isinstance(ground_truth, str):
        raise DataError(f"{where}: expected JSON text in ground_truth, got {ground_truth!r:.80}; convert the rows")
    row = {
        "data_source": data_source,
        # The question is not part of what judges a reply, and verl does not hand it over.
        "prompt": [{"role": "user", "content": "(not given)"}],
        "reward_model": {"style": "rule", "ground_truth": ground_truth},
        "extra_info": {"index": hashlib.sha256(ground_truth.encode()).hexdigest()[:16], **extra_info},
    }
    return Triplet.from_row(read_verl(row, where), where)
