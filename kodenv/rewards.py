"""Verdict → reward: pure functions. ``None`` means that the judge could not decide, never "wrong"."""

import math
from collections.abc import Callable

from kodenv.errors import ConfigError, unknown_name
from kodenv.records import Case, CaseStatus, Status, Verdict

RewardFunction = Callable[[Verdict], float | None]

_HELD = (CaseStatus.PASSED, CaseStatus.XFAILED)


def all_tests_pass(verdict: Verdict) -> float | None:
    """Reward 1.0 if every case passed, 0.0 if not, None if the judge could not decide."""
    return None if verdict.status is Status.UNSCORED else float(verdict.solved)


def fraction_passed(verdict: Verdict) -> float | None:
    """Reward the share of cases that passed, None if the judge could not decide.

    1.0 means solved and nothing else: where every case held and the run was refused all the same
    (an exit trick, say), the cases are no evidence and the reward is 0.0.
    """
    if verdict.status is Status.UNSCORED:
        return None
    if verdict.solved:
        return 1.0
    return verdict.passed / verdict.total if verdict.passed < verdict.total else 0.0


def weighted_by_kill(verdict: Verdict) -> float | None:
    """Reward the cases that passed, each by the share of wrong programs it catches.

    The weights are the certificate's, carried by the verdict's cases; a case the certificate gives
    none counts for nothing, and without any weight this is :func:`fraction_passed`. So it is when an
    unsolved program holds every case that has a weight: 1.0 means solved and nothing else.
    """
    if verdict.status is Status.UNSCORED:
        return None
    whole = sum(_weight(case) for case in verdict.cases)
    held = sum(_weight(case) for case in verdict.cases if case.status in _HELD)
    if verdict.solved:
        return 1.0
    return held / whole if held < whole else fraction_passed(verdict)


def points_share(verdict: Verdict) -> float | None:
    """Reward the share of the points that were won, where the triplet says what its subtasks or its cases are worth.

    A subtask's points go to a program that passes every case of it, a case's to one that passes the case.
    Without points every case is worth the same: :func:`fraction_passed`. So it is when an unsolved program holds every
    case that is worth something: 1.0 means solved and nothing else.
    """
    if verdict.status is Status.UNSCORED:
        return None
    won, whole = _points(verdict)
    if verdict.solved:
        return 1.0
    return won / whole if won < whole else fraction_passed(verdict)


def _points(verdict: Verdict) -> tuple[float, float]:
    """Return the points that were won, and those that could be."""
    if verdict.subtasks:
        return math.fsum(one.won for one in verdict.subtasks), math.fsum(one.points for one in verdict.subtasks)
    held = (case.points or 0.0 for case in verdict.cases if case.status in _HELD)
    return math.fsum(held), math.fsum(case.points or 0.0 for case in verdict.cases)


def kodcode(verdict: Verdict) -> float | None:
    """Reward -1.1 for an answer without a program, +0.1 for one that fails, +1.1 for one that passes.

    Source: the reward of KodCode's GRPO experiments (KodCode-AI/kodcode on GitHub).
    """
    if verdict.status is Status.UNSCORED:
        return None
    if verdict.status is Status.NO_PROGRAM:
        return -1.1
    return 1.1 if verdict.solved else 0.1


REWARDS: dict[str, RewardFunction] = {
    "all_tests_pass": all_tests_pass,
    "fraction_passed": fraction_passed,
    "weighted_by_kill": weighted_by_kill,
    "points_share": points_share,
    "kodcode": kodcode,
}


_OF_EVERY_CASE = (fraction_passed, weighted_by_kill, points_share)


def check_stop_early(reward: RewardFunction, stop_early: bool) -> bool:
    """Return ``stop_early``, unless the reward pays for cases that would not be run.

    Raises:
        ConfigError: If it does.
    """
    if stop_early and reward in _OF_EVERY_CASE:
        raise ConfigError(
            f"stop_early: expected a reward that only asks whether a program passes, got {reward.__name__!r}, "
            "which needs every case; take all_tests_pass or kodcode"
        )
    return stop_early


def resolve_reward(reward: str | RewardFunction) -> RewardFunction:
    """Return the reward function of that name, or the callable itself.

    Raises:
        ConfigError: If the name is unknown, or it is neither a name nor a callable.
    """
    if isinstance(reward, str):
        if reward not in REWARDS:
            raise ConfigError(unknown_name("reward", reward, REWARDS))
        return REWARDS[reward]
    if not callable(reward):
        names = ", ".join(REWARDS)
        raise ConfigError(f"reward: expected a name or a function of a verdict, got {reward!r}; choose one of {names}")
    return reward


def _weight(case: Case) -> float:
    return case.weight or 0.0
