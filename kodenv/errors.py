"""The exceptions a caller can act on.

KodenvError
├── ConfigError         bad arguments or configuration (also ValueError)
├── DataError           bad input rows or files (also ValueError)
├── SandboxUnavailable  we could not judge; never the program's fault (also RuntimeError)
└── PolicyError         a policy could not give completions (also RuntimeError)

A message reads ``<where>: expected X, got <value!r>; <what to do>``. What a judged program
does wrong is never an exception: it is a :class:`kodenv.records.Status`.
"""

import difflib
from collections.abc import Iterable


class KodenvError(Exception):
    """Base of every exception that kodenv raises on purpose."""


class ConfigError(KodenvError, ValueError):
    """An argument or a configuration value cannot be used."""


class DataError(KodenvError, ValueError):
    """An input file or row is not what its format says."""


class SandboxUnavailable(KodenvError, RuntimeError):
    """The sandbox could not run a program; nothing is known about the program."""


class PolicyError(KodenvError, RuntimeError):
    """A policy could not deliver the completions it was asked for."""


def unknown_name(kind: str, name: object, known: Iterable[str]) -> str:
    """Say that a name is unknown, with the nearest known one, or all of them.

    >>> unknown_name("reward", "all_test_pass", ["all_tests_pass", "kodcode"])
    "unknown reward 'all_test_pass'; did you mean 'all_tests_pass'?"
    """
    names = sorted(known)
    near = difflib.get_close_matches(str(name), names, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"choose one of {', '.join(names)}"
    return f"unknown {kind} {name!r}; {hint}"
