"""What a program's text says without running it: does it parse, which names does it define, rename one.

Python is decided by CPython's own ``compile()`` (nothing is executed), because tree-sitter accepts more than
Python does. tree-sitter comes first, as a guard: ``compile()`` can overflow the C stack on nested text, so what
nests too deep is refused unseen. Names and byte ranges are tree-sitter's, which also reads text that does not parse.
"""

import keyword
from typing import TYPE_CHECKING

from kodenv.python_scopes import Module, is_global
from kodenv.silence import no_warnings
from kodenv.syntax_tree import MAX_CHARS, descendants, has_grammar, read_tree, text_of
from kodenv.top_level import TopLevel, cpp_top_level, python_top_level

if TYPE_CHECKING:
    from tree_sitter import Tree

__all__ = ["MAX_CHARS", "TopLevel", "defined_names", "identifiers", "parses", "rename_global", "top_level"]

# Deepest tree that compile() is shown. It stays well inside the C stack, also of a thread and also where the
# caller has raised the recursion limit, which is what guards compile() otherwise.
_MAX_DEPTH = 1000
# Children that tree-sitter lists side by side, but for which compile() recurses unguarded (a segmentation fault in
# CPython 3.11) or takes quadratic time (f-strings). More than _MAX_DEPTH of them are refused too.
_NESTING_SIBLINGS = frozenset({"for_in_clause", "interpolation"})


def parses(source: str, language: str = "python") -> bool:
    """Tell whether the text is a program of the language.

    Python: whether ``compile()`` of the running interpreter accepts it. C++: whether tree-sitter reads it without an
    error; without the package ``tree_sitter_cpp``, any text that is not blank. Text longer than ``MAX_CHARS`` or
    nested deeper than a thousand levels does not parse.
    """
    if language != "python" and not has_grammar(language):
        return bool(source.strip())
    tree = read_tree(source, language)
    if tree is None or _nests_too_deep(tree):
        return False
    return _compiles(source) if language == "python" else not tree.root_node.has_error


def defined_names(source: str, language: str = "python") -> frozenset[str]:
    """Return the names that the text's top level binds, imports included; see :class:`TopLevel`."""
    return top_level(source, language).names


def top_level(source: str, language: str = "python") -> TopLevel:
    """Return the names that the text's top level binds, by how they are bound.

    Text that does not parse gives what tree-sitter recovers from it. C++ without ``tree_sitter_cpp`` gives nothing.
    """
    tree = read_tree(source, language)
    if tree is None:
        return TopLevel()
    return python_top_level(tree) if language == "python" else cpp_top_level(tree)


def identifiers(source: str, language: str = "python") -> frozenset[str]:
    """Return every identifier of the text, attributes included; words in strings and comments are not identifiers."""
    tree = read_tree(source, language)
    if tree is None:
        return frozenset()
    return frozenset(text_of(node) for node in descendants(tree.root_node) if node.type == "identifier")


def rename_global(source: str, old: str, new: str) -> str | None:
    """Rename a Python module's global name everywhere it is meant, and nothing else.

    Attributes, keyword arguments, strings, and locals or parameters of the same spelling stay. Layout is kept.

    Returns:
        The new text, or None when the name cannot be changed without changing what the program does: ``new`` is no
        name, is already in use (also as a builtin), or would be captured by a local, or ``old`` is imported too.
    """
    tree = read_tree(source, "python")
    if tree is None or not new.isidentifier() or keyword.iskeyword(new):
        return None
    module = Module(tree.root_node)
    if any(b.name == old and b.kind == "import" and is_global(b.scope, old) for b in module.bindings):
        return None
    if any(text_of(node) == new and is_global(scope, new) for node, scope in module.uses):
        return None
    spots = [(node, scope) for node, scope in module.uses if text_of(node) == old and is_global(scope, old)]
    if not all(is_global(scope, new) for _, scope in spots):
        return None
    return _splice(source.encode(), sorted(node.start_byte for node, _ in spots), old.encode(), new.encode())


def _splice(data: bytes, starts: list[int], old: bytes, new: bytes) -> str:
    pieces, end = [], 0
    for start in starts:
        pieces += [data[end:start], new]
        end = start + len(old)
    return b"".join([*pieces, data[end:]]).decode()


def _nests_too_deep(tree: "Tree") -> bool:
    cursor = tree.walk()
    positions = [0]
    while True:
        if cursor.goto_first_child():
            positions.append(0)
            if len(positions) > _MAX_DEPTH:
                return True
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return False
            positions.pop()
        positions[-1] += 1
        if positions[-1] > _MAX_DEPTH and cursor.node is not None and cursor.node.type in _NESTING_SIBLINGS:
            return True


def _compiles(source: str) -> bool:
    with no_warnings():
        try:
            compile(source, "<program>", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError):
            return False
    return True
