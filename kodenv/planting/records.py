"""What a planted case is, and a suite that has some."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

VALUE, RAISES, NEGATED = "value", "raises", "negated"
LINES, ROW, ONCE = "lines", "row", "once"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Bytes of the suite's text that are replaced."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One way to make a check fail; ``options`` are equally good texts for the same place."""

    kind: str
    options: tuple[tuple[Edit, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """One possible planted case: a place that is copied, and what is changed in the copy.

    Attributes:
        name: The same for the same suite, always: the case, the kind, and what is changed where.
        case_id: The id of the case that is copied; without its parameters for a case of several.
        kind: ``value`` (an expected value), ``raises`` (an expected exception) or ``negated`` (the check itself).
        copied: ``lines`` (a statement or a function), ``row`` (a set of parameters) or ``once`` (a function, its copy
            with one set of parameters).
        start: Where the copied text begins, in bytes.
        end: Where it ends.
        edits: The changes.
        check: Which of the checks there is changed.
        row: Which set of parameters is copied.
        name_at: Where the function's name begins, 0 if none is copied.
        name_pinned: Whether the real one has to keep its name, because something else uses it.
    """

    name: str
    case_id: str
    kind: str
    copied: str
    start: int
    end: int
    edits: tuple[Edit, ...]
    check: int = 0
    row: int = 0
    name_at: int = 0
    name_pinned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedSuite:
    """A suite with planted cases.

    Attributes:
        code: The compiled suite, as the runner of its format takes it.
        source: The suite's text.
        real: Ids that the runner reports to the suite's own case ids.
        plants: Ids that the runner reports, and that must not pass, to the names of their plants.
        lines: The line of the original suite for each line of this one, from line 1 on.
    """

    code: Any
    source: str
    real: Mapping[str, str]
    plants: Mapping[str, str]
    lines: tuple[int, ...]

    @property
    def planted(self) -> frozenset[str]:
        """The ids that must not pass."""
        return frozenset(self.plants)

    def own_message(self, message: str) -> str:
        """Return a runner's message with the line of the original suite."""
        if not message.startswith("line "):
            return message
        number, colon, rest = message[5:].partition(":")
        if not (number.isdecimal() and 0 < int(number) <= len(self.lines)):
            return message
        return f"line {self.lines[int(number) - 1]}{colon}{rest}"
