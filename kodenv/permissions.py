"""What objects of a program's own may say to its suite, fixed by a run of the reference solution.

A liar profits from every question that the suite puts to an object of its making. Where the reference gave plain
data, nothing of the program's may answer; see docs/equality.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

_EVERY_CASE = ""  # the id under which a suite's set-up is noted


@dataclass(frozen=True, slots=True, kw_only=True)
class Permissions:
    """What the reference's own objects were asked.

    Attributes:
        own_equality: Case ids in which an object was compared by its own ``__eq__``.
        own_objects: Case ids in which objects were asked something else that a liar could profit from.
        own_classes: Case ids in which classes were asked for attributes, or what they contain.
        changes: Case ids in which objects of the tests' own were changed.
        keeps: Whether such objects are kept from changes in all other cases.
        texts: Names in what the tests themselves ran or unpickled.
        contents: Case ids in which objects were asked for what they contain.
        same: Case ids in which an object equalled all others of its class that the tests had.
        asked: Names of what objects and classes were asked for, in the whole suite.
        places: Where objects of the tests' own were changed, in the whole suite.
        stops: Case ids in which a function raised ``StopIteration``.
        origins: The standard library's name for each name of the program's that comes from there.
    """

    own_equality: frozenset[str] = frozenset()
    own_objects: frozenset[str] = frozenset()
    own_classes: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()
    keeps: bool = False
    texts: frozenset[str] = frozenset()
    contents: frozenset[str] = frozenset()
    same: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    stops: frozenset[str] = frozenset()
    origins: Mapping[str, str] = field(default_factory=dict)

    def to_row(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "own_equality": sorted(self.own_equality),
            "own_objects": sorted(self.own_objects),
            "own_classes": sorted(self.own_classes),
            "changes": sorted(self.changes),
            "keeps": self.keeps,
            "texts": sorted(self.texts),
            "contents": sorted(self.contents),
            "same": sorted(self.same),
            "asked": sorted(self.asked),
            "places": sorted(self.places),
            "stops": sorted(self.stops),
            "origins": dict(sorted(self.origins.items())),
        }

    def reported(self, real: Mapping[str, str], planted: Iterable[str]) -> "Permissions":
        """Return the same for a planted suite, whose cases have other ids.

        Args:
            real: The ids that are reported to the suite's own.
            planted: The ids of planted cases; they may ask what any case may.
        """
        return Permissions(
            own_equality=_renamed(self.own_equality, real, planted),
            own_objects=_renamed(self.own_objects, real, planted),
            own_classes=_renamed(self.own_classes, real, planted),
            changes=_renamed(self.changes, real, planted),
            keeps=self.keeps,
            texts=self.texts,
            contents=_renamed(self.contents, real, planted),
            same=_renamed(self.same, real, planted),
            asked=self.asked,
            places=self.places,
            stops=_renamed(self.stops, real, planted),
            origins=self.origins,
        )


def permissions_from(notes: Mapping[str, Iterable[str]]) -> Permissions:
    """Return what the suite's process noted in a run of the reference, by word."""
    pairs = [said.partition("=") for said in notes.get("ORIGIN", ())]
    return Permissions(
        own_equality=frozenset(notes.get("EQUALITY", ())),
        own_objects=frozenset(notes.get("OBJECT", ())),
        own_classes=frozenset(notes.get("CLASS", ())),
        changes=frozenset(notes.get("CHANGE", ())),
        texts=frozenset(notes.get("TEXT", ())),
        contents=frozenset(notes.get("CONTENT", ())),
        same=frozenset(notes.get("SAME", ())),
        asked=frozenset(notes.get("ASKED", ())),
        places=frozenset(notes.get("PLACE", ())),
        stops=frozenset(notes.get("STOP", ())),
        origins={name: origin for name, _, origin in pairs},
    )


def permissions_from_row(row: Mapping[str, Any]) -> Permissions:
    """Return what :meth:`Permissions.to_row` gave."""
    return Permissions(
        own_equality=frozenset(row["own_equality"]),
        own_objects=frozenset(row["own_objects"]),
        own_classes=frozenset(row["own_classes"]),
        changes=frozenset(row["changes"]),
        keeps=bool(row["keeps"]),
        texts=frozenset(row["texts"]),
        contents=frozenset(row["contents"]),
        same=frozenset(row["same"]),
        asked=frozenset(row["asked"]),
        places=frozenset(row["places"]),
        stops=frozenset(row["stops"]),
        origins=dict(row["origins"]),
    )


def _renamed(ids: frozenset[str], real: Mapping[str, str], planted: Iterable[str]) -> frozenset[str]:
    if not ids:
        return ids
    kept = {new for new, own in real.items() if own in ids} | ({_EVERY_CASE} & ids)
    return frozenset(kept | set(planted))
