"""Multi-turn coding for TRL's ``environment_factory``: a model tries programs on the visible cases, then submits."""

import logging
from collections.abc import Mapping
from typing import Any

from kodenv.errors import ConfigError
from kodenv.extract import extract_for
from kodenv.prompts import MESSAGE_MAX_CHARS
from kodenv.records import Case, CaseStatus, Status, Triplet, Verdict
from kodenv.rewards import RewardFunction, resolve_reward
from policies.reward_pool import POOLS, PoolSettings
from policies.reward_rows import triplets_of
from policies.unit_test_reward import BROKEN, unscored

_HELD = (CaseStatus.PASSED, CaseStatus.XFAILED)
_LOGGER = logging.getLogger(__name__)
_NO_PROGRAM = Verdict(status=Status.NO_PROGRAM, message="nothing was submitted")


class CodeEnvironment:
    """One rollout's task: ``environment_factory=CodeEnvironment``, or a ``functools.partial`` of it with options.

    The model is given two tools, :meth:`run_tests` and :meth:`submit`. What it reads back is only ever about visible
    cases; whether hidden ones hold decides the reward and is told nobody. TRL keeps instances and uses them again;
    :meth:`reset` clears one.
    """

    def __init__(
        self,
        *,
        reward: str | RewardFunction = "all_tests_pass",
        max_runs: int = 4,
        max_chars: int = 2_000,
        shown_cases: int = 1,
        workers: int | None = None,
        timeout_s: float | None = None,
        memory_mb: int | None = None,
        isolation: str = "auto",
        allow_weak_sandbox: bool = False,
        cache: bool = True,
    ) -> None:
        """Check the settings; nothing starts before the first tool call.

        Args:
            reward: Of the submitted program: a name from :data:`kodenv.rewards.REWARDS` or a function of a verdict.
            max_runs: Calls of ``run_tests`` in a rollout.
            max_chars: Longest answer of a tool, in code points.
            shown_cases: Where a triplet does not say which cases are visible, so many of the first ones are.
            workers: Programs at a time; None: this process's share of the processors.
            timeout_s: Wall seconds per verdict; None: the triplet's own limit, else the judge's default.
            memory_mb: Mebibytes per program; None likewise.
            isolation: ``auto``, ``split`` or ``shared``.
            allow_weak_sandbox: Judge even where the machine cannot isolate well.
            cache: Read and write the local store of verdicts.

        Raises:
            ConfigError: If an argument cannot be used.
        """
        bounds = (("max_runs", max_runs, 0), ("shown_cases", shown_cases, 0), ("max_chars", max_chars, 80))
        for name, value, least in bounds:
            if value < least:
                raise ConfigError(f"{name}: expected {least} or more, got {value!r}; raise it")
        self._reward = resolve_reward(reward)
        self._max_runs, self._max_chars, self._shown_cases = max_runs, max_chars, shown_cases
        self._pool = PoolSettings(
            workers=workers,
            timeout_s=timeout_s,
            memory_mb=memory_mb,
            isolation=isolation,
            allow_weak_sandbox=allow_weak_sandbox,
            cache=cache,
        )
        self._triplet: Triplet | None = None
        self._runs = 0
        self._verdict: Verdict | None = None

    def reset(self, **row: Any) -> None:
        """Take the rollout's row of the dataset; see :func:`policies.reward_rows.triplets_of` for its columns.

        Raises:
            DataError: If the row is not a triplet.
        """
        (self._triplet,) = triplets_of(_as_columns(row), [row.get("prompt") or ""], 1)
        self._runs, self._verdict = 0, None

    def run_tests(self, program: str) -> str:
        """Run your program on the visible test cases.

        Args:
            program: The whole program as Python source.

        Returns:
            What each visible case said.
        """
        triplet = self._task()
        if self._verdict is not None:
            return "You submitted already."
        if self._runs >= self._max_runs:
            return "No runs are left. Call submit."
        self._runs += 1
        verdict = self._judge(triplet, program)
        left = self._max_runs - self._runs
        last = f"{left} runs left." if left else "No runs are left. Call submit."
        return f"{_cut(self._report(triplet, verdict), self._max_chars - len(last) - 1)}\n{last}"

    def submit(self, program: str) -> str:
        """Hand in your final program. It is graded on all test cases; only the first submission counts.

        Args:
            program: The whole program as Python source.

        Returns:
            That it was received.
        """
        triplet = self._task()
        if self._verdict is not None:
            return "You submitted already."
        self._verdict = self._judge(triplet, program)
        return "Submitted."

    def get_reward(self) -> float | None:
        """Return what the submission is worth, None where it could not be judged."""
        verdict = _NO_PROGRAM if self._verdict is None else self._verdict
        return None if verdict.status is Status.UNSCORED else self._reward(verdict)

    def _task(self) -> Triplet:
        if self._triplet is None:
            raise ConfigError("CodeEnvironment: expected a task, got none; call reset(**row) first")
        return self._triplet

    def _judge(self, triplet: Triplet, program: str) -> Verdict:
        try:
            (verdict,) = POOLS.judge_many(self._pool, [(triplet, extract_for(triplet, program).program)])
        except BROKEN as error:
            _LOGGER.warning("CodeEnvironment: %s: not judged: %s", triplet.question_id, error)
            POOLS.forget(self._pool)
            return unscored(str(error))
        return verdict

    def _report(self, triplet: Triplet, verdict: Verdict) -> str:
        if verdict.status is Status.UNSCORED:
            return "The tests could not be run; this says nothing about the program."
        if verdict.status is Status.NO_PROGRAM:
            return "No program was found; give Python source."
        shown = self._visible(triplet, verdict)
        if not shown:
            return "This task has no visible cases."
        held = [case for case in shown if case.status in _HELD]
        lines = [f"{len(held)} of {len(shown)} visible cases passed."]
        for case in shown:
            if case.status not in _HELD:
                lines.append(f"- {case.id}: {case.status}")
                if case.message:
                    lines.append(_cut(case.message, MESSAGE_MAX_CHARS))
        return "\n".join(lines)

    def _visible(self, triplet: Triplet, verdict: Verdict) -> list[Case]:
        if triplet.visible_cases is None:
            return list(verdict.cases[: self._shown_cases])
        marked = frozenset(triplet.visible_cases)
        return [case for case in verdict.cases if case.id in marked]


def _as_columns(row: Mapping[str, Any]) -> dict[str, list[Any]]:
    return {name: [value] for name, value in row.items()}


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: max(0, most - 3)] + "..."
