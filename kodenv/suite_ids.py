"""The ids of a suite's cases, as far as its text tells."""

import ast
from typing import Any

from kodenv.suite_parameters import Definition, Parameters, UnknownIdsError
from kodenv.suite_uses import Uses, dotted_name

_UNITTEST_BASES = frozenset(
    {"unittest.TestCase", "TestCase", "unittest.IsolatedAsyncioTestCase", "IsolatedAsyncioTestCase"}
)
_KEEPING = frozenset({"patch", "staticmethod", "classmethod"})  # decorators under which a test stays that test
_DYNAMIC = frozenset({"exec", "eval", "globals", "locals", "vars", "setattr", "delattr", "__import__"})
_LITERALS = (
    ast.Constant,
    ast.List,
    ast.Tuple,
    ast.Dict,
    ast.Set,
    ast.ListComp,
    ast.DictComp,
    ast.SetComp,
    ast.JoinedStr,
    ast.BinOp,
    ast.UnaryOp,
    ast.Compare,
)


class _Unit:
    """Stands for ``unittest.TestCase`` where the order of base classes is worked out."""


class CaseIds:
    """Lists the ids of a suite's cases from its text alone."""

    def __init__(self, body: list[ast.stmt], uses: Uses) -> None:
        self.body = body
        self.uses = uses
        self.defined: dict[str, Definition] = {}
        self.parameters = Parameters(body, uses, self.defined)
        self.types: dict[str, type] = {}

    def find(self) -> tuple[str, ...]:
        """Return the ids in pytest's order.

        Raises:
            UnknownIdsError: If the text does not tell them.
        """
        if self.uses.can_skip:
            raise UnknownIdsError(f"{self.uses.can_skip}")
        if self.uses.has_parameters:
            raise UnknownIdsError("a fixture has parameters")
        self._read(self.body, self.defined)
        ids: list[str] = []
        for name, node in self.defined.items():
            if isinstance(node, ast.ClassDef):
                ids += self._class_ids(name, node, "", [])
            elif name.startswith("test"):
                ids += self._function_ids(name, node, "", [])
        return tuple(ids)

    def _read(self, body: list[ast.stmt], defined: dict[str, Definition]) -> None:
        """Collect the definitions of a module's or class's body in the order of its namespace."""
        for statement in body:
            match statement:
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                    defined[statement.name] = statement
                case ast.Import() | ast.ImportFrom():
                    self._read_import(statement, defined)
                case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                    self._read_assignment(statement, defined)
                case ast.Expr():
                    self._refuse_dynamic(statement)
                case ast.Pass() | ast.Assert():
                    pass
                case _:
                    self._refuse_hidden(statement, defined)

    def _read_import(self, statement: ast.Import | ast.ImportFrom, defined: dict[str, Definition]) -> None:
        module = statement.module if isinstance(statement, ast.ImportFrom) else None
        for alias in statement.names:
            name = alias.asname or alias.name.split(".")[0]
            if name == "*" and module != "solution":
                raise UnknownIdsError(f"from {module} import *")
            if module != "solution" and f"{module}.{alias.name}" not in _UNITTEST_BASES and _is_testlike(name):
                raise UnknownIdsError(f"{name} is imported")
            defined.pop(name, None)

    def _read_assignment(self, statement: ast.Assign | ast.AnnAssign | ast.AugAssign, defined: dict[str, Any]) -> None:
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        names = {one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)}
        literal = isinstance(statement.value, _LITERALS)
        for name in names:
            if name in defined or (_is_testlike(name) and not literal):
                raise UnknownIdsError(f"{name} is assigned")
        if "pytestmark" in names and "parametrize" in ast.dump(statement):
            raise UnknownIdsError("pytestmark has parameters")
        self._refuse_dynamic(statement)

    @staticmethod
    def _refuse_dynamic(statement: ast.stmt) -> None:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and node.id in _DYNAMIC:
                raise UnknownIdsError(f"{node.id} at the top of the suite")

    def _refuse_hidden(self, statement: ast.stmt, defined: dict[str, Definition]) -> None:
        """Refuse a compound statement or ``del`` that may add or remove a case."""
        self._refuse_dynamic(statement)
        for node in ast.walk(statement):
            if isinstance(node, ast.ClassDef) or (isinstance(node, Definition) and _is_testlike(node.name)):
                raise UnknownIdsError(f"{node.name} is defined under a condition")
            stored = isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
            if isinstance(node, ast.Name) and stored and (_is_testlike(node.id) or node.id in defined):
                raise UnknownIdsError(f"{node.id} is changed under a condition")
            if isinstance(node, ast.alias) and _is_testlike(node.asname or node.name):
                raise UnknownIdsError(f"{node.name} is imported under a condition")

    def _function_ids(self, name: str, node: Any, prefix: str, marks: list[ast.Call]) -> list[str]:
        own = self._parametrize_marks(node)
        if own is None:
            return []
        variants: list[list[str]] = [[]]
        for mark in [*own, *marks]:
            ids = self.parameters.ids(mark)
            variants = [[*parts, one] for parts in variants for one in ids]
        plain = not own and not marks
        return [prefix + (name if plain else f"{name}[{'-'.join(parts)}]") for parts in variants]

    def _parametrize_marks(self, node: Definition) -> list[ast.Call] | None:
        """Return the ``parametrize`` marks, the lowest first; None for a fixture."""
        found = []
        for decorator in reversed(node.decorator_list):
            inner = decorator.func if isinstance(decorator, ast.Call) else decorator
            name = self.uses.pytest_name(inner)
            if name == "fixture":
                return None
            if name == "mark.parametrize" and isinstance(decorator, ast.Call):
                found.append(decorator)
            elif not (name.startswith("mark.") or _KEEPING & set(dotted_name(inner).split("."))):
                raise UnknownIdsError(f"decorator {ast.unparse(inner)} of {node.name}")
        return found

    def _class_ids(self, name: str, node: ast.ClassDef, prefix: str, marks: list[ast.Call]) -> list[str]:
        is_unit = issubclass(self._type_of(node), _Unit)
        if not is_unit and not name.startswith("Test"):
            return []
        own = [*(self._parametrize_marks(node) or []), *marks]
        members: dict[str, Any] = {}
        bodies = []
        for base in reversed(self._type_of(node).__mro__):
            origin = base.__dict__.get("node")
            if origin is not None:
                found: dict[str, Definition] = {}
                self._read(origin.body, found)
                bodies.append(found)
        for index, found in enumerate(bodies):
            later = {key for more in bodies[index + 1 :] for key in more}
            members.update({key: value for key, value in found.items() if key not in later})
        if not is_unit and {"__init__", "__new__"} & members.keys():
            return []
        inside = f"{prefix}{name}::"
        if is_unit:
            return self._unit_ids(members, inside)
        ids: list[str] = []
        for key, member in members.items():
            if isinstance(member, ast.ClassDef):
                ids += self._class_ids(key, member, inside, own)
            elif key.startswith("test"):
                ids += self._function_ids(key, member, inside, own)
        return ids

    def _unit_ids(self, members: dict[str, Any], prefix: str) -> list[str]:
        names = sorted(key for key, member in members.items() if key.startswith("test"))
        for key in names:
            self._parametrize_marks(members[key])
        if not names and "runTest" in members:
            names = ["runTest"]
        return [prefix + key for key in names]

    def _type_of(self, node: ast.ClassDef) -> type:
        """Return a stand-in for a class, with the same order of base classes."""
        if node.name in self.types and self.types[node.name].__dict__["node"] is node:
            return self.types[node.name]
        if node.keywords:
            raise UnknownIdsError(f"class {node.name} has options")
        bases = []
        for base in node.bases:
            dotted = dotted_name(base)
            known = self.defined.get(dotted)
            if isinstance(known, ast.ClassDef) and known.lineno < node.lineno:
                bases.append(self._type_of(known))
            elif dotted in _UNITTEST_BASES and dotted not in self.defined:
                bases.append(_Unit)
            elif dotted == "object":
                bases.append(object)
            elif _is_testlike(node.name):
                raise UnknownIdsError(f"{node.name} inherits from {ast.unparse(base)}")
        try:
            made = type(node.name, tuple(bases), {"node": node})
        except TypeError as error:
            raise UnknownIdsError(f"the bases of {node.name}") from error
        self.types[node.name] = made
        return made


def _is_testlike(name: str) -> bool:
    return name.startswith(("test", "Test"))
