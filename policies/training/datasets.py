"""kodenv's files → the data sets that TRL's trainers take. Imports datasets inside its functions."""

import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from kodenv.errors import DataError
from kodenv.prompts import question_text
from kodenv.records import Triplet
from kodenv.silence import parse_silently
from kodenv.store import iter_rows
from kodenv.syntax import parses
from kodenv.triplets import iter_triplets
from policies.training.config import DataConfig


def sft_dataset(config: DataConfig) -> Any:
    """Return the rows of an SFT set with the columns that TRL reads, whichever of the four layouts it has.

    Raises:
        DataError: If a row has none of the layouts, or two.
    """
    from datasets import Dataset

    rows = [to_trl(row, where) for where, row in islice(iter_rows(config.path), config.max_rows)]
    kinds = {tuple(row) for row in rows}
    if len(kinds) > 1:
        raise DataError(f"{config.path}: expected one layout in all rows, got {sorted(kinds)}; train on one at a time")
    return Dataset.from_list(rows)


def to_trl(row: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Return a row of one of kodenv's SFT layouts with TRL's columns alone.

    Raises:
        DataError: If it has none of the layouts, or two.
    """
    found = [name for name in ("messages", "prompt", "conversations", "output") if row.get(name)]
    if len(found) != 1:
        raise DataError(
            f"{where}: expected messages, prompt and completion, conversations, or input and output, got "
            f"{', '.join(found) or sorted(row)}; choose one --layout of kodenv sample"
        )
    if found == ["messages"]:
        return {"messages": row["messages"]}
    if found == ["prompt"]:
        return {"prompt": row["prompt"], "completion": row.get("completion")}
    if found == ["conversations"]:
        return {"conversations": row["conversations"]}
    return {
        "prompt": [{"role": "user", "content": row.get("input")}],
        "completion": [{"role": "assistant", "content": row["output"]}],
    }


def grpo_triplets(config: DataConfig) -> list[Triplet]:
    """Return the triplets to learn from, without those that import what is excluded.

    Raises:
        DataError: If nothing is left.
    """
    excluded = frozenset(config.exclude_imports)
    source = iter_triplets(config.path or None)
    kept = list(islice((one for one in source if not excluded & imports_of(one)), config.max_rows))
    if not kept:
        raise DataError(f"{config.path}: expected at least one triplet, got none that is not excluded; check the file")
    return kept


def grpo_dataset(triplets: Sequence[Triplet], prompt: str) -> Any:
    """Return one row per triplet: ``prompt``, ``question_id``, and the whole triplet as JSON for the rewards."""
    from datasets import Dataset

    ask = with_declaration if prompt == "question_and_declaration" else question_text
    return Dataset.from_list(
        [
            {
                "prompt": [{"role": "user", "content": ask(triplet)}],
                "question_id": triplet.question_id,
                "triplet": json.dumps(triplet.to_row(), ensure_ascii=False),
            }
            for triplet in triplets
        ]
    )


def with_declaration(triplet: Triplet) -> str:
    """Return the question and, behind it, the first line of the function that the tests call."""
    declared = next(declarations(triplet), None)
    if declared is None:
        return question_text(triplet)
    return f"{triplet.question}\n\nThe function must be declared as `{declared}`."


def declarations(triplet: Triplet) -> Iterator[str]:
    """Yield the first lines of the reference's functions of that name."""
    if triplet.language != "python" or not parses(triplet.solution):
        return
    for node in parse_silently(triplet.solution).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == triplet.entry_point:
            returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
            yield f"def {node.name}({ast.unparse(node.args)}){returns}:"


def imports_of(triplet: Triplet) -> frozenset[str]:
    """Return the roots of the modules that the reference or the tests import."""
    found: set[str] = set()
    for text in (triplet.solution, triplet.test):
        if triplet.language != "python" or not parses(text):
            continue
        for node in ast.walk(parse_silently(text)):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    return frozenset(found)
