"""Silence while foreign text is parsed: odd escapes in its strings are no concern of the caller's."""

import ast
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

# warnings.catch_warnings swaps a global list: two of our own threads must not interleave.
_LOCK = threading.Lock()


@contextmanager
def no_warnings() -> Iterator[None]:
    """Hide every warning that the block gives; one thread at a time."""
    with _LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def parse_silently(source: str) -> ast.Module:
    """Return the syntax tree of a program, without the warnings that ``ast.parse`` may give."""
    with no_warnings():
        return ast.parse(source)
