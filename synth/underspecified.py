"""Under-specified questions: the suite needs a name that the question never gives, so that nobody can know it.

A program that does all that the question asks then fails by its spelling. The repair adds the declarations that the
suite relies on; what cannot be declared is flagged.
"""

import ast
import builtins
import dataclasses
import re
from dataclasses import dataclass, field

from kodenv.records import Triplet
from kodenv.suite_calls import names_from_solution, parse_or_none
from synth.styles.stubs import declaration

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Specification:
    """What a question leaves open that its suite needs.

    Attributes:
        needed: The names that the suite takes from the solution.
        missing: Those that the question never gives.
        attributes: ``Class.method`` names that the suite uses and the question never gives.
        keywords: ``function(parameter=)`` names that the suite passes and the question never gives.
        declarations: What gives the missing names, one declaration each.
        undeclared: Missing names that the solution does not define: no declaration can be made.
    """

    needed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    declarations: tuple[str, ...] = ()
    undeclared: tuple[str, ...] = field(default=())

    @property
    def complete(self) -> bool:
        """Whether the question gives every name that its suite needs."""
        return not (self.missing or self.attributes or self.keywords)


def check_specification(question: str, test: str, solution: str) -> Specification:
    """Return which names a suite needs and the question does not give.

    A suite that does not parse needs nothing: other checks refuse it.
    """
    suite, module = parse_or_none(test), parse_or_none(solution)
    if suite is None:
        return Specification()
    defined = _definitions(module)
    needed = _needed_names(suite, defined)
    missing = [name for name in needed if not _gives_as_name(question, name)]
    attributes = _missing_attributes(question, suite, {name: defined[name] for name in needed if name in defined})
    keywords = _missing_keywords(question, suite, {name: defined[name] for name in needed if name in defined})
    declared = dict.fromkeys([*missing, *(one.partition(".")[0] for one in attributes)])
    declared.update(dict.fromkeys(one.partition("(")[0] for one in keywords))
    used = {one.attr for one in ast.walk(suite) if isinstance(one, ast.Attribute)}
    return Specification(
        needed=tuple(needed),
        missing=tuple(missing),
        attributes=tuple(attributes),
        keywords=tuple(keywords),
        declarations=tuple(_declare(name, defined[name], used) for name in declared if name in defined),
        undeclared=tuple(name for name in declared if name not in defined),
    )


def repair_question(triplet: Triplet) -> Triplet:
    """Return the triplet with a question that gives every name its suite needs.

    A question that does so already is left as it is. Else its row says in ``underspecified`` what was missing, and in
    ``specification``: ``repaired`` (the declarations were added) or ``flagged`` (something cannot be declared, or the
    question is itself code, whose text must stay).
    """
    if triplet.test_format == "stdio" or triplet.language != "python":
        return triplet
    found = check_specification(triplet.question, triplet.test, triplet.solution)
    if found.complete:
        return triplet
    repairable = not found.undeclared and triplet.style == "instruct"
    lost = [*found.missing, *found.attributes, *found.keywords]
    extra = {
        **triplet.extra,
        "underspecified": lost,
        "specification": "repaired" if repairable else "flagged",
    }
    question = add_declarations(triplet.question, found.declarations) if repairable else triplet.question
    return dataclasses.replace(triplet, question=question, extra=extra)


def add_declarations(question: str, declarations: tuple[str, ...]) -> str:
    """Return the question with the declarations at its end."""
    code = "\n".join(declarations)
    return f"{question.rstrip()}\n\nUse exactly these names and parameters:\n\n```python\n{code}\n```"


def _definitions(module: ast.Module | None) -> dict[str, ast.stmt]:
    """Return what binds each top-level name of the solution, imports left out; the last binding wins."""
    found: dict[str, ast.stmt] = {}
    for node in module.body if module is not None else ():
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found[name] = node
            case ast.Assign(targets=targets):
                found.update((target.id, node) for target in targets if isinstance(target, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                found[name] = node
    return found


def _needed_names(suite: ast.Module, defined: dict[str, ast.stmt]) -> list[str]:
    """Return the names that a suite imports from the solution or takes from its star import."""
    own = {node.name for node in ast.walk(suite) if isinstance(node, _Definition)}
    own |= {node.id for node in ast.walk(suite) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    own |= {node.arg for node in ast.walk(suite) if isinstance(node, ast.arg)}
    own |= frozenset(dir(builtins))
    for node in ast.walk(suite):
        if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and node.module != "solution"):
            own |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    modules = {
        alias.asname or alias.name
        for node in ast.walk(suite)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name == "solution"
    }
    needed = dict.fromkeys(sorted(names_from_solution(suite)))
    for node in ast.walk(suite):
        if isinstance(node, ast.Name) and node.id in defined and node.id not in own:
            needed[node.id] = None
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            needed[node.attr] = None
    return list(needed)


def _missing_attributes(question: str, suite: ast.Module, needed: dict[str, ast.stmt]) -> list[str]:
    """Return public methods of needed classes that the suite calls and the question never names."""
    used = {node.attr for node in ast.walk(suite) if isinstance(node, ast.Attribute)}
    return [
        f"{name}.{method.name}"
        for name, node in needed.items()
        if isinstance(node, ast.ClassDef)
        for method in node.body
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef)
        and method.name in used
        and not method.name.startswith("__")
        and not _gives(question, method.name)
    ]


def _missing_keywords(question: str, suite: ast.Module, needed: dict[str, ast.stmt]) -> list[str]:
    """Return parameters that the suite passes by name to a needed function and the question never names."""
    passed = {
        f"{node.func.id}({keyword.arg}=)": keyword.arg
        for node in ast.walk(suite)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in needed
        for keyword in node.keywords
        if keyword.arg is not None
    }
    return [shown for shown, name in passed.items() if not _gives(question, name)]


def _gives(question: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", question) is not None


def _gives_as_name(question: str, name: str) -> bool:
    """Tell whether a question gives a name as one: "add two numbers" does not say that the function is ``add``."""
    if not name.islower() or not name.isalpha():
        return _gives(question, name)
    word = re.escape(name)
    marked = rf"[`'\"*]{word}[`'\"*(]|(?<!\w){word}\(|`[^`\n]*(?<!\w){word}(?!\w)[^`\n]*`"
    told = (
        rf"\b(?:def|class|function|method|named|called|name|import)\s+{word}\b"
        rf"|\b{word}\s+(?:function|class|method)\b"
    )
    return re.search(f"{marked}|{told}", question) is not None


def _declare(name: str, node: ast.stmt, used: set[str]) -> str:
    """Return a declaration: a function's line, a class's with the methods that the suite uses, or a bare name."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return f"{declaration(node)}: ..."
    if not isinstance(node, ast.ClassDef):
        return f"{name} = ..."
    methods = [
        f"    {declaration(one)}: ..."
        for one in node.body
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and (one.name == "__init__" or one.name in used)
    ]
    return "\n".join([f"{declaration(node)}:", *methods] if methods else [f"{declaration(node)}: ..."])
