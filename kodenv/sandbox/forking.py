"""Keeps the standard library's fork hooks out of the warm process's own forks, and runs them in each program's.

The hooks of ``threading`` and ``logging`` repair what other threads may have left; the warm process has none, and
running them costs a fork a fifth of its time. ``random``'s would reseed: programs all start from the same numbers.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

_register = os.register_at_fork
_held_back: dict[str, list[Callable[[], object]]] = {"before": [], "after_in_parent": [], "after_in_child": []}
_ours = True  # whether the next fork is the warm process's


def hold_back() -> None:
    """Collect the hooks of what is imported from now on, and register one of each kind for all of them."""
    os.register_at_fork = _collect
    _register(before=_before, after_in_parent=_after_in_parent, after_in_child=_after_in_child)


def stop_holding_back() -> None:
    """Let programs register hooks as ever."""
    os.register_at_fork = _register


def give_back() -> None:
    """Let the collected hooks run when this (just forked) process forks."""
    global _ours
    _ours = False


def _before() -> None:
    if not _ours:
        _run(reversed(_held_back["before"]))


def _after_in_parent() -> None:
    if not _ours:
        _run(_held_back["after_in_parent"])


def _after_in_child() -> None:
    if not _ours:
        _run(_held_back["after_in_child"])


def _run(hooks: Any) -> None:
    for hook in hooks:
        hook()


def _collect(**hooks: Any) -> None:
    if getattr(hooks.get("after_in_child"), "__name__", "") != "seed":
        for kind, hook in hooks.items():
            _held_back[kind].append(hook)
