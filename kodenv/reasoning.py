"""The reasoning of a reply and its answer, told apart by think tags."""

import re
from collections.abc import Sequence

from kodenv.fences import Fence, find_fences

_THINK_TAG = re.compile(r"</?think>")
# White space that may stand before an opening think tag on its line.
_MAX_INDENT = 100


def split_reasoning(text: str) -> tuple[str | None, str | None]:
    """Return the reasoning and the answer: (None, text) without reasoning, (reasoning, None) when it never ends.

    Inside the reasoning fences mean nothing. Outside, a tag inside a block belongs to a program; a closing tag
    without an opening one makes everything before it reasoning.
    """
    events: list[tuple[int, Fence | re.Match[str]]] = [(m.start(), m) for m in _THINK_TAG.finditer(text)]
    if not events:
        return None, text
    events += [(fence.start, fence) for fence in find_fences(text)]
    events.sort(key=lambda event: event[0])
    thoughts: list[tuple[int, int]] = []
    answers: list[tuple[int, int]] = []
    position, thinking = 0, False
    begin = _after_opening_tag(text)
    opener: Fence | None = None
    for start, event in events:
        if isinstance(event, Fence):
            if opener is not None and event.closes(opener):
                opener = None
            elif opener is None and event.opens() and not thinking:
                opener = event
        elif event.group() == "<think>":
            if not thinking and opener is None and _begins_line(text, start):
                answers.append((position, start))
                position, thinking = event.end(), True
        elif thinking:
            thoughts.append((position, start))
            position, thinking = event.end(), False
        elif _closes_reasoning(text, event, opener):
            thoughts, answers = [(begin, start)], []
            position, opener = event.end(), None
    if thinking:
        return _join(text, [*thoughts, (position, len(text))]).strip(), None
    if not thoughts:
        return None, text
    return _join(text, thoughts).strip(), _join(text, [*answers, (position, len(text))])


def _join(text: str, spans: Sequence[tuple[int, int]]) -> str:
    return "\n".join(text[start:end] for start, end in spans)


def _after_opening_tag(text: str) -> int:
    tag = _THINK_TAG.match(text, len(text) - len(text.lstrip()))
    return tag.end() if tag is not None and tag.group() == "<think>" else 0


def _begins_line(text: str, start: int) -> bool:
    """Tell whether only white space, not too much of it, stands before this place on its line."""
    before = text[max(start - _MAX_INDENT, 0) : start]
    _, newline, indent = before.rpartition("\n")
    return not indent.strip() and (bool(newline) or start <= _MAX_INDENT)


def _closes_reasoning(text: str, tag: re.Match[str], opener: Fence | None) -> bool:
    """Tell whether a closing tag without an opening one ends a reasoning, and is not merely quoted."""
    before, after = text[max(tag.start() - 1, 0) : tag.start()], text[tag.end() : tag.end() + 1]
    if opener is None:
        return not (before and before in "`'\"" and after and after in "`'\"")
    return before in ("", "\n") and after in ("", "\n")
