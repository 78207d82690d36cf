"""What every command is handed, and the options that every judging command takes."""

import argparse
import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol, TextIO

from kodenv.policy import Policy
from kodenv.rollout import JudgesMany


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeOptions:
    """How programs are judged.

    Attributes:
        workers: Programs at a time.
        timeout_s: Wall seconds per verdict, per case for stdio; None: the triplet's limit, else 20.
        memory_mb: Mebibytes per program; None: the triplet's limit, else 1024.
        isolation: ``auto``, ``split`` or ``shared``.
        profile: ``auto``, ``base`` or ``scientific``.
        python: The interpreter whose packages programs see; None: ours.
        allow_weak_sandbox: Judge even where the machine cannot isolate well.
        cache: Read and write the local store of verdicts.
        coverage: Measure the line coverage of programs that pass.
        plants: Add planted cases; False where the programs are our own.
        stop_early: End a run at its first failed case.
        kept_workers: Processes of different kinds that each worker keeps for later.
        cpp_include: A folder of headers that C++ checker programs may include.
    """

    workers: int = 1
    timeout_s: float | None = None
    memory_mb: int | None = None
    isolation: str = "auto"
    profile: str = "auto"
    python: str | None = None
    allow_weak_sandbox: bool = False
    cache: bool = True
    coverage: bool = False
    plants: bool = True
    stop_early: bool = False
    kept_workers: int = 4
    cpp_include: str | None = None

    def identity(self) -> dict[str, Any]:
        """Return what can change a verdict: neither the number of workers nor the cache can."""
        from kodenv.preparation import JUDGE_VERSION

        free = ("workers", "cache", "coverage", "plants", "kept_workers")
        values = {key: value for key, value in asdict(self).items() if key not in free}
        if not self.stop_early:
            del values["stop_early"]
        del values["cpp_include"]
        if self.cpp_include is not None:
            from kodenv.cpp.user_headers import read_headers

            values["cpp_include"] = read_headers(Path(self.cpp_include)).digest
        return {**values, "version": JUDGE_VERSION}


OpenJudge = Callable[[JudgeOptions], AbstractContextManager[JudgesMany]]


class OpenPolicy(Protocol):
    """Opens the policy that the specs name."""

    def __call__(
        self, specs: Sequence[str], server: Mapping[str, Any] | None = None, /
    ) -> AbstractContextManager[Policy]:
        """Open it; ``server`` is how an ``openai:`` server is asked, where not by the defaults."""
        ...


MAX_UNSCORED = 0.02  # the share above which a run fell short


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The outside world as a command sees it."""

    out: TextIO
    err: TextIO
    open_judge: OpenJudge
    open_policy: OpenPolicy


def add_judge_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of every command that judges."""
    group = parser.add_argument_group("judging")
    group.add_argument("--workers", type=positive_int, default=1, metavar="N", help="programs at a time (default 1)")
    group.add_argument(
        "--timeout-s",
        type=seconds,
        metavar="S",
        help="wall seconds per verdict, per case for stdio; CPU limit the same (default: the triplet's, else 20)",
    )
    group.add_argument(
        "--memory-mb", type=positive_int, metavar="M", help="MiB per program (default: the triplet's, else 1024)"
    )
    group.add_argument("--isolation", default="auto", metavar="auto|split|shared", help="default auto")
    group.add_argument(
        "--allow-weak-sandbox", action="store_true", help="judge even where 'kodenv doctor' finds too few layers"
    )
    group.add_argument("--profile", default="auto", metavar="auto|base|scientific", help="default auto, by the imports")
    group.add_argument("--python", metavar="PATH", help="the interpreter whose packages programs see (default: ours)")
    group.add_argument(
        "--cpp-include", metavar="DIR", help="headers that C++ checker programs may include (testlib.h; default: none)"
    )
    group.add_argument("--no-cache", action="store_true", help="neither read nor write the local store of verdicts")


def add_stop_early_option(parser: argparse.ArgumentParser) -> None:
    """Add the option of the commands that only ask whether programs pass."""
    parser.add_argument(
        "--stop-early",
        action="store_true",
        help="end a program's run at its first failed case; with certificates, ask first what refuses most mutants",
    )


def add_unscored_option(parser: argparse.ArgumentParser) -> None:
    """Add the option that says when a command's own promise fell short."""
    parser.add_argument(
        "--max-unscored",
        type=share,
        default=MAX_UNSCORED,
        metavar="X",
        help=f"exit with 1 if a larger share could not be judged (default {MAX_UNSCORED})",
    )


def judge_options(args: argparse.Namespace) -> JudgeOptions:
    """Return the judging options of a command line."""
    return JudgeOptions(
        workers=args.workers,
        timeout_s=args.timeout_s,
        memory_mb=args.memory_mb,
        isolation=args.isolation,
        profile=args.profile,
        python=args.python,
        allow_weak_sandbox=args.allow_weak_sandbox,
        cache=not args.no_cache,
        stop_early=getattr(args, "stop_early", False),
        cpp_include=args.cpp_include,
    )


def positive_int(text: str) -> int:
    """Parse a whole number from 1 on, for argparse."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 on, got {text!r}")
    return number


def seconds(text: str) -> float:
    """Parse a finite number above 0, for argparse."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"expected seconds above 0, got {text!r}")
    return number


def share(text: str) -> float:
    """Parse a number from 0 to 1, for argparse."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"expected a number from 0 to 1, got {text!r}")
    return number


def number_between(low: float, high: float) -> Callable[[str], float]:
    """Return a parser of numbers from ``low`` to ``high``, for argparse."""

    def parse(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"expected a number from {low} to {high}, got {text!r}")
        return value

    return parse
