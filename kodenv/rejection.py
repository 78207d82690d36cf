"""Which rollouts of a question are kept; a reason code for every one, kept or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kodenv.errors import ConfigError, unknown_name
from kodenv.records import Status
from kodenv.rollout import Rollout

KEEP = ("solved", "unsolved", "all")
CHOOSE = ("all", "first", "shortest", "coverage")


class Reason(StrEnum):
    """Why a rollout was kept or dropped."""

    KEPT = "kept"
    UNSCORED = "unscored"
    TRUNCATED = "truncated"
    QUESTION_TOO_LONG = "question_too_long"
    NO_REASONING = "no_reasoning"
    THINK_TAGS = "think_tags"
    NO_FENCE = "no_fence"
    FENCE_LANGUAGE = "fence_language"
    CODE_IN_REASONING = "code_in_reasoning"
    LOOP = "loop"
    NO_PROGRAM = "no_program"
    SYNTAX = "syntax"
    PLACEHOLDER = "placeholder"
    CLASS_BASED = "class_based"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NOT_SOLVED = "not_solved"
    SOLVED = "solved"
    NOT_CHOSEN = "not_chosen"


EXPLANATION = {
    Reason.KEPT: "in the SFT set",
    Reason.UNSCORED: "the judge could not decide, so nothing is known about it",
    Reason.TRUNCATED: "the policy cut the reply at its token limit",
    Reason.QUESTION_TOO_LONG: "the question has more tokens than the recipe allows",
    Reason.NO_REASONING: "the reply has no think tags, or nothing between them",
    Reason.THINK_TAGS: "the think tags are not one pair that begins the reply",
    Reason.NO_FENCE: "no fenced block follows the reasoning",
    Reason.FENCE_LANGUAGE: "no fenced block after the reasoning is tagged with the language",
    Reason.CODE_IN_REASONING: "the reasoning holds fenced blocks",
    Reason.LOOP: "the reasoning goes round in circles",
    Reason.NO_PROGRAM: "no program was found in the reply",
    Reason.SYNTAX: "the program does not parse",
    Reason.PLACEHOLDER: "the program leaves a part to be filled in",
    Reason.CLASS_BASED: "the program defines a class that the question does not ask for",
    Reason.TOO_SHORT: "the reply has fewer tokens than the recipe asks for",
    Reason.TOO_LONG: "the reply has more tokens than the recipe allows",
    Reason.NOT_SOLVED: "not every case held, and only solved rollouts were asked for",
    Reason.SOLVED: "every case held, and only unsolved rollouts were asked for",
    Reason.NOT_CHOSEN: "eligible, but the question had its share of rows",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What to keep.

    Attributes:
        keep: ``solved``, ``unsolved`` (scored and not solved) or ``all`` (every scored one).
        choose: Which of the eligible come first: ``first`` by sample index, ``shortest`` by the
            completion's length; ``coverage`` by the share of the program's lines that the suite ran, most
            first (KodCode's choice; needs a judge made with ``coverage=True``); ``all`` is ``first`` without a
            bound of its own.
        max_per_question: At most so many rows per question. None: one, but no bound for ``all``.

    Raises:
        ConfigError: If a value is unknown or below 1.
    """

    keep: str = "solved"
    choose: str = "all"
    max_per_question: int | None = None

    def __post_init__(self) -> None:
        if self.keep not in KEEP:
            raise ConfigError(unknown_name("keep", self.keep, KEEP))
        if self.choose not in CHOOSE:
            raise ConfigError(unknown_name("choose", self.choose, CHOOSE))
        if self.max_per_question is not None and self.max_per_question < 1:
            raise ConfigError(
                f"max_per_question: expected 1 or more, got {self.max_per_question!r}; leave it out for no bound"
            )

    @property
    def bound(self) -> int | None:
        """How many rows a question may have; None for no bound."""
        if self.max_per_question is None:
            return None if self.choose == "all" else 1
        return self.max_per_question


def select(rollouts: Sequence[Rollout], rule: Rule, defects: Sequence[Sequence[Reason]] | None = None) -> list[Reason]:
    """Return the reason of each of one question's rollouts, in their order.

    Args:
        rollouts: All of one question.
        rule: What to keep.
        defects: What each lacks of the wanted form (:func:`kodenv.responses.checking.find_defects`); its first defect
            is a rollout's reason, ahead of what the suite said.
    """
    lacking = defects if defects is not None else [()] * len(rollouts)
    reasons = [_screen(rollout, rule.keep, found) for rollout, found in zip(rollouts, lacking, strict=True)]
    eligible = [place for place, reason in enumerate(reasons) if reason is Reason.KEPT]
    eligible.sort(key=lambda place: _rank(rollouts[place], rule.choose))
    for place in eligible[rule.bound :] if rule.bound is not None else ():
        reasons[place] = Reason.NOT_CHOSEN
    return reasons


def _screen(rollout: Rollout, keep: str, defects: Sequence[Reason]) -> Reason:
    """Decide on a rollout alone; a judge that could not decide outranks everything else."""
    if rollout.verdict.status is Status.UNSCORED:
        return Reason.UNSCORED
    if rollout.finish_reason == "length":
        return Reason.TRUNCATED
    if defects:
        return defects[0]
    if keep == "solved" and not rollout.verdict.solved:
        return Reason.NOT_SOLVED
    if keep == "unsolved" and rollout.verdict.solved:
        return Reason.SOLVED
    return Reason.KEPT


def _rank(rollout: Rollout, choose: str) -> tuple[float, int]:
    first = 0.0
    if choose == "shortest":
        first = len(rollout.completion)
    elif choose == "coverage":
        first = -(rollout.verdict.measured.line_coverage or 0.0)
    return first, rollout.sample_index
