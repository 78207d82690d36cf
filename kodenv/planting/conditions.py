"""Changes of conditions that must hold, or must not."""

import ast
from collections.abc import Sequence

from kodenv.planting.bindings import name_of
from kodenv.planting.expected import Expected
from kodenv.planting.records import VALUE, Change, Edit

_CLOSE = frozenset({"isclose", "allclose", "array_equal"})


class Conditions:
    """Reads the conditions of one test."""

    def __init__(self, expected: Expected) -> None:
        """Take the reader of what the test expects."""
        self.expected, self.text = expected, expected.text

    def held(self, test: ast.expr) -> list[Change]:
        """Return the changes of expected values in a condition that must hold."""
        match test:
            case ast.Compare(left=left, ops=[operator], comparators=[right]):
                return self._compared(left, operator, right)
            case ast.Compare(left=low, ops=[ast.Lt() | ast.LtE(), ast.Lt() | ast.LtE()], comparators=[_, high]):
                return self.expected.of_bounds(low, high)
            case ast.BoolOp(op=ast.And(), values=values):
                return [change for value in values for change in self.held(value)]
            case ast.UnaryOp(op=ast.Not(), operand=ast.Call(func=ast.Name(id="any") as function)):
                return self._instead(test, function, "all")
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self.denied(operand)
            case ast.Attribute(value=mock, attr="called"):
                return self.expected.at(self.text.span(mock)[1], self.text.span(test)[1], [".call_count == 0"])
            case ast.Call(args=args):
                return self._called(test, args)
        return []

    def denied(self, test: ast.expr) -> list[Change]:
        """Return the changes of a condition that must not hold."""
        match test:
            case ast.Call(func=ast.Name(id="any") as function):
                return self._instead(test, function, "not all")
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self.held(operand)
        return []

    def _compared(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> list[Change]:
        match operator:
            case ast.Is() if isinstance(right, ast.Constant):
                return self.expected.of_constant(right)
            case ast.Is():
                return self.expected.of_type(right)
            case ast.Eq():
                return self.expected.of_sides([right, left]) or self.expected.of_type(right)
            case ast.Lt() | ast.LtE():
                return self.expected.of_distance(left, right)
            case ast.In():
                return self.expected.of_part(left) or self.expected.of_choice(right)
        return []

    def _called(self, call: ast.Call, args: Sequence[ast.expr]) -> list[Change]:
        name = name_of(call.func)
        if name in _CLOSE and len(args) >= 2:
            return self.expected.of_sides([args[1], args[0]])
        if name in ("isinstance", "issubclass") and len(args) == 2:
            return self.expected.of_type(args[1])
        if name in ("startswith", "endswith") and args and isinstance(args[0], ast.Constant) and args[0].value:
            return self.expected.of_constant(args[0])
        if name == "all" and isinstance(call.func, ast.Attribute):
            return self.held(call.func.value)
        if name == "all" and isinstance(call.func, ast.Name):
            return self._instead(call, call.func, "not any")
        return []

    def _instead(self, test: ast.expr, function: ast.expr, text: str) -> list[Change]:
        """Return the change of ``all`` to ``not any`` and the like: what an empty or an endless answer cannot hold."""
        edit = Edit(start=self.text.span(test)[0], end=self.text.span(function)[1], text=text)
        return [Change(kind=VALUE, options=((edit,),))]
