"""``pytest.mark``, and the marks that a function, class or module has."""

from __future__ import annotations

from typing import Any

from kodenv.sandbox.small_pytest.fixtures import FixtureDefinition
from kodenv.sandbox.small_pytest.outcomes import fail

UNSUPPORTED_MARKS = frozenset(
    {"filterwarnings", "parameterize", "parametrise", "parameterise", "anyio", "trio", "timeout", "flaky", "repeat"}
)
"""Marks that the real pytest or a plugin of it gives a meaning."""


class Mark:
    """A mark as it is kept on a function or class."""

    __slots__ = ("args", "kwargs", "name")

    def __init__(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.name = name
        self.args = args
        self.kwargs = kwargs


class MarkDecorator:
    """``pytest.mark.NAME``, with or without arguments; decorates functions and classes."""

    __slots__ = ("mark",)

    def __init__(self, mark: Mark) -> None:
        self.mark = mark

    @property
    def name(self) -> str:
        """The mark's name."""
        return self.mark.name

    @property
    def args(self) -> tuple[Any, ...]:
        """The mark's positional arguments."""
        return self.mark.args

    @property
    def kwargs(self) -> dict[str, Any]:
        """The mark's keyword arguments."""
        return self.mark.kwargs

    def with_args(self, *args: Any, **kwargs: Any) -> MarkDecorator:
        """Return the mark with more arguments, even if the only one is a function."""
        old = self.mark
        return MarkDecorator(Mark(old.name, old.args + args, {**old.kwargs, **kwargs}))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Mark a function or class, or return the mark with more arguments."""
        if len(args) == 1 and not kwargs:
            target = args[0]
            inner = target.__func__ if isinstance(target, (staticmethod, classmethod)) else target
            named = callable(inner) and getattr(inner, "__name__", "<lambda>") != "<lambda>"
            if named or isinstance(inner, type):
                _store_mark(inner, self.mark)
                return target
        return self.with_args(*args, **kwargs)


def _store_mark(target: Any, mark: Mark) -> None:
    if isinstance(target, FixtureDefinition):
        fail("Marks cannot be applied to fixtures.")
    target.pytestmark = [*own_marks(target), mark]


def own_marks(target: Any) -> list[Mark]:
    """Return the marks of a function, class or module, without those of base classes."""
    held = target.__dict__.get("pytestmark", ()) if isinstance(target, type) else getattr(target, "pytestmark", ())
    marks = held if isinstance(held, (list, tuple)) else [held]
    return [one.mark if isinstance(one, MarkDecorator) else one for one in marks]


class MarkGenerator:
    """``pytest.mark``."""

    def __getattr__(self, name: str) -> MarkDecorator:
        if name.startswith("_"):
            raise AttributeError("Marker name must NOT start with underscore")
        return MarkDecorator(Mark(name, (), {}))


mark = MarkGenerator()
