"""``KodCode-v0``: one question per episode, the reward from its unit tests.

The environment starts a sandbox when it is stepped and not before: building, copying or pickling one
costs nothing, and a copy starts its own.
"""

from functools import partial
from typing import Any

import gymnasium as gym
from gymnasium.error import ResetNeeded

from kodenv.episode import MAX_QUESTION_CHARS, Episode, Rules, check_completion, check_options, describe, open_pool
from kodenv.errors import ConfigError, SandboxUnavailable, unknown_name
from kodenv.judge import Judge
from kodenv.records import Status, Verdict
from kodenv.rewards import RewardFunction, check_stop_early, resolve_reward
from kodenv.spaces import TextSpace
from kodenv.triplets import Source

RENDER_MODES = ("ansi",)
# A prompt is a question and at most a line more.
OBSERVATION_SPACE_CHARS = MAX_QUESTION_CHARS + 1_000
ACTION_SPACE_CHARS = 1_000_000


class KodCodeEnv(gym.Env[str, str]):
    """One question per episode: read the prompt, answer with a completion, be judged.

    The observation is the prompt, and after a turn that did not solve it the feedback. The action is
    the raw text of a model; the program is found in it.
    """

    metadata: dict[str, Any] = {"render_modes": list(RENDER_MODES), "render_fps": 1}  # noqa: RUF012  # so in Gymnasium

    def __init__(
        self,
        *,
        triplets: Source | None = None,
        min_mutation_score: float | None = None,
        reward: str | RewardFunction = "all_tests_pass",
        max_turns: int = 1,
        feedback: str = "cases",
        workers: int = 1,
        timeout_s: float | None = None,
        memory_mb: int | None = None,
        isolation: str = "auto",
        stop_early: bool = False,
        allow_weak_sandbox: bool = False,
        cache: bool = True,
        render_mode: str | None = None,
    ) -> None:
        """Prepare the questions and the rules.

        Args:
            triplets: The bundled ones (None), a file, ``hf:NAME``, or a list.
            min_mutation_score: Leave out triplets whose certificate shows less, or a flaky case; None: take all.
            reward: A name from :data:`kodenv.rewards.REWARDS`, or a function of a verdict.
            max_turns: Completions per episode.
            feedback: What a model reads after a turn that failed: ``cases``, ``none`` or ``values``.
            workers: Sandboxes; a single environment keeps one of them busy.
            timeout_s: Wall seconds per verdict; the judge's own default if None.
            memory_mb: Mebibytes per program; the judge's own default if None.
            isolation: ``auto``, ``split`` or ``shared``.
            stop_early: End a run at its first failed case, see :class:`kodenv.judge.Judge`; for rewards that only ask
                whether a program passes.
            allow_weak_sandbox: Judge even where the machine cannot isolate well.
            cache: Read and write the local store of verdicts.
            render_mode: None, or ``ansi``: :meth:`render` returns a text.

        Raises:
            ConfigError: If an argument cannot be used.
            DataError: If a row of the file is not a triplet.
        """
        self.render_mode = check_render_mode(render_mode)
        self.observation_space = TextSpace(OBSERVATION_SPACE_CHARS)
        self.action_space = TextSpace(ACTION_SPACE_CHARS)
        self.verdict: Verdict | None = None
        self._rules = Rules(reward=resolve_reward(reward), max_turns=max_turns, feedback=feedback)
        self._pool = open_pool(triplets, min_mutation_score)
        self._open_judge = partial(
            Judge,
            workers=workers,
            timeout_s=timeout_s,
            memory_mb=memory_mb,
            isolation=isolation,
            stop_early=check_stop_early(self._rules.reward, stop_early),
            allow_weak_sandbox=allow_weak_sandbox,
            cache=cache,
        )
        self._judge: Judge | None = None
        self._episode: Episode | None = None
        self._text = ""

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[str, dict[str, Any]]:
        """Draw a question, or take the one that ``options={"question_id": ...}`` names.

        Raises:
            ConfigError: If an option or the id is unknown.
        """
        super().reset(seed=seed)
        question_id = check_options(options, ("question_id",)).get("question_id")
        triplet = self._pool.draw(self.np_random) if question_id is None else self._pool.find(question_id)
        self._episode = Episode(triplet, self._rules)
        self.verdict = None
        self._text = self._episode.prompt
        return self._text, describe(triplet, None)

    def step(self, action: str) -> tuple[str, float, bool, bool, dict[str, Any]]:
        """Judge a completion.

        Raises:
            SandboxUnavailable: If it could not be judged. No turn is spent: the same step may be tried again.
            ConfigError: If the action is not a text.
        """
        episode = self._episode
        if episode is None or episode.done:
            raise ResetNeeded("step: expected an episode that goes on, got none; call reset() first")
        completion = check_completion(action)
        if self._judge is None:
            self._judge = self._open_judge()
        verdict = self.verdict = self._judge.judge(*episode.job(completion))
        if verdict.status is Status.UNSCORED:
            raise SandboxUnavailable(f"{episode.triplet.question_id}: not judged: {verdict.message}")
        turn = episode.take(verdict)
        assert turn.reward is not None, "only UNSCORED has no reward"
        self._text = turn.text
        return turn.text, turn.reward, turn.terminated, False, turn.info

    def render(self) -> str | None:
        """Return the text that the model reads now and the last verdict, in mode ``ansi``."""
        return None if self.render_mode is None else render_text(self._text, self.verdict)

    def close(self) -> None:
        """Stop the sandbox, if one runs."""
        if self._judge is not None:
            self._judge.close()
            self._judge = None

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_judge": None}


def check_render_mode(render_mode: str | None) -> str | None:
    """Return the render mode.

    Raises:
        ConfigError: If it is unknown.
    """
    if render_mode is not None and render_mode not in RENDER_MODES:
        raise ConfigError(unknown_name("render_mode", render_mode, RENDER_MODES))
    return render_mode


def render_text(text: str, verdict: Verdict | None) -> str:
    """Return what the model reads, under the last verdict if there is one."""
    if verdict is None:
        return text
    return f"[{verdict.status} {verdict.passed}/{verdict.total}]\n{text}"
