"""Changes of calls that check something: methods of unittest, of mocks, of numpy."""

import ast
from collections.abc import Collection

from kodenv.planting.bindings import arguments, leaves, name_of
from kodenv.planting.conditions import Conditions
from kodenv.planting.records import VALUE, Change, Edit

_OF_KIND = frozenset(f"assert{kind}Equal" for kind in ("List", "Dict", "Tuple", "Set", "Sequence", "MultiLine"))
_EQUALITIES = _OF_KIND | {"assertEqual", "assertEquals", "assertAlmostEqual", "assertCountEqual", "assertIs"}
_CALLED = frozenset(
    f"assert_{kind}"
    for verb in ("called", "awaited")
    for kind in (verb, f"{verb}_once", f"{verb}_with", f"{verb}_once_with")
) | {"assert_any_call", "assert_has_calls", "assert_any_await", "assert_has_awaits"}
_NOT_CALLED = {"assert_not_called": "called", "assert_not_awaited": "awaited"}


class Calls:
    """Reads the checking calls of one test."""

    def __init__(self, conditions: Conditions, helpers: Collection[str]) -> None:
        """Take the reader of conditions, and the suite's own functions that check something."""
        self.conditions, self.expected, self.helpers = conditions, conditions.expected, helpers

    def of(self, call: ast.Call) -> list[Change]:
        """Return the changes of what a call expects."""
        name, args = name_of(call.func), call.args
        if name in _CALLED or name in _NOT_CALLED:
            return self._of_mock(call, name)
        if name in _EQUALITIES and len(args) >= 2:
            return self.expected.of_sides([args[1], args[0]])
        if name == "assertTrue" and args:
            return self.conditions.held(args[0])
        if name == "assertFalse" and args:
            return self.conditions.denied(args[0])
        if name == "assertIn" and len(args) >= 2:
            return self.expected.of_part(args[0]) or self.expected.of_choice(args[1])
        if name == "assertIsInstance" and len(args) >= 2:
            return self.expected.of_type(args[1])
        if name in self.helpers or name.startswith("assert_"):
            compared = [one for one in args if not isinstance(one, ast.Constant)]
            return [
                change for one in compared for change in self.expected.of_leaves(leaves(one, self.expected.bindings))
            ]
        return []

    def _of_mock(self, call: ast.Call, name: str) -> list[Change]:
        """Return the changes of what a mock was called with, and whether it was called."""
        end = self.expected.text.span(call)[1]
        start = self.expected.text.span(call.func)[1] - len(name)
        others = [f"assert_not_{'awaited' if 'await' in name else 'called'}()"]
        if name in _NOT_CALLED:
            others = [f"assert_{_NOT_CALLED[name]}{more}()" for more in ("_once", "")]
        swapped = tuple((Edit(start=start, end=end, text=one),) for one in others)
        given = [leaf for one in arguments(call) for leaf in leaves(one, self.expected.bindings)]
        return [*self.expected.of_leaves(given), Change(kind=VALUE, options=swapped)]
