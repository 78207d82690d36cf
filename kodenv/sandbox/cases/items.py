"""What is collected from a suite: its cases, the module and classes they stand in, and the fixtures there."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from kodenv.sandbox.small_pytest.marks import Mark

GENERATOR, COROUTINE, ASYNC_GENERATOR = 0x20, 0x80, 0x200
SCOPES = {"session": 0, "package": 1, "module": 2, "class": 3, "function": 4}


def code_flags(function: Any) -> int:
    """Return the flags of a function's code, which say whether it is a generator or a coroutine."""
    code = getattr(function, "__code__", None)
    return code.co_flags if code is not None else 0


class Fixture:
    """A fixture: a function, its scope, and what it asks for."""

    __slots__ = ("argnames", "function", "ids", "is_generator", "is_method", "name", "params", "scope")

    def __init__(self, name: str, function: Any, scope: str, argnames: tuple[str, ...]) -> None:
        self.name = name
        self.function = function
        self.scope = scope
        self.argnames = argnames
        self.params: tuple[Any, ...] | None = None
        self.ids: Any = None
        self.is_method = False
        self.is_generator = bool(code_flags(function) & GENERATOR)


class Holder:
    """The suite's module or a test class: its fixtures and marks, and the holder around it."""

    __slots__ = ("autouse", "cls", "fixtures", "id", "is_unit", "marks", "outer")

    def __init__(self, outer: Holder | None = None, cls: Any = None, name: str = "", is_unit: bool = False) -> None:
        self.outer = outer
        self.cls = cls
        self.id = outer.case_id(name) if outer is not None else ""
        self.is_unit = is_unit
        self.fixtures: dict[str, Fixture] = {}
        self.autouse: list[str] = []
        self.marks: list[Mark] = []

    def case_id(self, name: str) -> str:
        """Return the id of what stands in here under a name."""
        return f"{self.id}::{name}" if self.id else name


class Item:
    """One case to run."""

    __slots__ = (
        "argnames",
        "closure",
        "cls",
        "function",
        "holder",
        "id",
        "instance",
        "is_simple",
        "marks",
        "module",
        "name",
        "parameters",
        "picks",
    )

    def __init__(self, name: str, function: Any, module: ModuleType, holder: Holder) -> None:
        self.id = holder.case_id(name)
        self.name = name
        self.function = function
        self.module = module
        self.holder = holder
        self.cls = holder.cls
        self.instance: Any = None
        self.is_simple = True
        self.marks: list[Mark] = []
        self.argnames: tuple[str, ...] = ()
        self.closure: list[str] = []
        self.parameters: dict[str, Any] = {}
        self.picks: dict[str, tuple[int, Any]] = {}
