"""``KodCode-v0`` in batches: all completions of a step go to one pool of sandboxes at once.

An episode that ends is followed by a new one within the same step (``AutoresetMode.SAME_STEP``): with
one turn per episode, Gymnasium's default would spend every second step on resets, and ``DISABLED``
would need a call between any two. What ended is in ``infos["final_obs"]`` and ``infos["final_info"]``.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from gymnasium.error import ResetNeeded
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space

from kodenv.env import (
    ACTION_SPACE_CHARS,
    OBSERVATION_SPACE_CHARS,
    RENDER_MODES,
    check_render_mode,
    render_text,
)
from kodenv.episode import Episode, Rules, Turn, check_completion, check_options, describe, open_pool
from kodenv.errors import ConfigError
from kodenv.judge import Judge
from kodenv.records import Triplet, Verdict
from kodenv.rewards import RewardFunction, check_stop_early, resolve_reward
from kodenv.seeding import derive_seed
from kodenv.spaces import TextSpace
from kodenv.triplets import Source

Texts = tuple[str, ...]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class KodCodeVectorEnv(VectorEnv[Texts, Sequence[str], npt.NDArray[Any]]):
    """Many questions at once, one batch of verdicts per step.

    A completion that could not be judged has the reward nan and the status UNSCORED, and its episode
    ends; the others are not touched by it.
    """

    metadata: dict[str, Any] = {  # noqa: RUF012  # so in Gymnasium
        "render_modes": list(RENDER_MODES),
        "render_fps": 1,
        "autoreset_mode": AutoresetMode.SAME_STEP,
    }

    def __init__(
        self,
        *,
        num_envs: int = 1,
        triplets: Source | None = None,
        min_mutation_score: float | None = None,
        reward: str | RewardFunction = "all_tests_pass",
        max_turns: int = 1,
        feedback: str = "cases",
        workers: int | None = None,
        timeout_s: float | None = None,
        memory_mb: int | None = None,
        isolation: str = "auto",
        stop_early: bool = False,
        allow_weak_sandbox: bool = False,
        cache: bool = True,
        render_mode: str | None = None,
    ) -> None:
        """Prepare the questions and the rules; the arguments are those of :class:`kodenv.env.KodCodeEnv`.

        Args:
            num_envs: Episodes that run side by side.
            triplets: The bundled ones (None), a file, ``hf:NAME``, or a list.
            min_mutation_score: Leave out triplets whose certificate shows less, or a flaky case; None: take all.
            reward: A name from :data:`kodenv.rewards.REWARDS`, or a function of a verdict.
            max_turns: Completions per episode.
            feedback: What a model reads after a turn that failed: ``cases``, ``none`` or ``values``.
            workers: Sandboxes; one per episode but not more than processors if None.
            timeout_s: Wall seconds per verdict; the judge's own default if None.
            memory_mb: Mebibytes per program; the judge's own default if None.
            isolation: ``auto``, ``split`` or ``shared``.
            stop_early: End a run at its first failed case, see :class:`kodenv.judge.Judge`; for rewards that only ask
                whether a program passes.
            allow_weak_sandbox: Judge even where the machine cannot isolate well.
            cache: Read and write the local store of verdicts.
            render_mode: None, or ``ansi``: :meth:`render` returns a text per episode.

        Raises:
            ConfigError: If an argument cannot be used.
            DataError: If a row of the file is not a triplet.
        """
        self._judge: Judge | None = None  # first of all: Gymnasium closes what is half built, too
        if isinstance(num_envs, bool) or not isinstance(num_envs, int) or num_envs < 1:
            raise ConfigError(f"num_envs: expected an int above 0, got {num_envs!r}; give the size of the batch")
        self.num_envs = num_envs
        self.render_mode = check_render_mode(render_mode)
        self.single_observation_space = TextSpace(OBSERVATION_SPACE_CHARS)
        self.single_action_space = TextSpace(ACTION_SPACE_CHARS)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self.verdicts: tuple[Verdict | None, ...] = (None,) * num_envs
        self._rules = Rules(reward=resolve_reward(reward), max_turns=max_turns, feedback=feedback)
        self._pool = open_pool(triplets, min_mutation_score)
        self._open_judge = partial(
            Judge,
            workers=min(num_envs, os.cpu_count() or 1) if workers is None else workers,
            timeout_s=timeout_s,
            memory_mb=memory_mb,
            isolation=isolation,
            stop_early=check_stop_early(self._rules.reward, stop_early),
            allow_weak_sandbox=allow_weak_sandbox,
            cache=cache,
        )
        self._rngs: list[np.random.Generator] = []
        self._episodes: list[Episode] = []
        self._texts: list[str] = []

    def reset(
        self, *, seed: int | Sequence[int | None] | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Texts, dict[str, Any]]:
        """Draw a question per episode, or take those that are named.

        Args:
            seed: One for all, from which each episode's own is derived, or one per episode; the
                generators go on where they were if None.
            options: ``question_id``: one id for all (samples of one question), or one per episode,
                None for a drawn one. ``reset_mask``: a bool array, the episodes to begin anew.

        Raises:
            ConfigError: If an option, its shape or an id is unknown.
        """
        if isinstance(seed, np.integer):
            seed = int(seed)
        super().reset(seed=seed if isinstance(seed, int) else None)
        known = check_options(options, ("question_id", "reset_mask"))
        mask = self._mask(known)
        question_ids = self._question_ids(known)
        self._seed(seed, mask)
        triplets = [
            self._choose(index, question_ids[index]) if mask[index] else self._episodes[index].triplet
            for index in range(self.num_envs)
        ]
        infos: dict[str, Any] = {}
        verdicts = list(self.verdicts)
        if not self._episodes:
            self._episodes = [Episode(triplet, self._rules) for triplet in triplets]
            self._texts = [""] * self.num_envs
        for index in np.flatnonzero(mask).tolist():
            verdicts[index] = None
            infos = self._add_info(infos, self._begin(index, triplets[index]), index)
        self.verdicts = tuple(verdicts)
        return tuple(self._texts), infos

    def step(self, actions: Sequence[str]) -> tuple[Texts, Floats, Bools, Bools, dict[str, Any]]:
        """Judge one completion per episode, all in one batch.

        Raises:
            SandboxUnavailable: If no sandbox could be started at all.
            ConfigError: If the actions are not one text per episode.
        """
        if not self._episodes:
            raise ResetNeeded("step: expected episodes, got none; call reset() first")
        verdicts = self._judge_all(actions)
        turns = [episode.take(verdict) for episode, verdict in zip(self._episodes, verdicts, strict=True)]
        infos: dict[str, Any] = {}
        for index, turn in enumerate(turns):
            infos = self._add_info(infos, self._go_on(index, turn), index)
        self.verdicts = verdicts
        rewards = np.array([np.nan if turn.reward is None else turn.reward for turn in turns], dtype=np.float64)
        terminated = np.array([turn.terminated for turn in turns], dtype=np.bool_)
        return tuple(self._texts), rewards, terminated, np.zeros(self.num_envs, dtype=np.bool_), infos

    def render(self) -> tuple[str, ...] | None:
        """Return what each model reads now and its last verdict, in mode ``ansi``."""
        if self.render_mode is None:
            return None
        return tuple(render_text(text, verdict) for text, verdict in zip(self._texts, self.verdicts, strict=True))

    def close_extras(self) -> None:
        """Stop the sandboxes, if any run."""
        if self._judge is not None:
            self._judge.close()
            self._judge = None

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_judge": None}

    def _judge_all(self, actions: Sequence[str]) -> tuple[Verdict, ...]:
        if isinstance(actions, str) or len(actions) != self.num_envs:
            raise ConfigError(
                f"step: expected {self.num_envs} completions, got {actions!r:.200}; pass one text per episode"
            )
        completions = [check_completion(action) for action in actions]
        if self._judge is None:
            self._judge = self._open_judge()
        # Not a list: the first programs run while those of later completions are still being found.
        jobs = (episode.job(completion) for episode, completion in zip(self._episodes, completions, strict=True))
        return tuple(self._judge.judge_many(jobs))

    def _begin(self, index: int, triplet: Triplet) -> dict[str, Any]:
        episode = self._episodes[index] = Episode(triplet, self._rules)
        self._texts[index] = episode.prompt
        return describe(triplet, None)

    def _go_on(self, index: int, turn: Turn) -> dict[str, Any]:
        """Return the info of an episode after its turn; of the next one, with what ended, if it ended."""
        if not turn.terminated:
            self._texts[index] = turn.text
            return turn.info
        began = self._begin(index, self._choose(index, None))
        return {**began, "final_obs": turn.text, "final_info": turn.info}

    def _choose(self, index: int, question_id: object) -> Triplet:
        return self._pool.draw(self._rngs[index]) if question_id is None else self._pool.find(question_id)

    def _seed(self, seed: int | Sequence[int | None] | None, mask: Bools) -> None:
        if seed is None and self._rngs:
            return
        seeds = list(self._seeds(seed))
        if len(seeds) != self.num_envs:
            raise ConfigError(f"reset: expected {self.num_envs} seeds, got {seed!r}; pass one per episode, or an int")
        if not self._rngs:
            self._rngs = [np.random.default_rng(one) for one in seeds]
        for index, one in enumerate(seeds):
            if one is not None and mask[index]:
                self._rngs[index] = np.random.default_rng(one)

    def _seeds(self, seed: int | Sequence[int | None] | None) -> Iterator[int | None]:
        if seed is None:
            seed = int(self.np_random.integers(2**63 - 1))
        if isinstance(seed, int):
            for index in range(self.num_envs):
                yield derive_seed("KodCode", seed, index)
        else:
            yield from seed

    def _mask(self, options: Mapping[str, Any]) -> Bools:
        mask = options.get("reset_mask")
        if mask is None:
            return np.ones(self.num_envs, dtype=np.bool_)
        if not (isinstance(mask, np.ndarray) and mask.dtype == np.bool_ and mask.shape == (self.num_envs,)):
            raise ConfigError(
                f"reset: options['reset_mask']: expected a bool array of shape ({self.num_envs},), got {mask!r}; "
                "mark the episodes to begin anew"
            )
        if not self._episodes and not mask.all():
            raise ResetNeeded("reset: expected episodes for those not in reset_mask, got none; call reset() first")
        return mask

    def _question_ids(self, options: Mapping[str, Any]) -> Sequence[object]:
        given = options.get("question_id")
        if given is None or isinstance(given, str):
            return [given] * self.num_envs
        if not isinstance(given, Sequence | np.ndarray) or len(given) != self.num_envs:
            raise ConfigError(
                f"reset: options['question_id']: expected an id, or {self.num_envs} of them, got {given!r:.200}; "
                "None stands for a drawn one"
            )
        return list(given)
