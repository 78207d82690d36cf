"""What the soak judges: a program, and the verdicts that are right for it."""

from dataclasses import dataclass

from kodenv.records import Status, Triplet

PASSES = frozenset({Status.PASSED})
NEVER_PASSES = frozenset(Status) - {Status.PASSED, Status.UNSCORED, Status.NO_PROGRAM}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One program of the stream.

    Attributes:
        index: Its place in the stream; with the seed it names the program.
        kind: Which sort of program it is, for the table.
        about: How it was made, for whoever reads that its verdict was wrong.
        triplet: What it is judged on.
        program: Its text.
        right: The statuses that are right for it.
        armed: Whether words such as ``@MARKER@`` stand in it.
    """

    index: int
    kind: str
    about: str
    triplet: Triplet
    program: str
    right: frozenset[Status]
    armed: bool = False
