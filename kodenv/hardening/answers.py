"""The nouns of hardening: a call of the tested function, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kodenv.hardening.codec import decode, encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """The arguments of one call, plain values."""

    args: tuple[Any, ...]
    kwargs: Mapping[str, Any] = field(default_factory=dict)

    def to_row(self) -> list[Any]:
        """Return the call as JSON."""
        return [encode(self.args), encode(dict(self.kwargs))]

    @property
    def key(self) -> str:
        """A name that two calls share only if every argument has the same type and value."""
        return repr(self.to_row())


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of one call.

    Attributes:
        kind: ``value``, ``opaque`` (a value that is no plain one), ``raised``, ``time`` (out of processor time), or
            ``none`` (never answered: the program did not load, ended early or broke a limit).
        value: The value; the exception's or the type's name.
        changed: The arguments that the call changed in place, by position.
    """

    kind: str
    value: Any = None
    changed: Mapping[int, Any] = field(default_factory=dict)

    @classmethod
    def from_row(cls, kind: str, row: Any, changed: Any) -> "Answer":
        """Read what the driver wrote; anything else than an answer is none.

        The writer is the program's own process: nothing it says may raise here.
        """
        if kind in ("raised", "time"):
            return cls(kind=kind, value=str(row)[:80])
        if kind != "value":
            return NO_ANSWER
        try:
            after = {int(place): decode(one) for place, one in changed}
        except Exception:
            after = {}
        try:
            return cls(kind="value", value=decode(row), changed=after)
        except Exception as error:
            return cls(kind="opaque", value=str(error)[:80], changed=after)


NO_ANSWER = Answer(kind="none")
