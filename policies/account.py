"""What a run asked, got and paid."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from policies.openai_settings import Prices

_MILLION = 1_000_000


@dataclass(slots=True, kw_only=True)
class Tokens:
    """Token counts as the server reports them.

    Attributes:
        prompt: Of prompts.
        completion: Of replies, reasoning included.
        unknown: Replies for which the server gave no counts.
    """

    prompt: int = 0
    completion: int = 0
    unknown: int = 0

    def add(self, usage: Mapping[str, Any]) -> int:
        """Add one reply's counts and return their sum."""
        prompt, completion = _count(usage, "prompt_tokens"), _count(usage, "completion_tokens")
        self.prompt += prompt
        self.completion += completion
        self.unknown += not usage
        return prompt + completion


@dataclass(slots=True, kw_only=True)
class Account:
    """Counts since a policy was opened; a request that is not cancelled ends in exactly one of the first four.

    Attributes:
        answered: By the server, now.
        reused: Answered by the store, or by an equal request in flight.
        refused: What the model cannot take: too long, or against the server's content rules.
        unanswered: Given up.
        failures: Failed attempts by cause, those that a later attempt mended among them.
        paid: Tokens of what the server answered now.
        saved: Tokens of what was reused.
        prices: What tokens cost.
    """

    answered: int = 0
    reused: int = 0
    refused: int = 0
    unanswered: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    paid: Tokens = field(default_factory=Tokens)
    saved: Tokens = field(default_factory=Tokens)
    prices: Prices = field(default_factory=Prices)

    @property
    def cost(self) -> float:
        """What the server's answers cost, in the currency of the prices; failed attempts are not in it."""
        return _cost(self.paid, self.prices)

    def to_row(self) -> dict[str, Any]:
        """Return the counts as a flat JSON-ready dict."""
        return {
            "answered": self.answered,
            "reused": self.reused,
            "refused": self.refused,
            "unanswered": self.unanswered,
            "failures": dict(sorted(self.failures.items())),
            "prompt_tokens": self.paid.prompt,
            "completion_tokens": self.paid.completion,
            "replies_without_counts": self.paid.unknown,
            "saved_prompt_tokens": self.saved.prompt,
            "saved_completion_tokens": self.saved.completion,
            "cost": round(self.cost, 6),
            "saved_cost": round(_cost(self.saved, self.prices), 6),
        }


def _cost(tokens: Tokens, prices: Prices) -> float:
    return (tokens.prompt * prices.prompt + tokens.completion * prices.completion) / _MILLION


def _count(usage: Mapping[str, Any], name: str) -> int:
    value = usage.get(name)
    return value if isinstance(value, int) else 0
