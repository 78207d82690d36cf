"""A reward for the form of a reply alone: reasoning that ends, and one program that can be found."""

from collections.abc import Sequence
from typing import Any

from kodenv.extract import extract_for
from policies.reward_rows import Text, completion_text, triplets_of

# Programs that only a fallback found: the reply did not say which text is its answer.
_LOOSE = ("none", "whole_text", "first_block")


def format_reward(
    completions: Sequence[Text], *, prompts: Sequence[Text] | None = None, **columns: Any
) -> list[float | None]:
    """Return 1.0 for a reply with a fenced program that parses and defines what the tests call, else 0.0.

    Nothing is run. See :class:`policies.unit_test_reward.UnitTestReward` for the arguments.

    Raises:
        DataError: If a row is not a triplet.
    """
    triplets = triplets_of(columns, prompts, len(completions))
    texts = [completion_text(completion) for completion in completions]
    found = [extract_for(triplet, text) for triplet, text in zip(triplets, texts, strict=True)]
    return [float(one.reasoning_closed and one.rule not in _LOOSE) for one in found]
