"""What the annotating model answered, read strictly: a damaged reply is a failed attempt with its reason."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kodenv.reasoning import split_reasoning
from synth.traces.patterns import PATTERNS

_LINE = re.compile(r"(\d+)\s*(?:[-–]\s*(\d+))?\s*\|([^|]*)\|([^|]*)")
_DECORATION = " \t*`#.:"
_NONE = {"", "-", "–", "NONE"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Neighbouring paragraphs that do one thing.

    Attributes:
        first: Its first paragraph, from 0 in the trace.
        last: Its last one.
        content: What it is about, as the model says; empty for what the model left out.
        patterns: Its labels; none where the model was not sure.
    """

    first: int
    last: int
    content: str = ""
    patterns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Damaged:
    """Why a reply cannot be used."""

    reason: str


def read_segments(reply: Mapping[str, Any], begin: int, end: int) -> list[Segment] | Damaged:
    """Return the segments of a window, whole: what the reply leaves out is a segment without a label.

    Args:
        reply: A row with ``text`` and ``finish_reason``.
        begin: The window's first paragraph, from 0; paragraphs are numbered from 1 in the prompt.
        end: The one after its last.
    """
    lines = _answer_lines(reply)
    if lines is None or not lines or lines[-1].strip(_DECORATION).upper() != "END":
        return Damaged(reason="truncated")
    found: list[Segment] = []
    reached = begin
    for line in lines[:-1]:
        match = _LINE.fullmatch(line.strip(_DECORATION + "|"))
        if match is None:
            # a title or a fence around the list says nothing; a broken entry does
            if "|" in line:
                return Damaged(reason="bad_line")
            continue
        first = int(match[1]) - 1
        last = int(match[2] or match[1]) - 1
        labels = _labels(match[4])
        if labels is None:
            return Damaged(reason="unknown_pattern")
        if not reached <= first <= last < end:
            return Damaged(reason="bad_range")
        if first > reached:
            found.append(Segment(first=reached, last=first - 1))
        found.append(Segment(first=first, last=last, content=" ".join(match[3].split()), patterns=labels))
        reached = last + 1
    if not found:
        return Damaged(reason="no_segments")
    if reached < end:
        found.append(Segment(first=reached, last=end - 1))
    return found


def read_label(reply: Mapping[str, Any]) -> tuple[str, str] | Damaged:
    """Return the one pattern of a segment, and why."""
    lines = _answer_lines(reply)
    if lines is None:
        return Damaged(reason="truncated")
    last = re.sub(r"(?i)^(pattern|label|answer)\s*[:=]\s*", "", lines[-1].strip(_DECORATION)) if lines else ""
    labels = _labels(last.strip(_DECORATION))
    if not labels:
        return Damaged(reason="no_pattern" if labels is not None else "unknown_pattern")
    if len(labels) > 1:
        return Damaged(reason="several_patterns")
    return labels[0], " ".join(" ".join(lines[:-1]).split())


def _answer_lines(reply: Mapping[str, Any]) -> list[str] | None:
    """Return the lines after the model's own reasoning; None where it was cut."""
    answer = split_reasoning(reply["text"])[1]
    if answer is None or reply.get("finish_reason") == "length":
        return None
    return [line for line in answer.splitlines() if line.strip()]


def _labels(text: str) -> tuple[str, ...] | None:
    """Return the codes in a list, each once; None where one is unknown."""
    words = [word.strip(_DECORATION).upper() for word in re.split(r"[,;/+&]| and ", text)]
    if set(words) <= _NONE:
        return ()
    return tuple(dict.fromkeys(words)) if all(word in PATTERNS for word in words) else None
