"""Keeps the standard library's after-fork hooks out of the warm process's own forks, and gives them to each program.

The hooks of ``threading`` and ``logging`` repair what other threads may have left; the warm process has none, and
running them costs a fork a fifth of its time. ``random``'s would reseed: programs all start from the same numbers.
"""

from __future__ import annotations

import os
from typing import Any

_register = os.register_at_fork
_held_back: list[dict[str, Any]] = []


def hold_back() -> None:
    """Collect the hooks of what is imported from now on."""
    os.register_at_fork = _collect


def stop_holding_back() -> None:
    """Let programs register hooks as ever."""
    os.register_at_fork = _register


def give_back() -> None:
    """Register the collected hooks in this (just forked) process, for the forks that its program makes."""
    for hooks in _held_back:
        _register(**hooks)


def _collect(**hooks: Any) -> None:
    if getattr(hooks.get("after_in_child"), "__name__", "") != "seed":
        _held_back.append(hooks)
