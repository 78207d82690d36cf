"""Syntax trees by tree-sitter, which reads also text that does not parse."""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Tree

MAX_CHARS = 250_000
"""Longest text that is parsed at all; no program that a model writes comes near."""


@cache
def _grammar(name: str) -> "Language | None":
    """Return the grammar, or None where the optional C++ grammar is not installed."""
    from tree_sitter import Language

    if name == "python":
        import tree_sitter_python

        return Language(tree_sitter_python.language())
    try:
        import tree_sitter_cpp
    except ImportError:
        return None
    return Language(tree_sitter_cpp.language())


def has_grammar(language: str) -> bool:
    """Tell whether programs of the language can be read here."""
    return _grammar(language) is not None


def read_tree(source: str, language: str) -> "Tree | None":
    """Return the syntax tree, or None for text that is too long, is not Unicode, or has no grammar here."""
    known = _grammar(language)
    if known is None or len(source) > MAX_CHARS:
        return None
    try:
        data = source.encode()
    except UnicodeEncodeError:
        return None
    from tree_sitter import Parser

    return Parser(known).parse(data)


def text_of(node: "Node") -> str:
    """Return the text that a node spans."""
    return (node.text or b"").decode()


def descendants(root: "Node") -> "Iterator[Node]":
    """Yield a node and everything below it, without recursion."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(node.children)
