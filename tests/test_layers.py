"""Imports go one way: synth -> kodenv <- policies, and without a circle inside a package."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("kodenv", "synth", "policies")
ALLOWED = {"kodenv": {"kodenv"}, "synth": {"synth", "kodenv"}, "policies": {"policies", "kodenv"}}
# The composition root reaches the others, inside the command that needs them.
EXEMPT = ROOT / "kodenv" / "cli.py"
OPTIONAL = {"torch", "transformers", "trl", "vllm", "datasets", "ray", "pandas", "peft", "accelerate"}
HTTP_CLIENTS = {"requests", "httpx", "aiohttp", "urllib3", "openai"}
FILES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def name_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in FILES}


def imports(path, *, top_level_only=False):
    """Yield the module names a file imports, without those for type checkers alone."""
    tree = ast.parse(path.read_text())
    waiting = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting += node.orelse
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import; name the module"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif not (top_level_only and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)):
            waiting += ast.iter_child_nodes(node)


def roots(path, **options):
    return {name.partition(".")[0] for name in imports(path, **options)}


def ids(paths):
    return [str(path.relative_to(ROOT)) for path in paths]


def test_there_is_something_to_check():
    assert {"kodenv.judge", "kodenv.env", "kodenv.records"} <= MODULES.keys()
    assert "kodenv" in roots(ROOT / "kodenv" / "env.py")


@pytest.mark.parametrize("path", FILES, ids=ids(FILES))
def test_packages_import_in_one_direction(path):
    package = path.relative_to(ROOT).parts[0]
    reached = roots(path, top_level_only=path == EXEMPT) & set(PACKAGES)
    assert reached <= ALLOWED[package]


@pytest.mark.parametrize("path", FILES, ids=ids(FILES))
def test_nothing_imports_tests_or_examples(path):
    assert not roots(path) & {"tests", "examples", "benchmarks"}


CORE = [path for path in FILES if path.relative_to(ROOT).parts[0] != "policies"]


@pytest.mark.parametrize("path", CORE, ids=ids(CORE))
def test_the_core_loads_without_optional_packages(path):
    assert not roots(path, top_level_only=True) & OPTIONAL


@pytest.mark.parametrize("path", CORE, ids=ids(CORE))
def test_the_core_has_no_http_client(path):
    assert not roots(path) & HTTP_CLIENTS


@pytest.mark.parametrize("package", PACKAGES)
def test_no_circle_inside_a_package(package):
    """Also none through an import inside a function: that only hides it."""
    graph = {
        name: {other for other in imports(path) if other in MODULES and other != name}
        for name, path in MODULES.items()
        if name.partition(".")[0] == package and path.name != "__init__.py"
    }
    while graph:
        leaves = [name for name, needs in graph.items() if not needs & graph.keys()]
        assert leaves, f"a circle among {sorted(graph)}"
        for name in leaves:
            del graph[name]


@pytest.mark.parametrize("path", FILES, ids=ids(FILES))
def test_no_module_is_named_like_another(path):
    # Run as a script, such a file would shadow the real one.
    if path.stem != "__init__":
        assert path.stem not in {"types", "select", "queue", "copy", "json", "random", "token", "trl", "vllm", "torch"}
