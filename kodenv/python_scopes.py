"""The scopes of a Python module, as its syntax tree shows them: who means which name."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kodenv.syntax_tree import text_of

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(slots=True, eq=False)
class Scope:
    """A Python scope; ``kind`` is module, class, function (lambdas too) or comprehension."""

    kind: str
    parent: "Scope | None" = None
    bound: set[str] = field(default_factory=set)
    declared_global: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """A name being bound: ``kind`` is function, class, value or import, or "local" where nothing is defined by it."""

    name: str
    kind: str
    scope: Scope
    value: "Node | None" = None


def is_global(scope: Scope, name: str) -> bool:
    """Tell whether a name that stands in this scope means the module's (or a builtin)."""
    here: Scope = scope
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


class Module:
    """The scopes of a Python module: every use of a name with its scope, and every binding."""

    def __init__(self, root: "Node") -> None:
        self.scope = Scope("module")
        self.uses: list[tuple[Node, Scope]] = []
        self.bindings: list[Binding] = []
        self._stack: list[tuple[Node, Scope]] = [(root, self.scope)]
        while self._stack:
            self._visit(*self._stack.pop())

    def _visit(self, node: "Node", scope: Scope) -> None:
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
                scope.declared_global.update(text_of(child) for child in node.named_children)
                self._push_children(node, scope)
            case "case_pattern" | "keyword_pattern" | "splat_pattern":
                self._visit_pattern(node, scope)
            case "dotted_name":
                self._push(node.named_child(0), scope)
            case _:
                self._bind_targets(node, scope)
                self._push_children(node, scope)

    def _push(self, node: "Node | None", scope: Scope) -> None:
        if node is not None:
            self._stack.append((node, scope))

    def _push_children(self, node: "Node", scope: Scope) -> None:
        self._stack.extend((child, scope) for child in node.named_children)

    def _bind(self, node: "Node | None", kind: str, scope: Scope, value: "Node | None" = None) -> None:
        """Bind every name of a target: a name, or a nest of tuples, lists and stars of them."""
        stack = [node] if node is not None else []
        while stack:
            target = stack.pop()
            if target.type == "identifier":
                name = text_of(target)
                scope.bound.add(name)
                self.bindings.append(Binding(name=name, kind=kind, scope=scope, value=value))
            elif target.type in _TARGETS:
                stack.extend(target.named_children)

    def _bind_targets(self, node: "Node", scope: Scope) -> None:
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

    def _visit_function(self, node: "Node", scope: Scope) -> None:
        inner = Scope("function", scope)
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

    def _push_target(self, target: "Node", scope: Scope) -> None:
        if target.type == "identifier" or target.type in _TARGETS:
            self._push(target, scope)

    def _visit_class(self, node: "Node", scope: Scope) -> None:
        name = node.child_by_field_name("name")
        self._bind(name, "class", scope)
        self._push(name, scope)
        self._push(node.child_by_field_name("superclasses"), scope)
        self._push(node.child_by_field_name("body"), Scope("class", scope))

    def _visit_comprehension(self, node: "Node", scope: Scope) -> None:
        inner = Scope("comprehension", scope)
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

    def _visit_import(self, node: "Node", scope: Scope) -> None:
        for child in node.children_by_field_name("name"):
            name = child.child_by_field_name("alias") if child.type == "aliased_import" else child.named_child(0)
            self._bind(name, "import", scope)
            self._push(name, scope)

    def _visit_pattern(self, node: "Node", scope: Scope) -> None:
        """Visit a part of a ``case``: a lone name captures, a dotted one is looked up, ``name=`` is an attribute."""
        children = node.named_children[1:] if node.type == "keyword_pattern" else node.named_children
        for child in children:
            lone = child.type == "dotted_name" and child.named_child_count == 1
            name = child.named_child(0) if lone else child
            if name is not None and name.type == "identifier":
                self._bind(name, "value", scope)
            self._push(name, scope)
