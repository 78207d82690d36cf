"""What TRL's trainers are given: rewards and the multi-turn environment.

``trl grpo --reward_funcs policies.trl_rewards.unit_test_reward`` needs no Python; the options of
:class:`UnitTestReward` do. Nothing here imports TRL.
"""

from collections.abc import Sequence
from typing import Any

from policies.code_environment import CodeEnvironment
from policies.format_reward import format_reward
from policies.reward_rows import Text
from policies.unit_test_reward import LogExtra, LogMetric, UnitTestReward

__all__ = ["CodeEnvironment", "UnitTestReward", "format_reward", "kodcode_reward", "unit_test_reward"]

_ALL_TESTS_PASS = UnitTestReward()
_KODCODE = UnitTestReward(reward="kodcode", name="kodcode_reward")


async def unit_test_reward(
    completions: Sequence[Text],
    *,
    prompts: Sequence[Text] | None = None,
    log_extra: LogExtra | None = None,
    log_metric: LogMetric | None = None,
    **columns: Any,
) -> list[float | None]:
    """Return 1.0 for a completion that passes all its tests, 0.0 for one that does not, None where unjudged.

    See :class:`UnitTestReward`, whose defaults these are, for the arguments.
    """
    return await _ALL_TESTS_PASS(completions, prompts=prompts, log_extra=log_extra, log_metric=log_metric, **columns)


async def kodcode_reward(
    completions: Sequence[Text],
    *,
    prompts: Sequence[Text] | None = None,
    log_extra: LogExtra | None = None,
    log_metric: LogMetric | None = None,
    **columns: Any,
) -> list[float | None]:
    """Return KodCode's reward: -1.1 without a program, +0.1 for one that fails, +1.1 for one that passes."""
    return await _KODCODE(completions, prompts=prompts, log_extra=log_extra, log_metric=log_metric, **columns)
