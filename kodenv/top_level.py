"""The names that a program's top level binds, and how."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kodenv.python_scopes import Binding, Module, is_global
from kodenv.syntax_tree import text_of

if TYPE_CHECKING:
    from tree_sitter import Node, Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class TopLevel:
    """The names that a module's top level binds, by how. Conditional and decorated definitions count.

    Attributes:
        functions: Names bound by ``def`` and ``async def``.
        classes: Names bound by ``class`` (C++: ``struct`` too).
        variables: Names bound to values. A name bound only from itself (``f = f(3)``) is a use, not a definition.
        imports: Names bound by ``import``.
    """

    functions: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    variables: frozenset[str] = frozenset()
    imports: frozenset[str] = frozenset()

    @property
    def defined(self) -> frozenset[str]:
        """Names that the module defines itself, imports left out."""
        return self.functions | self.classes | self.variables

    @property
    def names(self) -> frozenset[str]:
        """Every name, imports included."""
        return self.defined | self.imports


def python_top_level(tree: "Tree") -> TopLevel:
    """Return the names of a Python module."""
    module = Module(tree.root_node)
    starts: dict[str, list[int]] = {}
    for node, scope in module.uses:
        if scope.kind in ("module", "comprehension") and is_global(scope, text_of(node)):
            starts.setdefault(text_of(node), []).append(node.start_byte)
    for positions in starts.values():
        positions.sort()
    names: dict[str, set[str]] = {"function": set(), "class": set(), "value": set(), "import": set(), "local": set()}
    for binding in module.bindings:
        if binding.scope is module.scope and not _reads_itself(binding, starts.get(binding.name, [])):
            names[binding.kind].add(binding.name)
    return TopLevel(
        functions=frozenset(names["function"]),
        classes=frozenset(names["class"]),
        variables=frozenset(names["value"]),
        imports=frozenset(names["import"]),
    )


def _reads_itself(binding: Binding, starts: list[int]) -> bool:
    """Tell whether the bound value mentions the name at once; in the body of a lambda it is only read later."""
    value = binding.value
    if value is None or value.type == "assignment":
        return False
    index = bisect_left(starts, value.start_byte)
    return index < len(starts) and starts[index] < value.end_byte


_CPP_CONTAINERS = frozenset(
    {"translation_unit", "template_declaration", "linkage_specification", "declaration_list"}
    | {"preproc_if", "preproc_ifdef", "preproc_else", "preproc_elif"}
)
_CPP_CLASSES = frozenset({"class_specifier", "struct_specifier", "union_specifier", "enum_specifier"})


def cpp_top_level(tree: "Tree") -> TopLevel:
    """Return the names of a C++ program; what is only declared does not count."""
    functions: set[str] = set()
    classes: set[str] = set()
    variables: set[str] = set()
    stack = [tree.root_node]
    while stack:
        node = stack.pop()
        if node.type in _CPP_CONTAINERS:
            stack.extend(node.named_children)
        elif node.type in _CPP_CLASSES:
            name = node.child_by_field_name("name")
            if name is not None and node.child_by_field_name("body") is not None:
                classes.add(text_of(name))
        elif node.type == "function_definition":
            functions.update(_declared(node))
        elif node.type == "declaration":
            stack.extend(child for child in node.named_children if child.type in _CPP_CLASSES)
            variables.update(_declared(node))
    return TopLevel(functions=frozenset(functions), classes=frozenset(classes), variables=frozenset(variables))


def _declared(node: "Node") -> Iterator[str]:
    """Yield the names that a C++ definition declares; a prototype, which defines nothing, yields none."""
    for declarator in node.children_by_field_name("declarator"):
        name: Node | None = declarator
        while name is not None and name.type != "identifier":
            if name.type == "function_declarator" and node.type == "declaration":
                break
            inner = name.child_by_field_name("declarator")
            if inner is None and name.type == "reference_declarator":
                inner = name.named_child(0)
            name = inner
        else:
            if name is not None:
                yield text_of(name)
