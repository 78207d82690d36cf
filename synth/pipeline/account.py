"""What a run asked and what it cost, by policy: counted over the replies that it keeps, so none counts twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from synth.pipeline.config import PolicyConfig
from synth.pipeline.ledger import Ledger

_COUNTS = ("prompt_tokens", "completion_tokens")


@dataclass(slots=True, kw_only=True)
class _Spent:
    replies: int = 0
    without_counts: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0


def account_of(ledger: Ledger, policies: Mapping[str, PolicyConfig]) -> dict[str, dict[str, Any]]:
    """Return per policy its replies, their tokens as the server counted them, and their cost by the stated prices.

    Args:
        ledger: Holds every reply, with the name of its policy.
        policies: The configured ones; one that was never asked is in the result with zeros.
    """
    spent = {name: _Spent() for name in policies}
    for row in map(ledger.get, ledger.keys()):
        if row is not None and "policy" in row:
            one = spent[row["policy"]]
            one.replies += 1
            one.without_counts += not all(name in row["usage"] for name in _COUNTS)
            one.prompt_tokens += row["usage"].get("prompt_tokens", 0)
            one.completion_tokens += row["usage"].get("completion_tokens", 0)
    return {name: _row(one, policies[name]) for name, one in sorted(spent.items())}


def _row(spent: _Spent, policy: PolicyConfig) -> dict[str, Any]:
    cost = spent.prompt_tokens * policy.prompt_price + spent.completion_tokens * policy.completion_price
    return {
        "replies": spent.replies,
        "replies_without_counts": spent.without_counts,
        "prompt_tokens": spent.prompt_tokens,
        "completion_tokens": spent.completion_tokens,
        "cost": round(cost / 1_000_000, 6),
    }
