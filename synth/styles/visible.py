"""Which part of a suite a prompt may show, and which stays hidden."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from kodenv.errors import ConfigError, DataError
from kodenv.records import Triplet
from kodenv.suite_calls import AssertedCall, asserted_calls, share_shown, shown_calls, tested_functions
from kodenv.suites import plan_suite

HIDDEN_SHARE = 0.5
"""At least this share of a suite's different asserted calls is shown in no prompt."""
STYLE_MARKS = {"instruct": "I", "complete": "C", "online_judge": "O"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """What a prompt may show of a suite.

    Attributes:
        calls: All different asserted calls, in the order they are written.
        shown: Those that may be shown.
        budget: The most calls that may be shown.
        cases: Ids of the cases whose calls may all be shown.
    """

    calls: tuple[AssertedCall, ...] = ()
    shown: tuple[AssertedCall, ...] = ()
    budget: int = 0
    cases: tuple[str, ...] = ()

    @property
    def hidden(self) -> tuple[AssertedCall, ...]:
        """The calls that stay hidden."""
        shown = {call.text for call in self.shown}
        return tuple(call for call in self.calls if call.text not in shown)


def check_hidden_share(value: float) -> float:
    """Return the share, or raise ConfigError if it is none.

    Raises:
        ConfigError: If it is not above 0 and at most 1.
    """
    if not 0 < value <= 1:
        raise ConfigError(f"styles: hidden_share: expected a share above 0, up to 1, got {value!r}; change it")
    return value


def choose_showing(triplet: Triplet, hidden_share: float = HIDDEN_SHARE) -> Showing:
    """Choose what may be shown: whole test functions, those first whose calls the question shows already.

    Where no whole function fits, single calls are shown and every case stays hidden.
    """
    written = asserted_calls(triplet.test, tested_functions(triplet.test, triplet.solution))
    different = {call.text: call for call in reversed(written)}
    calls = tuple(call for call in written if different[call.text] is call)
    budget = min(len(calls) - 1, int(len(calls) * (1 - hidden_share) + 1e-9)) if calls else 0
    known = {call.text for call in shown_calls(triplet.question, calls)}
    functions = {
        name: {c.text for c in written if c.function == name} for name in dict.fromkeys(c.function for c in written)
    }
    taken: list[str] = []
    texts: set[str] = set()
    for name in sorted(functions, key=lambda one: -len(functions[one] & known) / len(functions[one])):
        if len(texts | functions[name]) <= budget:
            taken.append(name)
            texts |= functions[name]
    if not texts:
        texts = {call.text for call in sorted(calls, key=lambda one: one.text not in known)[:budget]}
    return Showing(
        calls=calls,
        shown=tuple(call for call in calls if call.text in texts),
        budget=budget,
        cases=_case_ids(triplet, taken),
    )


def report_leak(triplet: Triplet) -> Triplet:
    """Return the triplet with ``prompt_leak``: the share of its suite's asserted calls that its question shows."""
    calls = asserted_calls(triplet.test, tested_functions(triplet.test, triplet.solution))
    leak = round(share_shown(triplet.question, calls), 4)
    return dataclasses.replace(triplet, extra={**triplet.extra, "prompt_leak": leak})


def restyled_id(question_id: str, style: str) -> str:
    """Return the id of a question in another style.

    >>> restyled_id("Taco_0_00000007_I", "complete")
    'Taco_0_00000007_C'
    """
    return f"{question_id.removesuffix('_I')}_{STYLE_MARKS[style]}"


def _case_ids(triplet: Triplet, functions: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of the cases that are just these functions; parametrized ones are many cases each."""
    try:
        plan = plan_suite(triplet.test, triplet.test_format, triplet.entry_point)
    except DataError:
        return ()
    return tuple(one for one in plan.case_ids or () if one.split("::")[-1] in functions)
