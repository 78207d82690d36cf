"""What a trainer hands to a reward: dataset columns → triplets, completions → texts."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from kodenv.errors import DataError
from kodenv.jsonrows import parse_row
from kodenv.records import Triplet

# What TRL gives beside the columns of the dataset.
_NOT_COLUMNS = frozenset(
    {"prompts", "completions", "completion_ids", "trainer_state", "log_extra", "log_metric", "environments"}
)
_NESTED = ("limits", "checker", "points", "subtasks", "visible_cases", "certificate", "test_info")
Message = Mapping[str, Any]
Text = str | Sequence[Message]


def triplets_of(columns: Mapping[str, Any], prompts: Sequence[Text] | None, count: int) -> list[Triplet]:
    """Return one triplet for each completion.

    A column ``triplet`` with the row as JSON text is read first (a table cannot blur its types); without it, the
    triplet's own columns. A missing ``question`` is the prompt's last user turn.

    Args:
        columns: The dataset's columns as lists, already one value per completion.
        prompts: The prompts, length ``count``, or None.
        count: How many completions there are.

    Raises:
        DataError: If a row is not a triplet.
    """
    lists = {
        name: values
        for name, values in columns.items()
        if name not in _NOT_COLUMNS and isinstance(values, list | tuple) and len(values) == count
    }
    found: list[Triplet] = []
    for place in range(count):
        row = {name: values[place] for name, values in lists.items()}
        found.append(_triplet(row, prompts[place] if prompts is not None else "", f"reward: completion {place}"))
    return found


def _triplet(row: dict[str, Any], prompt: Text, where: str) -> Triplet:
    if isinstance(row.get("triplet"), str):
        return Triplet.from_row(parse_row(row["triplet"], f"{where}: $.triplet"), where)
    if not isinstance(row.get("test"), str) and not isinstance(row.get("test_code"), str):
        raise DataError(
            f"{where}: expected the triplet's columns (question_id, solution, test, ...) or a column triplet, "
            f"got {sorted(row)}; keep them in the dataset"
        )
    for name in _NESTED:
        if isinstance(row.get(name), str):
            row[name] = _json(row[name], f"{where}: $.{name}")
    if not row.get("question"):
        row["question"] = last_user_text(prompt) or "(not given)"
    # A table has one set of columns for all rows: what a row does not have is null there.
    row = {name: value for name, value in row.items() if value is not None}
    return Triplet.from_row({"solution": "", **row}, where)


def _json(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise DataError(f"{where}: expected an object, a list or their JSON, got {text[:60]!r}; fix the row") from error


def last_user_text(prompt: Text) -> str:
    """Return the last user turn of a prompt, or the prompt where it is a plain text."""
    if isinstance(prompt, str):
        return prompt
    turns = [message for message in prompt if message.get("role") == "user"]
    return content_of(turns[-1]) if turns else ""


def completion_text(completion: Text) -> str:
    """Return what the model wrote: a plain text, or the last assistant message that says something."""
    if isinstance(completion, str):
        return completion
    said = [content_of(message) for message in completion if message.get("role", "assistant") == "assistant"]
    return next((text for text in reversed(said) if text), "")


def content_of(message: Message) -> str:
    """Return a message's text; of a list of parts, the texts among them."""
    content = message.get("content")
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list | tuple) else ()
    return "".join(part.get("text") or "" for part in parts if isinstance(part, Mapping))
