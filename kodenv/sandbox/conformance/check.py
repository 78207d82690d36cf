"""What a check is: programs to judge in order, the statuses they may get, and a look from outside afterwards."""

import dataclasses
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType

from kodenv.records import Status, Triplet

GOOD = "\ndef f(x):\n    return x + 1\n"
BAD = "\ndef f(x):\n    return x\n"
_SUITE = "from solution import f\n\ndef test_one():\n    assert f(1) == 2\n\ndef test_two():\n    assert f(-1) == 0\n"

QUICK_S = 1.0
TIGHT_S = 3.0
ROOMY_S = 20.0
TASK = Triplet(
    question_id="conformance",
    question="Return the number after x.",
    solution=GOOD,
    test=_SUITE,
    entry_point="f",
    limits={"timeout_s": TIGHT_S, "memory_mb": 256},
)
QUICK_TASK = dataclasses.replace(TASK, limits={"timeout_s": QUICK_S, "memory_mb": 256})  # for what will be over it
ROOMY_TASK = dataclasses.replace(TASK, limits={"timeout_s": ROOMY_S, "memory_mb": 1024})

PASSED = frozenset({Status.PASSED})
THEIRS = frozenset(Status) - {Status.UNSCORED, Status.NO_PROGRAM}  # whatever it did, the judge knows what it was
NOT_PASSED = THEIRS - PASSED


class Outside:
    """What a check prepares outside the sandbox before its programs run, and looks at when they have ended.

    Attributes:
        values: What stands for ``@NAME@`` in the programs.
    """

    def __init__(self) -> None:
        """Start with no values."""
        self.values: dict[str, str] = {}

    def __enter__(self) -> "Outside":
        """Prepare."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take away what was prepared, and what a program left if the sandbox let it."""

    def harm(self) -> str:
        """Return what a program did that it must not be able to do, or an empty string."""
        return ""

    def fill(self, program: str) -> str:
        """Return a program with the values in it."""
        for name, value in self.values.items():
            program = program.replace(f"@{name}@", value)
        return program


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One program, and what its verdict may be."""

    program: str
    statuses: frozenset[Status]
    triplet: Triplet = TASK


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that a sandbox must do.

    Attributes:
        name: ``family: what the program does``.
        promise: What is promised.
        steps: The programs, judged in this order.
        outside: What is prepared and looked at outside the sandbox.
        needs: Layers, by the names in ``verdict.isolation.layers``, without which this is not promised.
    """

    name: str
    promise: str
    steps: tuple[Step, ...]
    outside: Callable[[], Outside] = Outside
    needs: tuple[str, ...] = ()


def text(program: str) -> str:
    """Return a program written as an indented block of ours as the text that it is; others stay as they are."""
    return textwrap.dedent(program[1:]) if program.startswith("\n") else program


def solving(program: str) -> str:
    """Return a program that also solves the task, where it does not define ``f`` in its own way."""
    program = text(program)
    return program if "def f(" in program or "class f(" in program else program + GOOD


def checks_of(
    family: str,
    promise: str,
    programs: Mapping[str, str],
    statuses: Iterable[Status] = PASSED,
    *,
    outside: Callable[[], Outside] = Outside,
    needs: tuple[str, ...] = (),
    triplet: Triplet = TASK,
) -> tuple[Check, ...]:
    """Return a check of one step for each program; the programs go on to solve the task."""
    return tuple(
        Check(
            name=f"{family}: {name}",
            promise=promise,
            steps=(Step(program=solving(program), statuses=frozenset(statuses), triplet=triplet),),
            outside=outside,
            needs=needs,
        )
        for name, program in programs.items()
    )
