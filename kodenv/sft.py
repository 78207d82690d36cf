"""Kept rollouts → rows to fine-tune on, in one of four layouts."""

import dataclasses
import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from kodenv.errors import ConfigError, DataError, unknown_name
from kodenv.rollout import Rollout


def to_sft_row(rollout: Rollout, layout: str) -> dict[str, Any]:
    """Return one row: the layout's own columns, then the labels.

    The layouts never mix: a row with both ``prompt`` and ``messages`` is refused by TRL.

    Raises:
        ConfigError: If the layout is unknown.
    """
    check_layout(layout)
    rollout = _encodable(rollout)
    return {**LAYOUTS[layout](rollout), **_labels(rollout)}


def read_texts(row: Mapping[str, Any], where: str = "row") -> tuple[str, str]:
    """Return the question and the completion of a row of any of the layouts.

    Raises:
        DataError: If it has the columns of none.
    """
    try:
        if "messages" in row:
            return row["messages"][0]["content"], row["messages"][-1]["content"]
        if "completion" in row:
            return row["prompt"][-1]["content"], row["completion"][-1]["content"]
        if "conversations" in row:
            return row["conversations"][0]["value"], row["conversations"][-1]["value"]
        return row["input"], row["output"]
    except (KeyError, IndexError, TypeError) as error:
        raise DataError(
            f"{where}: expected the columns of one of the layouts {', '.join(LAYOUTS)}, got {sorted(row)}; make the "
            "set again"
        ) from error


def check_layout(layout: str) -> str:
    """Return the layout.

    Raises:
        ConfigError: If it is unknown.
    """
    if layout not in LAYOUTS:
        raise ConfigError(unknown_name("layout", layout, LAYOUTS))
    return layout


def _encodable(rollout: Rollout) -> Rollout:
    """Put U+FFFD in the place of lone surrogates: neither Parquet's strings nor tokenizers can hold them."""
    texts = (rollout.question, rollout.completion, rollout.reasoning, rollout.program)
    if all(text is None or text.isascii() for text in texts):
        return rollout
    question, completion, reasoning, program = map(_replace_surrogates, texts)
    assert question is not None and completion is not None, "they were texts"
    return dataclasses.replace(rollout, question=question, completion=completion, reasoning=reasoning, program=program)


def _replace_surrogates(text: str | None) -> str | None:
    return None if text is None else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _labels(rollout: Rollout) -> dict[str, Any]:
    return {
        "question_id": rollout.question_id,
        "sample_index": rollout.sample_index,
        "reasoning": rollout.reasoning,
        "program": rollout.program,
        "status": str(rollout.verdict.status),
        "passed": rollout.verdict.passed,
        "total": rollout.verdict.total,
        "digest": rollout.verdict.digest,
    }


def _user(rollout: Rollout) -> dict[str, str]:
    return {"role": "user", "content": rollout.question}


def _assistant(rollout: Rollout) -> dict[str, str]:
    return {"role": "assistant", "content": rollout.completion}


def _messages(rollout: Rollout) -> dict[str, Any]:
    return {"messages": [_user(rollout), _assistant(rollout)]}


def _prompt_completion(rollout: Rollout) -> dict[str, Any]:
    """Both sides as message lists: TRL then applies the chat template and trains on the completion only."""
    return {"prompt": [_user(rollout)], "completion": [_assistant(rollout)]}


def _sharegpt(rollout: Rollout) -> dict[str, Any]:
    turns = [{"from": "human", "value": rollout.question}, {"from": "gpt", "value": rollout.completion}]
    return {"conversations": turns}


def _ocr(rollout: Rollout) -> dict[str, Any]:
    """Give OpenCodeReasoning's columns: all strings, the id shared by the answers to one question."""
    return {
        "id": hashlib.sha256(rollout.question_id.encode()).hexdigest()[:32],
        "input": rollout.question,
        "output": rollout.completion,
        "source": rollout.source or "",
        "license": rollout.license or "",
        "dataset": rollout.subset or "",
        "split": "train",
        "difficulty": rollout.difficulty or "",
        "solution": rollout.program or "",
    }


LAYOUTS: dict[str, Callable[[Rollout], dict[str, Any]]] = {
    "messages": _messages,
    "prompt-completion": _prompt_completion,
    "sharegpt": _sharegpt,
    "ocr": _ocr,
}
