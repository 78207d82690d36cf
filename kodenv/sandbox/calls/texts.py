"""Texts that the tests run or unpickle: what a program gives them for that may name only what the reference's did.

A test that evaluates an answer, or unpickles it, would otherwise run a program's code in the tests' process.
"""

from __future__ import annotations

import builtins
import dis
import sys
import types
from typing import Any

from kodenv.sandbox.calls import known
from kodenv.sandbox.calls.rules import Rules

_PLAIN_TEXT = (
    "abs all any ascii bin bool bytearray bytes chr complex dict divmod enumerate filter float frozenset hash hex int "
    "isinstance iter len list map max min next oct ord pow print range repr reversed round set slice sorted str sum "
    "tuple zip True False None"
)
_LOOKS_AROUND = frozenset({"format", "format_map", "mro"})
_OF_DATA = frozenset(
    name
    for kind in (str, bytes, list, tuple, dict, set, int, float, complex)
    for name in dir(kind)
    if name[:1] != "_" and name not in _LOOKS_AROUND
)
_PLAIN = frozenset(_PLAIN_TEXT.split()) | _OF_DATA
_STORES = frozenset({"STORE_NAME", "STORE_GLOBAL", "DELETE_NAME", "DELETE_GLOBAL"})


def watch(rules: Rules, suite_file: str, folder: str) -> None:
    """Look at every text that the suite runs in this process from now on, at files of the folder, and at pickles."""

    def look(event: str, arguments: Any) -> None:
        if event == "exec":
            code, frame = arguments[0], sys._getframe(1)
            filename = frame.f_code.co_filename
            is_suites = filename.endswith(suite_file) and frame.f_code is not code
            if is_suites or str(code.co_filename).startswith(folder):
                for name in sorted(_named(code, frame.f_globals)):
                    _allow(rules, name)
        elif event == "pickle.find_class":
            module, name = arguments
            is_programs = module == "solution" and name.isidentifier() and name[:1] != "_"  # a proxy, and nothing of it
            if not is_programs and not _is_data(f"{module}:{name}"):
                _allow(rules, f"{module}:{name}")

    sys.addaudithook(look)


def _allow(rules: Rules, name: str) -> None:
    if rules.texts is None:
        rules.used_texts.add(name)
    elif name not in rules.texts:
        raise TypeError(f"what the tests run names {name[:100]!r}, and what the reference solution gives them does not")


def _is_data(full: str) -> bool:
    try:
        known.find_class(full, by_program=True)
    except Exception:  # whatever a module of that name does
        return False
    return True


def _named(code: types.CodeType, around: dict[str, Any]) -> set[str]:
    """Return the names that code uses and that are neither its own nor harmless."""
    codes = [code]
    used: set[str] = set()
    own: set[str] = set()
    for one in codes:
        codes += [inner for inner in one.co_consts if isinstance(inner, types.CodeType)]
        used.update(one.co_names)
        own.update(
            step.argval
            for step in dis.get_instructions(one)
            if step.opname in _STORES and step.argval not in around and not hasattr(builtins, step.argval)
        )
    return {name for name in used if name not in _PLAIN and (name[:1] == "_" or name not in own)}
