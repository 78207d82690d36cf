"""Signatures without bodies: the beginning of a module that a model is to finish."""

import ast
import builtins
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kodenv.callsuite import add_given_imports, called_name
from kodenv.records import Triplet
from kodenv.suite_calls import parse_or_none, tested_functions
from kodenv.syntax import top_level

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What a suite tests, in its module.

    Attributes:
        name: Its name.
        node: Its syntax.
        module: The solution.
    """

    name: str
    node: _Definition
    module: ast.Module


def find_definition(triplet: Triplet) -> Definition | None:
    """Return the function or class that a triplet asks for.

    What the suite tests decides where that is one function: an entry point can be a helper that stands first.
    """
    module = parse_or_none(triplet.solution)
    if module is None:
        return None
    defined = {node.name: node for node in module.body if isinstance(node, _Definition)}
    tested = sorted(tested_functions(triplet.test, triplet.solution) & defined.keys())
    only = tested[0] if len(tested) == 1 else None
    name = only or triplet.entry_point or called_name(triplet.test, triplet.solution)
    return Definition(name=name, node=defined[name], module=module) if name in defined else None


def write_stub(definition: Definition, doc: str) -> str:
    """Return imports, other classes that the signature names, and the definition with a docstring for a body."""
    needed = _names_in_signature(definition.node) | _quoted_names(definition.node)
    others = [
        node
        for node in definition.module.body
        if isinstance(node, ast.ClassDef) and node.name in needed and node is not definition.node
    ]
    for other in others:
        needed |= {one.id for one in ast.walk(other) if isinstance(one, ast.Name)}
    parts = [_lines_before(definition.module, needed), *map(ast.unparse, others), _with_doc(definition.node, doc)]
    return "\n\n\n".join(part for part in parts if part) + "\n"


def complete_names(code: str, definition: Definition) -> str:
    """Return a completion prompt with what its signature needs before it, as far as the solution has it.

    Models write ``List[int]`` or ``TreeNode`` and forget the import or the class: then no completion can run.
    """
    given = add_given_imports(code)
    lines = given.removesuffix(code).split("\n")[:-1]
    module = parse_or_none(code)
    asked = (
        next((one for one in module.body if getattr(one, "name", None) == definition.name), None) if module else None
    )
    if asked is None or not isinstance(asked, _Definition):
        return code
    missing = (_names_in_signature(asked) | _quoted_names(asked)) - top_level(given).names - frozenset(dir(builtins))
    classes = [one for one in definition.module.body if isinstance(one, ast.ClassDef) and one.name in missing]
    for one in classes:
        missing |= {name.id for name in ast.walk(one) if isinstance(name, ast.Name)}
    lines.append(_lines_before(definition.module, missing))
    head = "\n\n\n".join(["\n".join(lines).strip("\n"), *map(ast.unparse, classes)]).strip("\n")
    return f"{head}\n\n\n{code}" if head else code


def undefined_names(code: str, name: str) -> list[str]:
    """Return the names that the signature of a definition uses and nothing in the code defines."""
    module = parse_or_none(code)
    asked = [node for node in (module.body if module else ()) if isinstance(node, _Definition) and node.name == name]
    used = {one for node in asked for one in _names_in_signature(node)}
    return sorted(used - top_level(code).names - frozenset(dir(builtins)))


def docstring(question: str, examples: Sequence[str]) -> str:
    """Return a docstring literal, not indented, that holds a question and doctest examples."""
    text = "\n\n".join(part for part in (question.strip(), "\n".join(examples)) if part)
    # A raw string keeps formulas and escapes readable; what it cannot hold is escaped.
    if '"""' in text or text.endswith(("\\", '"')):
        text = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
        text = text[:-1] + '\\"' if text.endswith('"') and not text.endswith('\\"') else text
        return f'"""{text}\n"""'
    return f'{"r" if chr(92) in text else ""}"""{text}\n"""'


def declaration(node: ast.AST) -> str:
    """Return the line that begins a definition, without decorators and colon: ``def f(x: int) -> int``."""
    if isinstance(node, ast.ClassDef):
        bases = ", ".join(ast.unparse(one) for one in (*node.bases, *node.keywords))
        return f"class {node.name}({bases})" if bases else f"class {node.name}"
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return ast.unparse(node)
    returns = f" -> {ast.unparse(node.returns)}" if node.returns is not None else ""
    start = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    return f"{start} {node.name}({ast.unparse(node.args)}){returns}"


def parameter_names(node: ast.AST) -> list[str]:
    """Return the names of a function's parameters, or of a class's constructor's."""
    if isinstance(node, ast.ClassDef):
        makers = [one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"]
        return parameter_names(makers[0]) if makers else []
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return []
    arguments = node.args
    named = [*arguments.posonlyargs, *arguments.args, arguments.vararg, *arguments.kwonlyargs, arguments.kwarg]
    return [one.arg for one in named if one is not None]


def gives_body_away(node: ast.AST) -> bool:
    """Tell whether a definition has a body: more than a docstring, ``pass``, ``return`` and the like."""
    if isinstance(node, ast.ClassDef):
        methods = [one for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
        return any(gives_body_away(one) for one in methods if one.name != "__init__")
    return any(not _is_empty(statement) for statement in getattr(node, "body", []))


def _is_empty(statement: ast.stmt) -> bool:
    match statement:
        case ast.Pass() | ast.Expr(value=ast.Constant()) | ast.Return(value=None):
            return True
        case ast.Raise(exc=ast.Name(id="NotImplementedError") | ast.Call(func=ast.Name(id="NotImplementedError"))):
            return True
    return False


def _with_doc(node: _Definition, doc: str) -> str:
    # A memory for results is a way to solve the task, not part of what is asked for.
    kept = [f"@{ast.unparse(one)}" for one in node.decorator_list if not _is_memory(one)]
    lines = [*kept, f"{declaration(node)}:"]
    # Lines inside the literal are indented too; docstrings are read without their common indentation.
    lines.append(textwrap.indent(doc, "    "))
    if isinstance(node, ast.ClassDef):
        for method in node.body:
            if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef) and _is_public(method.name):
                decorators = [f"    @{ast.unparse(one)}" for one in method.decorator_list]
                lines += ["", *decorators, f"    {declaration(method)}:", "        ..."]
    return "\n".join(lines)


def _is_memory(decorator: ast.expr) -> bool:
    return re.match(r"(?:functools\.)?(?:lru_cache|cache)\b", ast.unparse(decorator)) is not None


def _is_public(name: str) -> bool:
    return not name.startswith("_") or (name.startswith("__") and name.endswith("__"))


def _names_in_signature(node: _Definition) -> set[str]:
    heads: list[ast.AST] = [one for one in node.decorator_list if not _is_memory(one)]
    if isinstance(node, ast.ClassDef):
        heads += [*node.bases, *node.keywords]
        for method in node.body:
            if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef):
                heads += [method.args, *method.decorator_list, *([method.returns] if method.returns else [])]
    else:
        heads += [node.args, *([node.returns] if node.returns else [])]
    return {one.id for head in heads for one in ast.walk(head) if isinstance(one, ast.Name)}


def _quoted_names(node: _Definition) -> set[str]:
    """Return the names in quotes in a signature: forward references, or just texts."""
    heads = [one for one in ast.walk(node) if isinstance(one, ast.arguments)]
    texts = [one.value for head in heads for one in ast.walk(head) if isinstance(one, ast.Constant)]
    return {text for text in texts if isinstance(text, str) and text.isidentifier()}


def _lines_before(module: ast.Module, needed: set[str]) -> str:
    """Return the imports and constants of a module that bind needed names."""
    return "\n".join(line for node in module.body for line in _binding_lines(node, needed))


def _binding_lines(node: ast.stmt, needed: set[str]) -> Iterator[str]:
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(isinstance(one, ast.Name) and one.id in needed for one in targets):
            yield ast.unparse(node)
    elif isinstance(node, ast.Import | ast.ImportFrom):
        used = [alias for alias in node.names if (alias.asname or alias.name).partition(".")[0] in needed]
        if used and isinstance(node, ast.ImportFrom):
            yield ast.unparse(ast.ImportFrom(module=node.module, names=used, level=node.level))
        elif used:
            yield ast.unparse(ast.Import(names=used))
