"""Functions and classes from any folder of Python files, as seeds.

Files are read with tree-sitter, so one that does not parse still gives what can be read of it. Only whole
top-level functions and classes count, with their decorators; what is trivial, long or a test does not.
"""

import hashlib
import os
import re
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from kodenv.errors import ConfigError
from kodenv.files import cause
from kodenv.syntax_tree import descendants, read_tree, text_of
from synth.seeds import Seed

if TYPE_CHECKING:
    from tree_sitter import Node

KINDS = ("function", "class")
LEAST_LINES, MOST_LINES, MOST_CHARS = 6, 120, 6_000

_LEFT_OUT = frozenset(
    ["test", "tests", "site-packages", "dist-packages", "__pycache__", "idlelib", "lib2to3", "tkinter", "turtledemo"]
)
_STANDARD_LIBRARY_LICENSE = "PSF-2.0"
_DEFINITIONS = {"function_definition": "function", "class_definition": "class"}
# Loops, branches and the like: what has less than two of them is a wrapper, not an idea.
_SUBSTANCE = frozenset(
    [
        "for_statement",
        "while_statement",
        "if_statement",
        "conditional_expression",
        "try_statement",
        "match_statement",
        "list_comprehension",
        "set_comprehension",
        "dictionary_comprehension",
        "generator_expression",
        "yield",
    ]
)
_LEAST_SUBSTANCE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A function or class as it stands in its file.

    Attributes:
        path: Its file, relative to the folder, with ``/``.
        name: The name it defines.
        kind: ``function`` or ``class``.
        text: Its source.
    """

    path: str
    name: str
    kind: str
    text: str

    @property
    def snippet_id(self) -> str:
        """Path, name and hash of the text: another version of a function is another snippet."""
        digest = hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        return f"{self.path}:{self.name}:{digest}"


def read_snippets(folder: str | os.PathLike[str] | None = None) -> Iterator[Snippet]:
    """Yield the snippets of a folder, files in the order of their paths.

    Args:
        folder: Any folder of Python files; None: the installed standard library.

    Raises:
        ConfigError: If there is no such folder, or a file cannot be read.
    """
    root = Path(folder) if folder is not None else Path(sysconfig.get_paths()["stdlib"])
    if not root.is_dir():
        raise ConfigError(f"{root}: expected a folder of Python files, got none; check the path")
    for file in sorted(_python_files(root)):
        try:
            source = file.read_bytes().decode("utf-8", "replace")
        except OSError as error:
            raise ConfigError(f"{file}: expected a readable file, got {cause(error)!r}; leave it out") from error
        yield from snippets_of(source, file.relative_to(root).as_posix())


def snippets_of(source: str, path: str) -> Iterator[Snippet]:
    """Yield the snippets of one file's text."""
    tree = read_tree(source, "python")
    for node in tree.root_node.named_children if tree is not None else ():
        definition = node.child_by_field_name("definition") if node.type == "decorated_definition" else node
        if definition is None or definition.type not in _DEFINITIONS or definition.has_error:
            continue
        name, text = definition.child_by_field_name("name"), text_of(node)
        if name is not None and _is_telling(text_of(name)) and _is_of_size(text) and _has_substance(definition):
            yield Snippet(path=path, name=text_of(name), kind=_DEFINITIONS[definition.type], text=text)


def snippet_seeds(folder: str | os.PathLike[str] | None, kind: str) -> list[Seed]:
    """Return the snippets of one kind as seeds; a text that stands in several files counts once.

    Raises:
        ConfigError: If there is no such folder.
    """
    snippets = _all_snippets(None if folder is None else os.fspath(folder))
    # Which of two equal texts stays must not hang on anything but the paths, which are in order.
    unlike = {snippet.text: snippet for snippet in reversed(snippets) if snippet.kind == kind}
    license_ = _STANDARD_LIBRARY_LICENSE if folder is None else None
    return [Seed(seed_id=one.snippet_id, text=one.text, license=license_) for one in unlike.values()]


@lru_cache(maxsize=2)
def _all_snippets(folder: str | None) -> tuple[Snippet, ...]:
    """Read a folder once for all sources of a run that draw from it."""
    return tuple(read_snippets(folder))


def _python_files(root: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in _LEFT_OUT and not name.startswith(".")]
        files = (Path(parent, name) for name in names if name.endswith(".py") and not _is_test_file(name))
        yield from (file for file in files if file.is_file())  # links may lead nowhere


def _is_test_file(name: str) -> bool:
    return re.fullmatch(r"test_.*|.*_test|conftest|setup", name.removesuffix(".py")) is not None


def _is_telling(name: str) -> bool:
    return not name.startswith("__") and not name.lower().startswith("test") and name.strip("_") != "main"


def _is_of_size(text: str) -> bool:
    return LEAST_LINES <= text.count("\n") + 1 <= MOST_LINES and len(text) <= MOST_CHARS


def _has_substance(definition: "Node") -> bool:
    return sum(node.type in _SUBSTANCE for node in descendants(definition)) >= _LEAST_SUBSTANCE
