"""What an audit needs of a grader: one question, and where its processes are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from kodenv.auditing.corpus import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """What a grader said of one program.

    Attributes:
        passed: Whether it was accepted; None where the grader could not tell.
        verdict: In the grader's own words: a status, an exit code.
        mode: The isolation that was really used, where the grader has several.
        details: More for people, and all that came out of the program's surroundings.
    """

    passed: bool | None
    verdict: str
    mode: str = ""
    details: dict[str, Any]


class Grader(Protocol):
    """A grader under audit, used by one thread at a time.

    Attributes:
        name: How the audit calls it.
        sandboxed: Whether programs that do damage are contained, so that they may be tried and the traps asked.
    """

    name: str
    sandboxed: bool

    def refusal(self, case: Case) -> str:
        """Return why a case makes no sense for this grader, or an empty string."""
        ...

    def grade(self, case: Case, text: str) -> Grade:
        """Grade a program's text on the case's task."""
        ...

    def roots(self) -> Sequence[int]:
        """Return the processes under which programs run, which live on between two of them."""
        ...

    def close(self) -> None:
        """End the grader's processes."""
        ...
