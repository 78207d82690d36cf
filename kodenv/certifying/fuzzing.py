"""A suite that asks a program and the reference the same questions, to tell what differs from what only looks so.

The inputs are drawn from the suite's own calls. The reference is part of the suite; which inputs count is fixed by
running the reference against itself: it must answer, and with the same value, or the input is out of its domain.
"""

import ast
import dataclasses
import random
from collections.abc import Collection
from typing import Any

from kodenv.certifying.inputs import draw_arguments
from kodenv.records import Triplet
from kodenv.seeding import derive_seed
from kodenv.suite_calls import asserted_calls, names_from_solution, parse_or_none
from kodenv.syntax import top_level

MOST_INPUTS = 48
_MOST_CHARS = 2_000  # of one call's arguments
_HEAD = """
def _kodenv_plain(value, depth=0):
    if depth > 30:
        return "deep"
    kind = type(value).__name__
    if isinstance(value, float):
        return "float", format(value, ".9g")
    if isinstance(value, (list, tuple)):
        return kind, [_kodenv_plain(one, depth + 1) for one in value]
    if isinstance(value, (set, frozenset)):
        return kind, sorted((_kodenv_plain(one, depth + 1) for one in value), key=repr)
    if isinstance(value, dict):
        return kind, [(_kodenv_plain(key, depth + 1), _kodenv_plain(one, depth + 1)) for key, one in value.items()]
    if hasattr(value, "__next__"):
        import itertools
        return kind, [_kodenv_plain(one, depth + 1) for one in itertools.islice(value, 1000)]
    if type(value).__module__ == "builtins":
        return kind, repr(value)
    return kind, _kodenv_plain(getattr(value, "__dict__", {}) or str(value)[:20], depth + 1)


def _kodenv_answer(function, make):
    given = make()
    before = _kodenv_plain(given)
    value = function(*given[0], **given[1])
    after = _kodenv_plain(given)
    if value is None and before == after:
        raise ValueError("no answer")
    return _kodenv_plain(value), after


def _kodenv_agrees(name, make):
    return _kodenv_answer(_kodenv_reference[name], make) == _kodenv_answer(globals()[name], make)


_kodenv_reference = {"__name__": "reference"}
"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """A suite of questions.

    Attributes:
        triplet: What programs are run with.
        calls: The call that each case asks, by case id.
    """

    triplet: Triplet
    calls: dict[str, str]

    def only(self, case_ids: Collection[str]) -> "Questions":
        """Return these questions alone, under new ids."""
        kept = [case_id for case_id in self.calls if case_id in case_ids]
        lines = self.triplet.test.splitlines()
        asked = lines[len(lines) - len(self.calls) :]
        places = {case_id: place for place, case_id in enumerate(self.calls)}
        test = "\n".join([*lines[: -len(self.calls)], *(asked[places[case_id]] for case_id in kept)]) + "\n"
        calls = {f"assert_{number}": self.calls[case_id] for number, case_id in enumerate(kept, 1)}
        return Questions(triplet=dataclasses.replace(self.triplet, test=test), calls=calls)


def ask_like(triplet: Triplet, most: int = MOST_INPUTS) -> Questions | None:
    """Return questions like those of a triplet's suite; None where its calls cannot be read from its text."""
    seen = _seen_calls(triplet)
    if not seen:
        return None
    lines, calls = [], {}
    for name, arguments in seen.items():
        rng = random.Random(derive_seed("fuzz", triplet.question_id, name))
        for positional, keywords in draw_arguments(arguments, max(1, most // len(seen)), rng):
            text = f"({positional!r}, {keywords!r})"
            if len(text) > _MOST_CHARS or not _reads_back(text):
                continue
            lines.append(f"assert _kodenv_agrees({name!r}, lambda: {text})")
            shown = [*map(repr, positional), *(f"{key}={value!r}" for key, value in keywords.items())]
            calls[f"assert_{len(lines)}"] = f"{name}({', '.join(shown)})"
    if not lines:
        return None
    reference = f"exec(compile({triplet.solution!r}, 'reference.py', 'exec'), _kodenv_reference)\n"
    asking = dataclasses.replace(
        triplet, test=_HEAD + reference + "\n".join(lines) + "\n", test_format="assert", entry_point=None,
        checker=None, certificate=None, visible_cases=None, points=None, subtasks=None,
    )  # fmt: skip
    return Questions(triplet=asking, calls=calls)


def _seen_calls(triplet: Triplet) -> dict[str, list[tuple[tuple[Any, ...], dict[str, Any]]]]:
    """Return the literal arguments of the suite's calls, by the function's name."""
    if triplet.test_format == "stdio":
        return {}
    defined = top_level(triplet.solution)
    imported = names_from_solution(parse_or_none(triplet.test)) & defined.defined
    names = (imported or defined.defined) - defined.classes
    found: dict[str, list[tuple[tuple[Any, ...], dict[str, Any]]]] = {}
    for call in asserted_calls(triplet.test, names | {"candidate"}):
        name = triplet.entry_point if call.name == "candidate" and triplet.entry_point else call.name
        given = _literals(call.node)
        if name in names and given is not None:
            found.setdefault(name, []).append(given)
    return found


def _literals(call: ast.Call) -> tuple[tuple[Any, ...], dict[str, Any]] | None:
    if any(keyword.arg is None for keyword in call.keywords):
        return None
    try:
        positional = tuple(ast.literal_eval(one) for one in call.args)
        return positional, {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in call.keywords}
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None


def _reads_back(text: str) -> bool:
    try:
        ast.literal_eval(text)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True
