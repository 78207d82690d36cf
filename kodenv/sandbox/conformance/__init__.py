"""What every sandbox must do, as checks to run against any judge.

Each check judges hostile or honest programs, holds their statuses against what is promised, looks from outside for
what a program must not have done (a file, a connection, a process), and asks for two verdicts after it that must be
right. Against a backend of your own, in pytest::

    import pytest
    from kodenv.sandbox.conformance import CHECKS, require

    @pytest.mark.parametrize("name", CHECKS)
    def test_my_sandbox_keeps_its_promises(name):
        require(my_judge, name)

where ``my_judge(triplet, program)`` returns a :class:`kodenv.Verdict`; for our own it is ``Judge(...).judge``. The
triplets carry the limits that the checks need, so the judge should set none of its own.

The programs are harmless where they succeed: they end by themselves within a minute, make at most 200 processes,
take at most 4 GiB of address space, and write, connect and signal only where the check prepared a place for it.

Covers: what can be seen from the caller's machine. Does not cover: the kernel's flaws and side channels.
"""

from collections.abc import Iterable

from kodenv.sandbox.conformance import (
    endings,
    files,
    hidden,
    honest,
    leftovers,
    network,
    processes,
    refused,
    reports,
    resources,
    stdio,
)
from kodenv.sandbox.conformance.check import Check
from kodenv.sandbox.conformance.running import Judging, Result, choose, run_check

__all__ = ["CHECKS", "Check", "Judging", "Result", "require", "run_checks"]

_MODULES = (resources, stdio, processes, network, files, hidden, refused, reports, endings, leftovers, honest)
CHECKS: dict[str, Check] = {check.name: check for module in _MODULES for check in module.CHECKS}


def run_checks(judge: Judging, names: Iterable[str] | None = None) -> list[Result]:
    """Run checks against a judge, one after another.

    Args:
        judge: Gives the verdict on a (triplet, program) pair.
        names: Which checks; None: all of :data:`CHECKS`.

    Raises:
        ConfigError: If a name is unknown.
    """
    return [run_check(judge, check) for check in choose(CHECKS, names)]


def require(judge: Judging, name: str) -> None:
    """Run one check inside a pytest test: fail it where the promise is broken, skip it where it is not made.

    Raises:
        AssertionError: If the promise is broken.
        ConfigError: If the name is unknown.
    """
    import pytest

    (result,) = run_checks(judge, [name])
    if result.skipped:
        pytest.skip(result.skipped)
    assert result.held, f"{result.promise}: {result.broken}"
