"""The reward of TRL's trainers: a completion is worth what its unit tests say."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from typing import Any

from kodenv.errors import ConfigError, SandboxUnavailable
from kodenv.extract import extract_for
from kodenv.records import Status, Triplet, Verdict
from kodenv.rewards import RewardFunction, resolve_reward
from policies.reward_pool import POOLS, PoolSettings
from policies.reward_rows import Text, completion_text, triplets_of

LogExtra = Callable[[str, list[Any]], None]
LogMetric = Callable[[str, float], None]

# What a sandbox that breaks raises; a mistake in the data or in the reward is none of these and ends the training.
BROKEN = (SandboxUnavailable, OSError, MemoryError, CancelledError)
_LOGGER = logging.getLogger(__name__)
_DEFAULT_POOL = PoolSettings()


class UnitTestReward:
    """Judges each completion against its triplet's suite: ``reward_funcs=[UnitTestReward(...)]``.

    A batch goes to the process's pool as a whole, off the trainer's event loop. A completion that could not be
    judged is worth ``None``, which TRL leaves out of its group's mean. It pickles as its settings.

    Attributes:
        name: What its columns and metrics begin with; tells two rewards of one run apart.
    """

    def __init__(
        self,
        *,
        reward: str | RewardFunction = "all_tests_pass",
        workers: int | None = None,
        timeout_s: float | None = None,
        memory_mb: int | None = None,
        isolation: str = "auto",
        allow_weak_sandbox: bool = False,
        cache: bool = True,
        patience: int = 8,
        name: str = "unit_test_reward",
    ) -> None:
        """Check the settings; nothing starts before the first batch.

        Args:
            reward: A name from :data:`kodenv.rewards.REWARDS`, or a function of a verdict (module-level, where it
                is to be pickled).
            workers: Programs at a time; None: this process's share of the processors.
            timeout_s: Wall seconds per verdict; None: the triplet's own limit, else the judge's default.
            memory_mb: Mebibytes per program; None likewise.
            isolation: ``auto``, ``split`` or ``shared``.
            allow_weak_sandbox: Judge even where the machine cannot isolate well.
            cache: Read and write the local store of verdicts.
            patience: So many batches in a row without one verdict end the training: nothing is learned from them.
            name: What its columns and metrics begin with.

        Raises:
            ConfigError: If an argument cannot be used.
        """
        if patience < 1:
            raise ConfigError(f"patience: expected 1 or more, got {patience!r}; leave it out for the default")
        self.name = self.__name__ = name  # TRL asks for __name__ to name its metrics
        self._reward = resolve_reward(reward)
        self._patience, self._without = patience, 0
        self._pool = PoolSettings(
            workers=workers,
            timeout_s=timeout_s,
            memory_mb=memory_mb,
            isolation=isolation,
            allow_weak_sandbox=allow_weak_sandbox,
            cache=cache,
        )

    async def __call__(
        self,
        completions: Sequence[Text],
        *,
        prompts: Sequence[Text] | None = None,
        log_extra: LogExtra | None = None,
        log_metric: LogMetric | None = None,
        **columns: Any,
    ) -> list[float | None]:
        """Return one reward per completion, None where it could not be judged.

        Args:
            completions: Texts, or message lists whose last assistant turn is judged; length N.
            prompts: The prompts, length N; only used where the dataset has no ``question``.
            log_extra: TRL's; gets the columns ``NAME/status`` and ``NAME/cases``.
            log_metric: TRL's; gets ``NAME/pass_rate``, ``NAME/unscored`` and the like.
            columns: The dataset's columns, each of length N; see :func:`policies.reward_rows.triplets_of`.

        Raises:
            DataError: If a row is not a triplet.
            SandboxUnavailable: If ``patience`` batches in a row had no verdict.
        """
        triplets = triplets_of(columns, prompts, len(completions))
        texts = [completion_text(completion) for completion in completions]
        begin = time.perf_counter()
        verdicts = await asyncio.to_thread(self._judge, triplets, texts)
        took_s = time.perf_counter() - begin
        self._count_batch(verdicts)
        if log_extra is not None:
            log_extra(f"{self.name}/status", [str(verdict.status) for verdict in verdicts])
            log_extra(f"{self.name}/cases", [f"{verdict.passed}/{verdict.total}" for verdict in verdicts])
        if log_metric is not None:
            for key, value in metrics_of(verdicts).items():
                log_metric(f"{self.name}/{key}", value)
            log_metric(f"{self.name}/judge_s", took_s)
        return [None if verdict.status is Status.UNSCORED else self._reward(verdict) for verdict in verdicts]

    def _judge(self, triplets: Sequence[Triplet], texts: Sequence[str]) -> list[Verdict]:
        jobs = [(triplet, extract_for(triplet, text).program) for triplet, text in zip(triplets, texts, strict=True)]
        try:
            return POOLS.judge_many(self._pool, jobs)
        except BROKEN as error:
            _LOGGER.warning("%s: %d completions not judged: %s", self.name, len(jobs), error)
            POOLS.forget(self._pool)
            return [unscored(str(error)) for _ in jobs]

    def _count_batch(self, verdicts: Sequence[Verdict]) -> None:
        missing = sum(verdict.status is Status.UNSCORED for verdict in verdicts)
        if missing and missing < len(verdicts):
            _LOGGER.warning("%s: %d of %d completions not judged", self.name, missing, len(verdicts))
        self._without = self._without + 1 if verdicts and missing == len(verdicts) else 0
        if self._without >= self._patience:
            raise SandboxUnavailable(
                f"{self.name}: expected verdicts, got none in {self._without} batches in a row "
                f"({verdicts[0].message}); run kodenv doctor"
            )


def unscored(why: str) -> Verdict:
    """Return the verdict of what could not be judged."""
    return Verdict(status=Status.UNSCORED, message=why)


def metrics_of(verdicts: Sequence[Verdict]) -> dict[str, float]:
    """Return shares of a batch: of what was scored those solved, without a program and out of time; those unscored."""
    scored = [verdict for verdict in verdicts if verdict.status is not Status.UNSCORED]
    found = {"unscored": 1 - len(scored) / max(1, len(verdicts))}
    if scored:
        found |= {
            "pass_rate": sum(verdict.solved for verdict in scored) / len(scored),
            "no_program": sum(verdict.status is Status.NO_PROGRAM for verdict in scored) / len(scored),
            "timeout": sum(verdict.status is Status.TIMEOUT for verdict in scored) / len(scored),
        }
    return found
