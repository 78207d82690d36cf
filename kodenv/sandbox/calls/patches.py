"""What tests change in modules of the interpreter's is changed in the program's process, too, for as long.

The grader's end wraps, in its own process: ``mock.patch``, ``MonkeyPatch``, ``random.seed`` and its like, ``os.chdir``;
the environment is compared before each question.
"""

from __future__ import annotations

import functools
import importlib.machinery
import os
import sys
import types
from typing import Any

from kodenv.sandbox.calls.peer import Peer
from kodenv.sandbox.small_pytest import monkeypatch

_STREAMS = frozenset({("sys", "stdout"), ("sys", "stderr"), ("sys", "stdin")})  # they follow the grader's own
_HERE = frozenset({"solution", "test_solution", "__main__", "pytest"})
_FRAMEWORK = frozenset({"_pytest", "pytest", "kodenv"})
_SEEDERS = (("random", "seed"), ("random", "setstate"), ("numpy.random", "seed"), ("numpy.random", "set_state"))


class Mirror:
    """The grader's end."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.environment: Any = dict(os.environ._data)  # type: ignore[attr-defined]

    def install(self) -> None:
        """Wrap what changes state, now or when it is imported."""
        late = {"unittest.mock": self._wrap_mock}
        for name, _ in _SEEDERS:
            late.setdefault(name, functools.partial(self._wrap_seeders, name))
        late["_pytest.monkeypatch"] = functools.partial(self._wrap_monkeypatch, "_setattr")
        waiting = {}
        for name, wrap in late.items():
            if name in sys.modules:
                wrap(sys.modules[name])
            else:
                waiting[name] = wrap
        if waiting:
            sys.meta_path.insert(0, _Watch(waiting))
        self._wrap_monkeypatch("_attributes", monkeypatch)
        self._wrap_function(os, "chdir")
        self.peer.before_ask = self.follow_environment

    def follow_environment(self) -> None:
        """Give the program's process this one's environment if it changed."""
        now = os.environ._data  # type: ignore[attr-defined]
        if now == self.environment:
            return
        before, self.environment = self.environment, dict(now)
        changed = {name: value for name, value in now.items() if before.get(name) != value}
        changed.update({name: None for name in before if name not in now})
        self.peer.ask("environment", changed)

    def set(self, target: Any, name: str) -> bool:
        """Let the program's process have what an attribute of a module or class is now; False if it is not shared."""
        place = _place_of(target)
        if place is None or (place[0], name) in _STREAMS:
            return False
        held = target.__dict__.get(name, _ABSENT)
        if held is _ABSENT:
            self.peer.ask("unpatch", *place, name)
        else:
            self.peer.ask("patch", *place, name, held)
        return True

    def restore(self, target: Any, name: str) -> None:
        """Take back the last change of an attribute."""
        place = _place_of(target)
        if place is not None:
            self.peer.ask("restore", *place, name)

    def _wrap_mock(self, mock: Any) -> None:
        mirror, patch = self, mock._patch
        enter, leave = patch.__enter__, patch.__exit__
        mirrored: dict[int, Any] = {}

        def enter_both(patching: Any) -> Any:
            result = enter(patching)
            if mirror.set(patching.target, patching.attribute):
                mirrored[id(patching)] = patching.target
            return result

        def leave_both(patching: Any, *info: Any) -> Any:
            target = mirrored.pop(id(patching), None)
            result = leave(patching, *info)
            if target is not None:
                mirror.restore(target, patching.attribute)
            return result

        patch.__enter__, patch.__exit__ = enter_both, leave_both

    def _wrap_monkeypatch(self, kept: str, module: Any) -> None:
        mirror, cls = self, module.MonkeyPatch
        undo = cls.undo
        mirrored: list[tuple[Any, Any, str]] = []

        def wrap(change: Any) -> Any:
            @functools.wraps(change)
            def both(patch: Any, *args: Any, **kwargs: Any) -> None:
                count = len(getattr(patch, kept))
                change(patch, *args, **kwargs)
                if str(sys._getframe(1).f_globals.get("__name__")).partition(".")[0] in _FRAMEWORK:
                    return  # what pytest itself changes is no business of the program's
                for target, name, *_ in getattr(patch, kept)[count:]:
                    if mirror.set(target, name):
                        mirrored.append((patch, target, name))

            return both

        def undo_both(patch: Any) -> None:
            undo(patch)
            for one in [one for one in reversed(mirrored) if one[0] is patch]:
                mirrored.remove(one)
                mirror.restore(one[1], one[2])

        cls.setattr, cls.delattr, cls.undo = wrap(cls.setattr), wrap(cls.delattr), undo_both

    def _wrap_seeders(self, module_name: str, module: Any) -> None:
        for name, function in _SEEDERS:
            if name == module_name:
                self._wrap_function(module, function)

    def _wrap_function(self, module: Any, name: str) -> None:
        function, peer, module_name = getattr(module, name), self.peer, module.__name__

        @functools.wraps(function)
        def both(*args: Any, **kwargs: Any) -> Any:
            result = function(*args, **kwargs)
            peer.ask("seed", module_name, name, args, kwargs or None)
            return result

        setattr(module, name, both)


_ABSENT = object()


def _place_of(target: Any) -> tuple[str, str] | None:
    """Return the module and the path in it of a module or class that the program's process may have, too."""
    if isinstance(target, types.ModuleType):
        name, path = target.__name__, ""
        found: Any = sys.modules.get(name)
    elif type(target) is type or isinstance(target, type):
        name, path = target.__module__, target.__qualname__
        found = sys.modules.get(name)
        for part in path.split("."):
            found = getattr(found, part, None)
    else:
        return None
    return (name, path) if found is target and name not in _HERE and not hasattr(target, "#peer") else None


class _Watch:
    """An importer that finds nothing itself: it wraps some modules once the real importers have loaded them."""

    def __init__(self, waiting: dict[str, Any]) -> None:
        self.waiting = waiting

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """Return the real spec of a module that is waited for, with a loader that wraps it afterwards."""
        wrap = self.waiting.pop(name, None)
        spec = None if wrap is None else importlib.machinery.PathFinder.find_spec(name, path, target)
        loader = None if spec is None else spec.loader
        if loader is None:
            return spec
        execute = loader.exec_module

        def execute_and_wrap(module: Any) -> None:
            execute(module)
            wrap(module)

        loader.exec_module = execute_and_wrap  # type: ignore[method-assign]
        return spec


class Patched:
    """The program's end."""

    def __init__(self) -> None:
        self.originals: dict[tuple[str, str, str], list[Any]] = {}

    def patch(self, peer: Peer, module: str, path: str, name: str, value: Any) -> None:
        """Set an attribute of a module or class and remember what it was."""
        owner = _find(module, path)
        if owner is not None:
            self._remember(owner, (module, path, name))
            setattr(owner, name, value)

    def unpatch(self, peer: Peer, module: str, path: str, name: str) -> None:
        """Delete an attribute and remember what it was."""
        owner = _find(module, path)
        if owner is not None:
            self._remember(owner, (module, path, name))
            if name in owner.__dict__:
                delattr(owner, name)

    def restore(self, peer: Peer, module: str, path: str, name: str) -> None:
        """Give an attribute what it had before the last change."""
        kept = self.originals.get((module, path, name))
        if not kept:
            return
        owner, value = _find(module, path), kept.pop()
        if value is not _ABSENT:
            setattr(owner, name, value)
        elif name in owner.__dict__:
            delattr(owner, name)

    def _remember(self, owner: Any, place: tuple[str, str, str]) -> None:
        self.originals.setdefault(place, []).append(owner.__dict__.get(place[2], _ABSENT))


def _find(module: str, path: str) -> Any:
    try:
        __import__(module)
    except ImportError:
        return None
    owner: Any = sys.modules[module]
    for part in path.split(".") if path else ():
        owner = getattr(owner, part, None)
    return owner


def _environment(peer: Peer, changed: dict[bytes, bytes | None]) -> None:
    for name, value in changed.items():
        if value is None:
            os.environb.pop(name, None)
        else:
            os.environb[name] = value


def _seed(peer: Peer, module: str, name: str, args: Any, kwargs: Any) -> None:
    owner = _find(module, "")
    if owner is not None:
        getattr(owner, name)(*args, **kwargs or {})


def operations() -> dict[str, Any]:
    """Return what the program's end may be asked for to follow the tests' changes."""
    patched = Patched()
    return {
        "patch": patched.patch, "unpatch": patched.unpatch, "restore": patched.restore,
        "environment": _environment, "seed": _seed,
    }  # fmt: skip
