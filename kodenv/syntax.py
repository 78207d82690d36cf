"""What a program's text says without running it: does it parse, which names does it define, rename one.

Python is decided by CPython's own ``compile()`` (nothing is executed), because tree-sitter accepts more than
Python does. tree-sitter comes first, as a guard: ``compile()`` can overflow the C stack on nested text, so what
nests too deep is refused unseen. Names and byte ranges are tree-sitter's, which also reads text that does not parse.
"""

import keyword
import threading
import warnings
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Tree

MAX_CHARS = 250_000
"""Longest text that is parsed at all; no program that a model writes comes near."""

# Deepest tree that compile() is shown. It stays well inside the C stack, also of a thread and also where the
# caller has raised the recursion limit, which is what guards compile() otherwise.
_MAX_DEPTH = 1000
# Children that tree-sitter lists side by side, but for which compile() recurses unguarded (a segmentation fault in
# CPython 3.11) or takes quadratic time (f-strings). More than _MAX_DEPTH of them are refused too.
_NESTING_SIBLINGS = frozenset({"for_in_clause", "interpolation"})

# warnings.catch_warnings swaps a global list: two of our own threads must not interleave.
_WARNINGS_LOCK = threading.Lock()


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


def parses(source: str, language: str = "python") -> bool:
    """Tell whether the text is a program of the language.

    Python: whether ``compile()`` of the running interpreter accepts it. C++: whether tree-sitter reads it without an
    error; without the package ``tree_sitter_cpp``, any text that is not blank. Text longer than ``MAX_CHARS`` or
    nested deeper than a thousand levels does not parse.
    """
    if language != "python" and _language(language) is None:
        return bool(source.strip())
    tree = _tree(source, language)
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
    tree = _tree(source, language)
    if tree is None:
        return TopLevel()
    return _python_top_level(tree) if language == "python" else _cpp_top_level(tree)


def identifiers(source: str, language: str = "python") -> frozenset[str]:
    """Return every identifier of the text, attributes included; words in strings and comments are not identifiers."""
    tree = _tree(source, language)
    if tree is None:
        return frozenset()
    return frozenset(_text(node) for node in _descendants(tree.root_node) if node.type == "identifier")


def rename_global(source: str, old: str, new: str) -> str | None:
    """Rename a Python module's global name everywhere it is meant, and nothing else.

    Attributes, keyword arguments, strings, and locals or parameters of the same spelling stay. Layout is kept.

    Returns:
        The new text, or None when the name cannot be changed without changing what the program does: ``new`` is no
        name, is already in use (also as a builtin), or would be captured by a local, or ``old`` is imported too.
    """
    tree = _tree(source, "python")
    if tree is None or not new.isidentifier() or keyword.iskeyword(new):
        return None
    module = _Module(tree.root_node)
    if any(b.name == old and b.kind == "import" and _is_global(b.scope, old) for b in module.bindings):
        return None
    if any(_text(node) == new and _is_global(scope, new) for node, scope in module.uses):
        return None
    spots = [(node, scope) for node, scope in module.uses if _text(node) == old and _is_global(scope, old)]
    if not all(_is_global(scope, new) for _, scope in spots):
        return None
    return _splice(source.encode(), sorted(node.start_byte for node, _ in spots), old.encode(), new.encode())


def _splice(data: bytes, starts: list[int], old: bytes, new: bytes) -> str:
    pieces, end = [], 0
    for start in starts:
        pieces += [data[end:start], new]
        end = start + len(old)
    return b"".join([*pieces, data[end:]]).decode()


@cache
def _language(name: str) -> "Language | None":
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


def _tree(source: str, language: str) -> "Tree | None":
    """Return the syntax tree, or None for text that is too long, is not Unicode, or has no grammar here."""
    grammar = _language(language)
    if grammar is None or len(source) > MAX_CHARS:
        return None
    try:
        data = source.encode()
    except UnicodeEncodeError:
        return None
    from tree_sitter import Parser

    return Parser(grammar).parse(data)


def _text(node: "Node") -> str:
    return (node.text or b"").decode()


def _descendants(root: "Node") -> "Iterator[Node]":
    """Yield a node and everything below it, without recursion."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(node.children)


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
    with _WARNINGS_LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(source, "<program>", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError):
            return False
    return True


@dataclass(slots=True, eq=False)
class _Scope:
    """A Python scope; ``kind`` is module, class, function (lambdas too) or comprehension."""

    kind: str
    parent: "_Scope | None" = None
    bound: set[str] = field(default_factory=set)
    declared_global: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Binding:
    """A name being bound: ``kind`` is function, class, value or import, or "local" where nothing is defined by it."""

    name: str
    kind: str
    scope: _Scope
    value: "Node | None" = None


def _is_global(scope: _Scope, name: str) -> bool:
    """Tell whether a name that stands in this scope means the module's (or a builtin)."""
    here: _Scope = scope
    while here.parent is not None:
        # A class body's names are seen from the class body itself, not from the functions in it.
        if here.kind != "class" or here is scope:
            if name in here.declared_global:
                return True
            if name in here.bound:
                return False
        here = here.parent
    return True


_COMPREHENSIONS = frozenset(
    {"list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"}
)
_TARGETS = frozenset(
    {"pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern", "dictionary_splat_pattern"}
    | {"as_pattern_target", "parenthesized_expression", "tuple", "list", "list_splat", "expression_list"}
)


class _Module:
    """The scopes of a Python module: every use of a name with its scope, and every binding."""

    def __init__(self, root: "Node") -> None:
        self.scope = _Scope("module")
        self.uses: list[tuple[Node, _Scope]] = []
        self.bindings: list[_Binding] = []
        self._stack: list[tuple[Node, _Scope]] = [(root, self.scope)]
        while self._stack:
            self._visit(*self._stack.pop())

    def _visit(self, node: "Node", scope: _Scope) -> None:
        match node.type:
            case "identifier":
                self.uses.append((node, scope))
            case "attribute":
                self._push(node.child_by_field_name("object"), scope)
            case "keyword_argument":
                self._push(node.child_by_field_name("value"), scope)
            case "function_definition" | "lambda":
                self._visit_function(node, scope)
            case "class_definition":
                self._visit_class(node, scope)
            case kind if kind in _COMPREHENSIONS:
                self._visit_comprehension(node, scope)
            case "import_statement" | "import_from_statement" | "future_import_statement":
                self._visit_import(node, scope)
            case "global_statement":
                scope.declared_global.update(_text(child) for child in node.named_children)
                self._push_children(node, scope)
            case "case_pattern" | "keyword_pattern" | "splat_pattern":
                self._visit_pattern(node, scope)
            case "dotted_name":
                self._push(node.named_child(0), scope)
            case _:
                self._bind_targets(node, scope)
                self._push_children(node, scope)

    def _push(self, node: "Node | None", scope: _Scope) -> None:
        if node is not None:
            self._stack.append((node, scope))

    def _push_children(self, node: "Node", scope: _Scope) -> None:
        self._stack.extend((child, scope) for child in node.named_children)

    def _bind(self, node: "Node | None", kind: str, scope: _Scope, value: "Node | None" = None) -> None:
        """Bind every name of a target: a name, or a nest of tuples, lists and stars of them."""
        stack = [node] if node is not None else []
        while stack:
            target = stack.pop()
            if target.type == "identifier":
                name = _text(target)
                scope.bound.add(name)
                self.bindings.append(_Binding(name=name, kind=kind, scope=scope, value=value))
            elif target.type in _TARGETS:
                stack.extend(target.named_children)

    def _bind_targets(self, node: "Node", scope: _Scope) -> None:
        """Bind what a statement or expression that opens no scope binds; its children are visited after it."""
        left = node.child_by_field_name("left")
        match node.type:
            case "assignment":
                value = node.child_by_field_name("right")
                self._bind(left, "value" if value is not None else "local", scope, value)
            case "augmented_assignment":
                self._bind(left, "local", scope)
            case "for_statement" | "for_in_clause":
                self._bind(left, "value", scope)
            case "named_expression":
                while scope.kind == "comprehension" and scope.parent is not None:
                    scope = scope.parent
                self._bind(node.child_by_field_name("name"), "value", scope, node.child_by_field_name("value"))
            case "as_pattern":
                # `except E as e` unbinds e again at the clause's end.
                unbound = node.parent is not None and node.parent.type == "except_clause"
                self._bind(node.named_children[-1], "local" if unbound else "value", scope)
            case "delete_statement":
                for child in node.named_children:
                    self._bind(child, "local", scope)

    def _visit_function(self, node: "Node", scope: _Scope) -> None:
        inner = _Scope("function", scope)
        name = node.child_by_field_name("name")
        self._bind(name, "function", scope)
        self._push(name, scope)
        # Defaults and annotations are evaluated outside.
        self._push(node.child_by_field_name("return_type"), scope)
        parameters = node.child_by_field_name("parameters")
        for parameter in parameters.named_children if parameters is not None else []:
            self._push(parameter.child_by_field_name("type"), scope)
            self._push(parameter.child_by_field_name("value"), scope)
            target = parameter.child_by_field_name("name") or parameter
            if parameter.type == "typed_parameter":
                target = parameter.named_children[0]
            self._bind(target, "local", inner)
            self._push_target(target, inner)
        self._push(node.child_by_field_name("body"), inner)

    def _push_target(self, target: "Node", scope: _Scope) -> None:
        if target.type == "identifier" or target.type in _TARGETS:
            self._push(target, scope)

    def _visit_class(self, node: "Node", scope: _Scope) -> None:
        name = node.child_by_field_name("name")
        self._bind(name, "class", scope)
        self._push(name, scope)
        self._push(node.child_by_field_name("superclasses"), scope)
        self._push(node.child_by_field_name("body"), _Scope("class", scope))

    def _visit_comprehension(self, node: "Node", scope: _Scope) -> None:
        inner = _Scope("comprehension", scope)
        first = True
        for child in node.named_children:
            if child.type == "for_in_clause" and first:
                # Only the first iterable is evaluated outside.
                first = False
                left = child.child_by_field_name("left")
                self._bind(left, "local", inner)
                self._push(left, inner)
                for right in child.children_by_field_name("right"):
                    self._push(right, scope)
            else:
                self._push(child, inner)

    def _visit_import(self, node: "Node", scope: _Scope) -> None:
        for child in node.children_by_field_name("name"):
            name = child.child_by_field_name("alias") if child.type == "aliased_import" else child.named_child(0)
            self._bind(name, "import", scope)
            self._push(name, scope)

    def _visit_pattern(self, node: "Node", scope: _Scope) -> None:
        """Visit a part of a ``case``: a lone name captures, a dotted one is looked up, ``name=`` is an attribute."""
        children = node.named_children[1:] if node.type == "keyword_pattern" else node.named_children
        for child in children:
            lone = child.type == "dotted_name" and child.named_child_count == 1
            name = child.named_child(0) if lone else child
            if name is not None and name.type == "identifier":
                self._bind(name, "value", scope)
            self._push(name, scope)


def _python_top_level(tree: "Tree") -> TopLevel:
    module = _Module(tree.root_node)
    starts: dict[str, list[int]] = {}
    for node, scope in module.uses:
        if scope.kind in ("module", "comprehension") and _is_global(scope, _text(node)):
            starts.setdefault(_text(node), []).append(node.start_byte)
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


def _reads_itself(binding: _Binding, starts: list[int]) -> bool:
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


def _cpp_top_level(tree: "Tree") -> TopLevel:
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
                classes.add(_text(name))
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
                yield _text(name)
