"""What can be done once per suite and not per program: its plan, its compiled form, its case ids."""

import fcntl
import functools
import hashlib
import json
import marshal
import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kodenv.checkers import complaint_about
from kodenv.errors import DataError
from kodenv.evidence import Expectation
from kodenv.permissions import Permissions
from kodenv.planting import PlantedSuite
from kodenv.records import Triplet, parse_stdio
from kodenv.sandbox import limits, wire
from kodenv.sandbox.worker import Kind
from kodenv.subtasks import complaint_about_subtasks
from kodenv.suites import module_imports, plan_suite

JUDGE_VERSION = "4"  # raise it whenever a verdict on the same work can change
_POINTS_VERSION = 2  # of what points mean; the same for suites that have some
_SCIENTIFIC = frozenset({"numpy", "pandas", "scipy", "sklearn", "matplotlib", "seaborn", "sympy", "statsmodels"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """A triplet's suite, made ready. Shared by all programs of the question.

    Attributes:
        test_format: The triplet's.
        pairs: Inputs and outputs of a stdio suite.
        runner: ``small``, ``pytest`` or ``script``.
        expected: The cases, where the text alone tells them; None where a run of the reference must.
        imports: Top-level modules that the suite imports.
        source_file: Whether the program must also lie on disk.
        source: The suite's text.
        entry_point: The tested name, for a script that only defines ``check``.
        code: The compiled suite; None for the real pytest.
    """

    test_format: str
    pairs: tuple[tuple[str, str], ...] = ()
    runner: str = ""
    expected: Expectation | None = None
    imports: frozenset[str] = frozenset()
    source_file: bool = False
    source: str = ""
    entry_point: str | None = None
    code: Any = None

    @property
    def flags(self) -> int:
        """What a worker has to know of every program that meets this suite."""
        return wire.SOURCE_FILE if self.source_file else 0

    def payload(
        self,
        planted: PlantedSuite | None,
        permissions: Permissions | None,
        *,
        first: Sequence[str] = (),
        stop: int = 0,
    ) -> bytes:
        """Return what the suite's process reads.

        Args:
            planted: The suite with planted cases; None: as it is.
            permissions: What the program's objects may say in ``split``; None: everything, and what they were asked
                is reported (a run of the reference).
            first: Ids of the cases that are run first, where their order may be chosen.
            stop: After how many failed cases the run ends; 0: never.
        """
        code, source = (self.code, self.source) if planted is None else (planted.code, planted.source)
        suite = {
            "runner": self.runner,
            "source": source,
            "entry_point": self.entry_point,
            "code": None if self.code is None else code,
            "permissions": None if permissions is None else permissions.to_row(),
            "first": list(first),
            "stop": stop,
        }
        return marshal.dumps(suite)


def prepare(triplet: Triplet, runner: str = "auto") -> Suite:
    """Plan and compile a triplet's suite; the last few hundred suites are remembered.

    Args:
        triplet: Whose suite.
        runner: ``auto``, or ``pytest``: no small runner for a pytest suite, to compare the two.

    Raises:
        DataError: If the suite is not what its format says.
    """
    if triplet.language == "cpp" and triplet.test_format != "stdio":
        return Suite(test_format=triplet.test_format)  # compiled, not planned
    return _prepare(triplet.test, triplet.test_format, triplet.entry_point, runner)


@functools.lru_cache(maxsize=512)
def _prepare(test: str, test_format: str, entry_point: str | None, wanted_runner: str) -> Suite:
    if test_format == "stdio":
        return Suite(test_format="stdio", pairs=tuple(parse_stdio(test, "triplet")))
    plan = plan_suite(test, test_format, entry_point)
    runner = "pytest" if plan.runner == "small" and wanted_runner == "pytest" else plan.runner
    return Suite(
        test_format=test_format,
        runner=runner,
        expected=None if plan.case_ids is None else Expectation(required=plan.case_ids),
        imports=plan.imports,
        source_file=plan.needs_source_file,
        source=test,
        entry_point=entry_point,
        code=None if runner == "pytest" else plan.code,
    )


def without_code(payload: bytes) -> bytes:
    """Return the payload for an interpreter of another version, which compiles the suite itself."""
    return marshal.dumps({**marshal.loads(payload), "code": None}, 2)


def choose_kind(suite: Suite, program: str, profile: str, hash_seed: int = 0) -> Kind:
    """Choose the leanest worker that has what program and suite import, and this hash seed."""
    if profile == "auto":
        profile = "scientific" if _SCIENTIFIC & suite.imports or _imports_scientific(program) else "base"
    return Kind(profile=profile, real_pytest=suite.runner == "pytest", hash_seed=hash_seed)


def _imports_scientific(program: str) -> bool:
    # most programs name none of them, and parsing costs a good part of a verdict
    return any(name in program for name in _SCIENTIFIC) and bool(_SCIENTIFIC & module_imports(program))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Wall seconds (per verdict; per case for stdio; the same of processor time) and MiB of memory."""

    timeout_s: float
    memory_mb: int


def bounds_for(triplet: Triplet, timeout_s: float | None, memory_mb: int | None) -> Bounds:
    """Return the caller's limits, else the triplet's, else the defaults."""
    stated: Mapping[str, Any] = triplet.limits or {}
    return Bounds(
        timeout_s=float(timeout_s or stated.get("timeout_s") or limits.DEFAULT_TIMEOUT_S),
        memory_mb=int(memory_mb or stated.get("memory_mb") or limits.DEFAULT_MEMORY_MB),
    )


def fingerprint(parts: Sequence[Any]) -> str:
    """Return the name of what plain values describe: the same on any machine."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()


def digest(
    triplet: Triplet,
    program: str | None,
    bounds: Bounds,
    profile: str,
    mode: str,
    *,
    stops: Sequence[str] | None = None,
) -> str:
    """Return the name of this work: the same on any machine.

    ``stops`` are the cases that come first in a run that ends at its first failure; None: all cases are run.
    """
    parts: list[Any] = [
        JUDGE_VERSION, mode, profile, triplet.language, triplet.test_format, triplet.test, triplet.entry_point,
        dict(triplet.checker) if triplet.checker else None, bounds.timeout_s, bounds.memory_mb, program,
    ]  # fmt: skip
    if triplet.points is not None or triplet.subtasks is not None:
        groups = [dict(one) if isinstance(one, Mapping) else one for one in triplet.subtasks or ()]
        parts.append([_POINTS_VERSION, list(triplet.points or ()), groups])
    if triplet.cpp_standard is not None:
        parts.append(triplet.cpp_standard)
    if triplet.language == "cpp" and triplet.test_format == "assert":
        parts.append(triplet.solution)  # a part of the suite: it is compiled with it
    elif stops is not None:
        parts.append({"stops": list(stops)})
    return fingerprint(parts)


def payload_reader(payload: bytes) -> int:
    """Return a descriptor from which these bytes can be read once; the caller closes it."""
    reader, writer = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        if os.write(writer, payload) == len(payload):
            os.set_blocking(reader, True)
            return reader
    except BlockingIOError:
        pass  # a user with many pipes gets small ones
    finally:
        os.close(writer)
    os.close(reader)
    return file_in_memory(payload)


def file_in_memory(data: bytes) -> int:
    """Return a descriptor of a nameless file that holds these bytes for good; the caller closes it."""
    memory = os.memfd_create("kodenv", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    with open(memory, "wb", closefd=False) as file:
        file.write(data)
    seals = fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE
    fcntl.fcntl(memory, fcntl.F_ADD_SEALS, seals)
    os.lseek(memory, 0, os.SEEK_SET)
    return memory


def unjudgeable(triplet: Triplet) -> str:
    """Return why a triplet cannot be judged, or an empty string."""
    if triplet.language == "cpp" and triplet.test_format == "pytest":
        return "the suite cannot be used: expected test_format 'assert' or 'stdio' for C++, got 'pytest'; fix the row"
    if why := complaint_about(triplet.checker):
        return f"the checker cannot be used: {why}"
    return _complaint_about_points(triplet) if triplet.test_format == "stdio" else ""


def _complaint_about_points(triplet: Triplet) -> str:
    points, subtasks = triplet.points, triplet.subtasks
    if points is None and subtasks is None:
        return ""
    try:
        cases = len(prepare(triplet).pairs)
    except DataError:
        return ""  # the suite's own trouble is told where it is prepared
    if points is not None and subtasks is not None:
        return "points: expected points of cases or of subtasks, got both; fix the row"
    if points is not None and len(points) != cases:
        return f"points: expected one for each of the {cases} cases, got {len(points)}; fix the row"
    if points is not None and not all(isinstance(one, int | float) and 0 <= one < math.inf for one in points):
        return f"points: expected numbers that are not below 0, got {str(points)[:60]}; fix the row"
    if subtasks is not None:
        return complaint_about_subtasks(subtasks, [f"case_{number}" for number in range(1, cases + 1)])
    return ""
