"""What is fixed for a triplet before any program is judged by its suite.

Fixed once per triplet by runs of its reference solution (:mod:`kodenv.measuring`), and kept: the cases; whether the
suite gives the same verdict with the program in a process of its own (``split``); what the program's objects may say
there; which planted cases the reference fails.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kodenv.evidence import Expectation
from kodenv.permissions import Permissions, permissions_from_row
from kodenv.preparation import Bounds, Suite
from kodenv.records import Triplet
from kodenv.sandbox.worker import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A triplet whose suite is ready, as far as its standing depends on it."""

    triplet: Triplet
    suite: Suite
    bounds: Bounds
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the reference fixed.

    Attributes:
        mode: ``split`` or ``shared``.
        why: Why it is not ``split``, where that was asked for.
        expected: The cases.
        permissions: What the program's own objects may say in ``split``.
        plants: Names of the planted cases that the reference fails.
        refusal: Why no program can be judged; empty if one can.
    """

    mode: str
    why: str = ""
    expected: Expectation = field(default_factory=lambda: Expectation(required=()))
    permissions: Permissions = field(default_factory=Permissions)
    plants: tuple[str, ...] = ()
    refusal: str = ""

    def to_row(self) -> dict[str, Any]:
        """Return plain values for the store."""
        return {
            "mode": self.mode,
            "why": self.why,
            "required": list(self.expected.required),
            "may_fail": sorted(self.expected.may_fail),
            "skipped": sorted(self.expected.skipped),
            "checked": sorted(self.expected.checked),
            "swallowed": sorted(self.expected.swallowed),
            "empty": sorted(self.expected.empty),
            "permissions": self.permissions.to_row(),
            "plants": list(self.plants),
            "refusal": self.refusal,
        }


def standing_from_row(row: Mapping[str, Any]) -> Standing:
    """Return what :meth:`Standing.to_row` gave."""
    expected = Expectation(
        required=tuple(row["required"]),
        may_fail=frozenset(row["may_fail"]),
        skipped=frozenset(row["skipped"]),
        checked=frozenset(row["checked"]),
        swallowed=frozenset(row["swallowed"]),
        empty=frozenset(row["empty"]),
    )
    return Standing(
        mode=row["mode"],
        why=row["why"],
        expected=expected,
        permissions=permissions_from_row(row["permissions"]),
        plants=tuple(row["plants"]),
        refusal=row["refusal"],
    )
