"""What the program may do in a case, fixed by a run of the reference solution; see docs/equality.md."""

from __future__ import annotations

from kodenv.sandbox.calls.frames import Frames, SolutionGone


class Rules:
    """What the grader knows of a suite's reference run, or records in it.

    Attributes:
        own_equality: Ids of the cases in which the reference's own ``__eq__`` was asked; None: this is the
            reference's run, record them.
        case: The id of the case that is running.
        used: In a reference's run, the ids of the cases in which an object was compared by its own ``__eq__``.
        own_objects: Ids of the cases in which the reference's own objects were asked anything that a liar could
            profit from; None: allow and record them. An empty id, of a suite's set-up, stands for all cases.
        used_objects: Those ids, in a reference's run.
        asked: Names of what the reference's objects and classes were asked in the whole suite; None: any.
        used_names: Those names, in a reference's run.
        own_classes: Ids of the cases in which classes of the reference's were asked for attributes or what they
            contain: a class can be an answer, too, and has its metaclass speak.
        used_classes: Those ids, in a reference's run.
        origins: For each name of the reference's, where the standard library has it (``math``, ``math:sqrt``) or an
            empty text. Names with an origin the grader takes from there itself, and names of builtins that are not
            among them it leaves out. None: record.
        found_origins: Those names, in a reference's run.
        stops: Ids of the cases in which something of the reference's that is no iterator raised ``StopIteration``,
            which would quietly end an iteration of the tests'.
        used_stops: Those ids, in a reference's run.
        changes: Ids of the cases in which the reference changed objects of the tests' own: arguments in place,
            attributes. None: record.
        used_changes: Those ids, in a reference's run.
        keeps: Whether in all other cases such objects stay as they are, whatever a program does to them: a test that
            computes what it expects from an argument would believe one that changed it.
        has_changed: Whether a program changed one in such a case.
        contents: Ids of the cases in which objects of the reference's own were asked for what they contain; in all
            others such an object is plain data to the tests from the first question on. None: record.
        used_contents: Those ids, in a reference's run.
        same: Ids of the cases in which one of the reference's own objects equalled all that the tests had of its class.
            None: record.
        used_same: Those ids, in a reference's run.
        places: What the reference changed in the whole suite: which arguments, attributes, containers. None: any.
        used_places: Those places, in a reference's run.
        empties: Ids of the cases in which something empty came: of any kind with the reference, of a program an array,
            which numpy and ``approx`` take for equal to any number.
        texts: Names in the texts and pickles of the reference's that the tests ran (:mod:`.texts`). None: record.
        used_texts: Those names, in a reference's run.
        lost: Ids of the cases in which a thread of the tests' ended by an exception.
        frames: The channel, once connected.
    """

    __slots__ = (
        "asked", "case", "changes", "contents", "empties", "found_origins", "frames", "has_changed", "keeps", "lost",
        "origins", "own_classes", "own_equality", "own_objects", "places", "same", "stops", "texts", "used",
        "used_changes", "used_classes", "used_contents", "used_names", "used_objects", "used_places", "used_same",
        "used_stops", "used_texts",
    )  # fmt: skip

    def __init__(
        self,
        own_equality: frozenset[str] | None = None,
        own_objects: frozenset[str] | None = None,
        origins: dict[str, str] | None = None,
        stops: frozenset[str] | None = None,
        own_classes: frozenset[str] | None = None,
        changes: frozenset[str] | None = None,
        texts: frozenset[str] | None = None,
        asked: frozenset[str] | None = None,
        places: frozenset[str] | None = None,
        contents: frozenset[str] | None = None,
        same: frozenset[str] | None = None,
        *,
        keeps: bool = False,
    ) -> None:
        self.own_equality, self.own_objects, self.origins = own_equality, own_objects, origins
        self.stops = stops if stops is not None or own_equality is None else frozenset()
        self.own_classes = own_classes if own_classes is not None or own_equality is None else frozenset()
        self.found_origins: dict[str, str] = {}
        self.case = ""
        self.used: set[str] = set()
        self.used_objects: set[str] = set()
        self.used_classes: set[str] = set()
        self.used_changes: set[str] = set()
        self.changes, self.keeps, self.has_changed = changes, keeps, False
        self.texts = texts
        self.used_texts: set[str] = set()
        self.asked, self.places = asked, places
        self.used_names: set[str] = set()
        self.contents = contents
        self.used_contents: set[str] = set()
        self.same = same
        self.used_same: set[str] = set()
        self.used_places: set[str] = set()
        self.empties: set[str] = set()
        self.lost: set[str] = set()
        self.used_stops: set[str] = set()
        self.frames: Frames | None = None

    @property
    def gone(self) -> SolutionGone | None:
        """Why the channel broke, or None; tests that swallow the exception do not mend it."""
        return None if self.frames is None else self.frames.gone

    def lets_stop(self) -> bool:
        """Return whether a ``StopIteration`` from no iterator may reach the tests in this case."""
        if self.stops is None:
            self.used_stops.add(self.case)
            return True
        return self.case in self.stops or "" in self.stops

    @property
    def records(self) -> bool:
        """Whether this is a run of the reference that fixes the rules."""
        return self.own_equality is None

    def lets_objects_speak(self, name: str) -> bool:
        """Return whether an object of a class of the program's may answer what it is asked by a name in this case."""
        if self.own_objects is None:
            self.used_objects.add(self.case)
            self.used_names.add(_KIN.get(name, name))
            return True
        return (self.case in self.own_objects or "" in self.own_objects) and self._was_asked(name)

    def lets_contain(self) -> bool:
        """Return whether an object of the program's may answer each question about what it contains anew."""
        if self.own_equality is None:
            self.used_contents.add(self.case)
            return True
        return self.contents is None or self.case in self.contents or "" in self.contents

    def note_empty(self) -> None:
        """Note that something empty came in this case."""
        self.empties.add(self.case)

    def lets_be_same(self) -> bool:
        """Return whether an object may equal all others of its class in this case."""
        return self.same is None or self.case in self.same

    def _was_asked(self, name: str) -> bool:
        return self.asked is None or _KIN.get(name, name) in self.asked

    def lets_change(self, place: str) -> bool:
        """Return whether what the program changes now in an object of the tests', at a place, stays changed."""
        if self.changes is None:
            self.used_changes.add(self.case)
            self.used_places.add(place)
            return True
        is_place = self.places is None or place in self.places
        if is_place and (self.case in self.changes or "" in self.changes):
            return True
        self.has_changed = True
        return not self.keeps

    def lets_classes_speak(self, name: str) -> bool:
        """Return whether a class of the program's may answer what it is asked itself by a name in this case."""
        if self.own_classes is None:
            self.used_classes.add(self.case)
            self.used_names.add(_KIN.get(name, name))
            return True
        return (self.case in self.own_classes or "" in self.own_classes) and self._was_asked(name)


_REFLECTED_TEXT = "add sub mul matmul truediv floordiv mod divmod pow lshift rshift and xor or"
_KIN = {f"__{side}{name}__": f"__{name}__" for name in _REFLECTED_TEXT.split() for side in ("r", "i")}
_KIN.update(dict.fromkeys(("__le__", "__gt__", "__ge__"), "__lt__"))
"""Other names of the same question: which of them is asked depends on which of them a class defines."""
