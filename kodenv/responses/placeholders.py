"""Programs that leave out what was asked for, told by their syntax tree and not by words that programs also use."""

import re
from typing import TYPE_CHECKING

from kodenv.syntax_tree import descendants, read_tree, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

# Comments that stand for code.
_COMMENT = re.compile(
    r"(?:your|add|insert|write|put)\s+(?:\w+\s+){0,3}(?:code|logic|implementation|solution)\s+(?:goes\s+)?here"
    r"|(?:code|logic|implementation|solution)\s+goes\s+here"
    r"|(?:rest|remainder)\s+of\s+(?:the\s+|your\s+)?(?:code|implementation|function|program|solution|logic)"
    r"|(?:existing|previous)\s+code\s+(?:here|unchanged|remains)"
    r"|(?:same\s+as|unchanged\s+from)\s+(?:before|above)\s*\.{3}"
    r"|\b(?:todo|fixme)\b[\s:]*(?:implement|add|complete|fill|write|your)"
    r"|implement(?:ation)?\s+(?:omitted|left\s+out|not\s+shown)",
    re.IGNORECASE,
)
_OPEN_BASES = re.compile(r"\b(?:Protocol|ABC|ABCMeta)\b")
_OPEN_DECORATORS = re.compile(r"abstract|overload")


def find_placeholder(program: str, language: str) -> str | None:
    """Return the first place where a program says "to be filled in", or None.

    That is a comment such as "your code here" or "rest of the code", or a Python function that does nothing but
    ``...`` or ``raise NotImplementedError`` (protocols, abstract methods and overloads may). ``pass`` is a statement.
    """
    tree = read_tree(program, language)
    if tree is None:
        return None
    found = [node for node in descendants(tree.root_node) if _is_placeholder(node)]
    return text_of(min(found, key=lambda node: node.start_byte)) if found else None


def _is_placeholder(node: "Node") -> bool:
    if node.type == "comment":
        return _COMMENT.search(text_of(node)) is not None
    return node.type == "function_definition" and not _may_be_open(node) and _is_open(node)


def _is_open(function: "Node") -> bool:
    body = function.child_by_field_name("body")
    if body is None or body.type != "block":
        return False
    kinds = [_kind(statement) for statement in body.named_children if statement.type != "comment"]
    return "open" in kinds and set(kinds) <= {"open", "docstring"}


def _kind(statement: "Node") -> str:
    text = text_of(statement)
    if text == "..." or re.fullmatch(r"raise NotImplementedError(?:\(.*\))?", text, re.DOTALL):
        return "open"
    only = statement.named_children
    return "docstring" if statement.type == "expression_statement" and only and only[0].type == "string" else "other"


def _may_be_open(function: "Node") -> bool:
    parent = function.parent
    if parent is not None and parent.type == "decorated_definition":
        decorators = [text_of(node) for node in parent.named_children if node.type == "decorator"]
        if any(_OPEN_DECORATORS.search(text) for text in decorators):
            return True
        parent = parent.parent
    owner = parent.parent if parent is not None else None
    if owner is None or owner.type != "class_definition":
        return False
    bases = owner.child_by_field_name("superclasses")
    return bases is not None and _OPEN_BASES.search(text_of(bases)) is not None
