"""Items of benchmark files, of any layout that ``kodenv convert`` knows."""

import ast
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kodenv.records import Triplet
from kodenv.store import PathLike, list_files
from kodenv.triplets import iter_triplets


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One benchmark item.

    Attributes:
        file: Name of the file it is from.
        item_id: Its id there.
        texts: The question as it stands; where that is code to complete, its docstring alone as well, because a
            paraphrase of the task looks like that prose and little like the stub around it.
    """

    file: str
    item_id: str
    texts: tuple[str, ...]


def read_benchmarks(paths: Iterable[PathLike], *, layout: str = "auto") -> list[Item]:
    """Return the items of files, folders or globs, in the given order.

    Raises:
        ConfigError: If there is nothing readable at a path.
        DataError: If a row is bad.
    """
    return list(
        itertools.chain.from_iterable(
            iter_items(file.name, iter_triplets(file, layout=layout)) for path in paths for file in list_files(path)
        )
    )


def iter_items(file: str, triplets: Iterable[Triplet]) -> Iterator[Item]:
    """Yield the items of triplets that are said to be from ``file``."""
    for triplet in triplets:
        texts = dict.fromkeys(text for text in (triplet.question, read_prose(triplet.question)) if text.strip())
        yield Item(file=file, item_id=triplet.question_id, texts=tuple(texts))


def read_prose(question: str) -> str:
    """Return the last docstring of a question that is Python code, without its examples; nothing for other texts."""
    try:
        tree = ast.parse(question)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    documented = [text for node in functions if (text := ast.get_docstring(node))]
    return documented[-1].partition(">>>")[0].strip() if documented else ""
