"""The six patterns of reasoning.

Source: Ahmad et al. 2025 (arXiv:2504.01943), section 5: backtracking, new idea generation, problem rephrasing,
self-evaluation (verification merged in), solving a simpler problem first, subgoal generation.
"""

from collections.abc import Mapping

PATTERNS: Mapping[str, str] = {
    "BT": "backtracking",
    "NI": "new idea",
    "PR": "problem rephrasing",
    "SE": "self-evaluation",
    "SS": "simpler problem first",
    "SG": "subgoal",
}
MEANINGS: Mapping[str, str] = {
    "BT": "gives up what it was doing, because it is wrong or leads nowhere, and goes back to an earlier point",
    "NI": "brings up an approach, an observation or a data structure that was not there before",
    "PR": "says the task, a constraint or an example again in other words, to understand it",
    "SE": "checks a result, a step or a program: runs through an example, looks for errors, asks whether it is right",
    "SS": "solves a smaller or special case first, to learn from it",
    "SG": "names parts of the work still to be done, and their order",
}


def described() -> str:
    """Return the list of patterns for a prompt."""
    return "\n".join(f"- {code} ({PATTERNS[code]}): the text {meaning}." for code, meaning in MEANINGS.items())
