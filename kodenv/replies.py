"""Rows of recorded replies: what a model once wrote, or the program alone, by question."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from kodenv.errors import DataError
from kodenv.store import iter_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One recorded reply: raw text in ``completion``, or else the code in ``program``."""

    question_id: str
    sample_index: int
    completion: str | None
    program: str | None
    finish_reason: str | None
    where: str


def iter_replies(paths: Iterable[str | os.PathLike[str]]) -> Iterator[Reply]:
    """Yield the replies of files, folders and globs, in their order.

    A row is ``{"question_id", "completion" or "program"}``, optionally with ``sample_index`` and
    ``finish_reason``; KodCode's ``{"messages", "metadata"}``; or one of OpenCodeReasoning 1 or 2. Without
    ``sample_index`` a reply's index is how many of its question came before it, over all the files.

    Raises:
        ConfigError: If a path cannot be read.
        DataError: If a row is neither, or a sample occurs twice.
    """
    seen: dict[str, set[int]] = {}
    for path in paths:
        for where, row in iter_rows(path):
            reply = _read(row, where, seen)
            indices = seen.setdefault(reply.question_id, set())
            if reply.sample_index in indices:
                raise DataError(
                    f"{where}: $.sample_index: expected each sample of {reply.question_id!r} once, got "
                    f"{reply.sample_index!r} again; number the samples or leave sample_index out"
                )
            indices.add(reply.sample_index)
            yield reply


def _read(row: Mapping[str, Any], where: str, seen: Mapping[str, set[int]]) -> Reply:
    if "messages" in row and "completion" not in row and "program" not in row:
        row = _flatten_conversation(row, where)
    elif "completion" not in row and "program" not in row:
        row = _flatten_answer(row)
    question_id = row.get("question_id", row.get("task_id"))
    if not isinstance(question_id, str) or not question_id:
        _refuse(where, "question_id", "a non-empty string", question_id)
    # The raw text wins where a row has both: the program was once read from it.
    field = "completion" if row.get("completion") is not None or "program" not in row else "program"
    text = row.get(field)
    if not isinstance(text, str):
        _refuse(where, field, "a string (a row holds a completion or a program)", text)
    index = row.get("sample_index")
    if index is None:
        index = len(seen.get(question_id, ()))
    elif not isinstance(index, int) or isinstance(index, bool) or index < 0:
        _refuse(where, "sample_index", "a whole number from 0 on", index)
    finish_reason = row.get("finish_reason")
    if finish_reason is not None and not isinstance(finish_reason, str):
        _refuse(where, "finish_reason", "a string or null", finish_reason)
    return Reply(
        question_id=question_id,
        sample_index=index,
        completion=text if field == "completion" else None,
        program=text if field == "program" else None,
        finish_reason=finish_reason,
        where=where,
    )


def _flatten_answer(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Read an answer of OpenCodeReasoning-2 or -1; other rows stay as they are."""
    if "r1_generation" in row:
        return {**row, "completion": row["r1_generation"]}
    if {"id", "input", "output"} <= row.keys():
        return {**row, "question_id": row["id"], "completion": row["output"]}
    return row


def _flatten_conversation(row: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    """Read the last assistant message of a KodCode response row, and the id in its metadata."""
    messages = row["messages"]
    if not isinstance(messages, list) or not messages or not isinstance(messages[-1], Mapping):
        _refuse(where, "messages", "a list of messages", messages)
    last = messages[-1]
    if last.get("role") != "assistant":
        _refuse(where, f"messages[{len(messages) - 1}].role", "'assistant' in the last message", last.get("role"))
    metadata = row.get("metadata")
    owner = metadata if isinstance(metadata, Mapping) and "question_id" in metadata else row
    return {**row, "question_id": owner.get("question_id"), "completion": last.get("content")}


def _refuse(where: str, name: str, expected: str, got: object) -> NoReturn:
    shown = repr(got)
    shown = shown if len(shown) <= 80 else shown[:77] + "..."
    raise DataError(f"{where}: $.{name}: expected {expected}, got {shown}; fix the row")
