"""The nouns: a triplet, a program's verdict, and a rollout. Frozen, slotted, plain values.

*solution* is the reference, *program* the candidate, *completion* raw model text, *verdict* what
happened, *reward* what the learner is told.
"""

import dataclasses
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NoReturn

from kodenv.errors import DataError
from kodenv.subtasks import SubtaskScore

TEST_FORMATS = ("pytest", "assert", "stdio")
LANGUAGES = ("python", "cpp")
CPP_STANDARDS = ("c++17", "c++20", "c++23")
STYLES = ("instruct", "complete", "online_judge")
CHECKERS = ("exact", "tokens", "float", "program")


class Status(StrEnum):
    """What happened to a program. UNSCORED is ours: we could not decide."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    ERROR = "ERROR"
    TIMEOUT = "TIMEOUT"
    MEMORY = "MEMORY"
    OUTPUT = "OUTPUT"
    NO_PROGRAM = "NO_PROGRAM"
    UNSCORED = "UNSCORED"


class CaseStatus(StrEnum):
    """What happened to one case. Only PASSED and XFAILED (expected to fail, and did) count as held."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    ERROR = "ERROR"
    SKIPPED = "SKIPPED"
    XFAILED = "XFAILED"
    XPASSED = "XPASSED"
    TIMEOUT = "TIMEOUT"
    MEMORY = "MEMORY"
    OUTPUT = "OUTPUT"
    NOT_RUN = "NOT_RUN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case of a suite as it was seen.

    Attributes:
        id: The case's id, fixed before the program ran.
        status: What was seen.
        message: For people: the failing line and why. Empty when the case held.
        weight: The share of wrong programs it catches, where a certificate says so.
        points: What the case is worth, where the triplet says so.
    """

    id: str
    status: CaseStatus
    message: str = ""
    weight: float | None = None
    points: float | None = None

    def to_row(self) -> dict[str, Any]:
        """Return the case as a JSON-ready dict; ``weight`` and ``points`` only where there are some."""
        row: dict[str, Any] = {"id": self.id, "status": str(self.status), "message": self.message}
        if self.weight is not None:
            row["weight"] = self.weight
        if self.points is not None:
            row["points"] = self.points
        return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Isolation:
    """How a verdict was isolated: what was really enforced, not what was asked for."""

    mode: str = "shared"
    layers: tuple[str, ...] = ()
    profile: str = "base"

    def to_row(self) -> dict[str, Any]:
        """Return the isolation as a JSON-ready dict."""
        return {"mode": self.mode, "layers": list(self.layers), "profile": self.profile}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What the deciding attempt cost. Never part of what two runs must agree on.

    ``line_coverage`` is the share (0 to 1) of the program's own lines that its suite ran, where it was asked for;
    ``branch_coverage`` that of the ways that its branches can go.
    """

    wall_s: float = 0.0
    cpu_s: float = 0.0
    peak_memory_bytes: int = 0
    attempts: int = 1
    line_coverage: float | None = None
    branch_coverage: float | None = None

    def to_row(self) -> dict[str, Any]:
        """Return the measurements as a JSON-ready dict; coverage only where it was asked for."""
        row: dict[str, Any] = {
            "wall_s": round(self.wall_s, 6),
            "cpu_s": round(self.cpu_s, 6),
            "peak_memory_bytes": self.peak_memory_bytes,
            "attempts": self.attempts,
        }
        for name in ("line_coverage", "branch_coverage"):
            if getattr(self, name) is not None:
                row[name] = getattr(self, name)
        return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What happened when a program met a suite.

    PASSED holds only if ``total > 0`` and ``passed == total``. A verdict has no truth value: a
    status is a non-empty string whatever it says, so ``if verdict:`` raises; ask ``solved``.
    """

    status: Status
    passed: int = 0
    total: int = 0
    message: str = ""
    cases: tuple[Case, ...] = ()
    isolation: Isolation = field(default_factory=Isolation)
    digest: str = ""
    measured: Measured = field(default_factory=Measured)
    subtasks: tuple[SubtaskScore, ...] = ()

    def __post_init__(self) -> None:
        if self.status is Status.PASSED and not (self.total > 0 and self.passed == self.total):
            raise AssertionError(f"PASSED with {self.passed} of {self.total} cases")

    def __bool__(self) -> NoReturn:
        raise TypeError("a verdict has no truth value; ask verdict.solved or verdict.status")

    @property
    def solved(self) -> bool:
        """Whether every case held."""
        return self.status is Status.PASSED

    def to_row(self) -> dict[str, Any]:
        """Return the verdict as a JSON-ready dict, in the contract's order (without the ids of its job).

        ``subtasks`` only where there are some.
        """
        return {
            "status": str(self.status),
            "solved": self.solved,
            "passed": self.passed,
            "total": self.total,
            "message": self.message,
            "cases": [case.to_row() for case in self.cases],
            **({"subtasks": [one.to_row() for one in self.subtasks]} if self.subtasks else {}),
            "isolation": self.isolation.to_row(),
            "digest": self.digest,
            "measured": self.measured.to_row(),
        }

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> "Verdict":
        """Build a verdict from what :meth:`to_row` wrote.

        Raises:
            DataError: If a key is missing or a status is unknown.
        """
        try:
            return cls(
                status=Status(row["status"]),
                passed=int(row["passed"]),
                total=int(row["total"]),
                message=row["message"],
                cases=tuple(
                    Case(
                        id=c["id"],
                        status=CaseStatus(c["status"]),
                        message=c["message"],
                        weight=c.get("weight"),
                        points=c.get("points"),
                    )
                    for c in row["cases"]
                ),
                isolation=Isolation(
                    mode=row["isolation"]["mode"],
                    layers=tuple(row["isolation"]["layers"]),
                    profile=row["isolation"]["profile"],
                ),
                digest=row["digest"],
                measured=Measured(**row.get("measured", {})),
                subtasks=tuple(SubtaskScore(**one) for one in row.get("subtasks") or ()),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(f"verdict row: expected the columns of a verdict, got {error!r}") from error


_STR = ("question_id", "question")
_OPTIONAL_STR = ("entry_point", "subset", "source", "license", "difficulty")
_CHOICES = {"test_format": TEST_FORMATS, "language": LANGUAGES, "style": STYLES, "cpp_standard": CPP_STANDARDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Triplet:
    """A question, its reference solution and its test suite: one row of a data set.

    The attributes are the contract's columns; columns of other people's are kept in ``extra`` and
    written back untouched.
    """

    __test__ = False

    question_id: str
    question: str
    solution: str = ""
    test: str = ""
    test_format: str = "pytest"
    entry_point: str | None = None
    language: str = "python"
    cpp_standard: str | None = None
    style: str = "instruct"
    subset: str | None = None
    source: str | None = None
    license: str | None = None
    difficulty: str | None = None
    limits: Mapping[str, Any] | None = None
    checker: Mapping[str, Any] | None = None
    points: Sequence[float] | None = None
    subtasks: Sequence[Mapping[str, Any]] | None = None
    visible_cases: Sequence[str] | None = None
    certificate: Mapping[str, Any] | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_row(cls, row: Mapping[str, Any], where: str = "row") -> "Triplet":
        """Build a triplet from a row of the contract's format (KodCode's own columns are understood).

        Args:
            row: The columns. ``test_code`` stands in for ``test``, ``test_info[0].function_name`` for
                ``entry_point``, ``gpt_difficulty`` for ``difficulty``; all three stay in ``extra``.
            where: File and line, for the error.

        Raises:
            DataError: If a column is missing or has the wrong type.
        """
        values: dict[str, Any] = {}
        extra: dict[str, Any] = {}
        for key, value in row.items():
            if key in _FIELDS:
                values[key] = value
            else:
                extra[key] = value
        for name in _STR:
            if not isinstance(values.get(name), str) or not values[name]:
                _refuse(where, name, "a non-empty string", values.get(name))
        if values.get("test") is None:
            values["test"] = extra.get("test_code")
        for name in ("solution", "test"):
            if not isinstance(values.get(name), str):
                _refuse(where, name, "a string", values.get(name))
        if values.get("entry_point") is None:
            values["entry_point"] = _kodcode_entry_point(extra.get("test_info"))
        if values.get("difficulty") is None and isinstance(extra.get("gpt_difficulty"), str):
            values["difficulty"] = extra["gpt_difficulty"]
        for name in _OPTIONAL_STR:
            if values.get(name) is not None and not isinstance(values[name], str):
                _refuse(where, name, "a string or null", values[name])
        for name, choices in _CHOICES.items():
            if values.get(name) is None:
                values.pop(name, None)
            elif values[name] not in choices:
                _refuse(where, name, f"one of {', '.join(choices)}", values[name])
        _check_objects(values, where)
        if values.get("test_format") == "stdio":
            parse_stdio(values["test"], where)
        return cls(**values, extra=extra)

    def to_row(self) -> dict[str, Any]:
        """Return the row, the contract's columns first, then the foreign ones."""
        row = {name: getattr(self, name) for name in _FIELDS}
        for name in _WHERE_STATED:
            if row[name] is None:
                del row[name]
        return {**row, **self.extra}


_WHERE_STATED = ("subtasks", "cpp_standard")  # columns that most sets have no use for
_FIELDS = tuple(f.name for f in dataclasses.fields(Triplet) if f.name != "extra")


def _refuse(where: str, name: str, expected: str, got: object) -> NoReturn:
    shown = repr(got)
    shown = shown if len(shown) <= 80 else shown[:77] + "..."
    raise DataError(f"{where}: $.{name}: expected {expected}, got {shown}; fix the row")


def _check_objects(values: dict[str, Any], where: str) -> None:
    for name in ("limits", "checker", "certificate"):
        if values.get(name) is not None and not isinstance(values[name], Mapping):
            _refuse(where, name, "an object or null", values[name])
    _check_checker(values.get("checker") or {}, where)
    for name in ("points", "subtasks", "visible_cases"):
        if values.get(name) is not None and not isinstance(values[name], list | tuple):
            _refuse(where, name, "a list or null", values[name])
    for name in ("timeout_s", "memory_mb"):
        value = (values.get("limits") or {}).get(name)
        if value is not None and not _is_positive(value):
            _refuse(where, f"limits.{name}", "a number above 0", value)


def _check_checker(checker: Mapping[str, Any], where: str) -> None:
    if checker.get("kind") not in (None, *CHECKERS):
        _refuse(where, "checker.kind", f"one of {', '.join(CHECKERS)}", checker["kind"])
    if checker.get("tolerance") is not None and not _is_positive(checker["tolerance"]):
        _refuse(where, "checker.tolerance", "a number above 0", checker["tolerance"])


def _is_positive(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value > 0


def _kodcode_entry_point(test_info: object) -> str | None:
    """Return the name of the first tested function, from KodCode's ``test_info`` (a list of objects)."""
    if isinstance(test_info, str):
        try:
            test_info = json.loads(test_info)
        except ValueError:
            return None
    if isinstance(test_info, list | tuple) and test_info and isinstance(test_info[0], Mapping):
        name = test_info[0].get("function_name")
        return name if isinstance(name, str) and name else None
    return None


def parse_stdio(test: str, where: str = "row") -> list[tuple[str, str]]:
    """Return the (input, output) pairs of a stdio suite.

    Accepts the contract's JSON list of ``{"input", "output"}`` and KodCode v1.1's
    ``{"stdin": [...], "stdout": [...]}``.

    Raises:
        DataError: If the text is neither.
    """
    try:
        data = json.loads(test)
    except ValueError as error:
        raise DataError(
            f'{where}: $.test: expected a JSON list of {{"input", "output"}} (test_format is \'stdio\'), '
            f"got {test[:60]!r}; fix test_format or the row"
        ) from error
    if isinstance(data, dict) and isinstance(data.get("stdin"), list) and isinstance(data.get("stdout"), list):
        if len(data["stdin"]) != len(data["stdout"]):
            _refuse(where, "test", "as many stdin as stdout texts", (len(data["stdin"]), len(data["stdout"])))
        data = [{"input": i, "output": o} for i, o in zip(data["stdin"], data["stdout"], strict=True)]
    if not isinstance(data, list):
        _refuse(where, "test", 'a JSON list of {"input", "output"}', data)
    pairs = []
    for index, item in enumerate(data):
        if not (isinstance(item, dict) and isinstance(item.get("input"), str) and isinstance(item.get("output"), str)):
            _refuse(where, f"test[{index}]", '{"input": str, "output": str}', item)
        pairs.append((item["input"], item["output"]))
    return pairs
