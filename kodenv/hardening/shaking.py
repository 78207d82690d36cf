"""The reference, changed where the language leaves the answer open: the order of sets, and ties.

A right program may walk a set in another order, or keep another one of two that are equal by the key they are ordered
by. Where such a change of the reference changes its answer on an input, the question has several right answers there.
"""

import ast

from kodenv.silence import parse_silently

_PRELUDE = """
class _Shaken(set):
    def __iter__(self):
        return iter(list(set.__iter__(self))[::-1])
    def pop(self):
        one = next(iter(self))
        self.remove(one)
        return one
    def copy(self):
        return _Shaken(self)
def _shaken_method(name):
    def method(self, *others):
        found = getattr(set, name)(self, *others)
        return _Shaken(found) if isinstance(found, set) else found
    return method
for _name in ("__and__", "__or__", "__sub__", "__xor__", "__rand__", "__ror__", "__rsub__", "__rxor__", "union",
              "intersection", "difference", "symmetric_difference"):
    setattr(_Shaken, _name, _shaken_method(_name))
def _shaken_sorted(values, /, *, key=None, reverse=False):
    values = list(values)
    return sorted(values if key is None else values[::-1], key=key, reverse=reverse)
def _shaken_sort(values, /, *args, **kwargs):
    if kwargs.get("key") is not None and isinstance(values, list):
        values.reverse()
    return values.sort(*args, **kwargs)
def _shaken_extreme(choose):
    def extreme(*values, **kwargs):
        if kwargs.get("key") is None:
            return choose(*values, **kwargs)
        values = list(values[0]) if len(values) == 1 else list(values)
        return choose(values[::-1], **kwargs)
    return extreme
_shaken_max, _shaken_min = _shaken_extreme(max), _shaken_extreme(min)
def _shaken_common(counter, count=None):
    found = sorted(reversed(list(counter.items())), key=lambda one: one[1], reverse=True)
    return found if count is None else found[:count]
"""
_WRAPPER = """
def _shaken_value(value):
    if type(value) is set:
        return _Shaken(value)
    if type(value) in (list, tuple):
        return type(value)(map(_shaken_value, value))
    return value
_exact_{name} = {name}
def {name}(*args, **kwargs):
    return _exact_{name}(*map(_shaken_value, args), **{{key: _shaken_value(one) for key, one in kwargs.items()}})
"""
_NAMES = {"set": "_Shaken", "sorted": "_shaken_sorted", "max": "_shaken_max", "min": "_shaken_min"}
_METHODS = {"sort": "_shaken_sort", "most_common": "_shaken_common"}


def shake(program: str, given: str = "") -> str | None:
    """Return the program with sets walked backwards and ties broken the other way; None where it has neither.

    Args:
        program: A program that parses.
        given: The function whose arguments are sets, or hold some; empty: none does.
    """
    tree = parse_silently(program)
    defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    defined |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    shaker = _Shaker(defined)
    changed = shaker.visit(tree)
    if not shaker.count and not given:
        return None
    wrapper = _WRAPPER.format(name=given) if given else ""
    return _PRELUDE + ast.unparse(ast.fix_missing_locations(changed)) + wrapper


class _Shaker(ast.NodeTransformer):
    def __init__(self, defined: set[str]) -> None:
        self.defined, self.count = defined, 0

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if isinstance(node.ctx, ast.Load) and node.id in _NAMES and node.id not in self.defined:
            self.count += 1
            return ast.Name(_NAMES[node.id], ast.Load())
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS:
            self.count += 1
            return ast.Call(
                ast.Name(_METHODS[node.func.attr], ast.Load()), [node.func.value, *node.args], node.keywords
            )
        return node

    def visit_Set(self, node: ast.Set) -> ast.expr:
        return self._wrap(node)

    def visit_SetComp(self, node: ast.SetComp) -> ast.expr:
        return self._wrap(node)

    def _wrap(self, node: ast.expr) -> ast.expr:
        self.generic_visit(node)
        self.count += 1
        return ast.Call(ast.Name("_Shaken", ast.Load()), [node], [])
