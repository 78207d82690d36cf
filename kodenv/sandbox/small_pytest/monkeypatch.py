"""The fixture ``monkeypatch``."""

from __future__ import annotations

import sys
from typing import Any

_ABSENT = object()


class _Context:
    """The context manager of ``MonkeyPatch.context``."""

    def __init__(self) -> None:
        self.patch = MonkeyPatch()

    def __enter__(self) -> MonkeyPatch:
        return self.patch

    def __exit__(self, *exc_info: Any) -> None:
        self.patch.undo()


class MonkeyPatch:
    """Changes attributes, items, the environment, paths; ``undo`` takes all of it back."""

    def __init__(self) -> None:
        self._attributes: list[tuple[Any, str, Any]] = []
        self._items: list[tuple[Any, Any, Any]] = []
        self._cwd: str | None = None
        self._path: list[str] | None = None

    @classmethod
    def context(cls) -> _Context:
        """Return a context manager whose patches end with its block."""
        return _Context()

    def setattr(self, target: Any, name: Any, value: Any = _ABSENT, raising: bool = True) -> None:
        """Set an attribute; ``setattr("module.attribute", value)`` works too."""
        if value is _ABSENT:
            if not isinstance(target, str):
                raise TypeError(
                    "use setattr(target, name, value) or setattr(target, value) with a dotted import string"
                )
            value = name
            target, name = _resolve(target, raising)
        elif not isinstance(name, str):
            raise TypeError("use setattr(target, name, value) with name being a string")
        old = getattr(target, name, _ABSENT)
        if raising and old is _ABSENT:
            raise AttributeError(f"{target!r} has no attribute {name!r}")
        if isinstance(target, type):
            old = target.__dict__.get(name, _ABSENT)
        elif not _is_data_descriptor(type(target), name):
            held = getattr(target, "__dict__", None)
            if isinstance(held, dict):
                old = held.get(name, _ABSENT)
        setattr(target, name, value)
        self._attributes.append((target, name, old))

    def delattr(self, target: Any, name: Any = _ABSENT, raising: bool = True) -> None:
        """Delete an attribute; ``delattr("module.attribute")`` works too."""
        if name is _ABSENT:
            if not isinstance(target, str):
                raise TypeError("use delattr(target, name) or delattr(target) with a dotted import string")
            target, name = _resolve(target, raising)
        if not hasattr(target, name):
            if raising:
                raise AttributeError(name)
            return
        old = target.__dict__.get(name, _ABSENT) if isinstance(target, type) else getattr(target, name, _ABSENT)
        delattr(target, name)
        self._attributes.append((target, name, old))

    def setitem(self, dic: Any, name: Any, value: Any) -> None:
        """Set an item of a mapping."""
        old = dic.get(name, _ABSENT)
        dic[name] = value
        self._items.append((dic, name, old))

    def delitem(self, dic: Any, name: Any, raising: bool = True) -> None:
        """Delete an item of a mapping."""
        if name not in dic:
            if raising:
                raise KeyError(name)
            return
        old = dic.get(name, _ABSENT)
        del dic[name]
        self._items.append((dic, name, old))

    def setenv(self, name: str, value: Any, prepend: str | None = None) -> None:
        """Set an environment variable."""
        import os

        value = str(value)
        if prepend and name in os.environ:
            value = value + prepend + os.environ[name]
        self.setitem(os.environ, name, value)

    def delenv(self, name: str, raising: bool = True) -> None:
        """Delete an environment variable."""
        import os

        self.delitem(os.environ, name, raising)

    def syspath_prepend(self, path: Any) -> None:
        """Put a folder before ``sys.path``."""
        from importlib import invalidate_caches

        if self._path is None:
            self._path = sys.path[:]
        sys.path.insert(0, str(path))
        invalidate_caches()

    def chdir(self, path: Any) -> None:
        """Change the working folder."""
        import os

        if self._cwd is None:
            self._cwd = os.getcwd()
        os.chdir(path)

    def undo(self) -> None:
        """Take everything back, the last change first."""
        for target, name, old in reversed(self._attributes):
            if old is _ABSENT:
                delattr(target, name)
            else:
                setattr(target, name, old)
        self._attributes.clear()
        for dic, key, old in reversed(self._items):
            if old is _ABSENT:
                if key in dic:
                    del dic[key]
            else:
                dic[key] = old
        self._items.clear()
        if self._path is not None:
            sys.path[:] = self._path
            self._path = None
        if self._cwd is not None:
            import os

            os.chdir(self._cwd)
            self._cwd = None


def _is_data_descriptor(cls: type, name: str) -> bool:
    for base in cls.__mro__:
        if name in base.__dict__:
            kind = type(base.__dict__[name])
            return hasattr(kind, "__set__") or hasattr(kind, "__delete__")
    return False


def _resolve(path: str, raising: bool) -> tuple[Any, str]:
    """Return the object before the last dot of an import path, and the name after it."""
    if "." not in path:
        raise TypeError(f"must be absolute import path string, not {path!r}")
    owner, name = path.rsplit(".", 1)
    parts = owner.split(".")
    used = parts.pop(0)
    found: Any = __import__(used)
    for part in parts:
        used += "." + part
        if not hasattr(found, part):
            __import__(used)
        found = getattr(found, part)
    if raising and not hasattr(found, name):
        raise AttributeError(f"{type(found).__name__!r} object at {owner} has no attribute {name!r}")
    return found, name
