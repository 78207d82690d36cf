"""A reply → a solution and its suite, strictly: what does not parse is a failed attempt, never a guess."""

import re

from kodenv.reasoning import split_reasoning
from kodenv.syntax import parses
from synth.records import Dropped, Parsed

_FENCED = re.compile(r"\A\s*(`{3,})[ \t]*(?:python|py)?[ \t]*\n(.*?)\n?[ \t]*\1\s*\Z", re.DOTALL | re.IGNORECASE)
_PARTS = ("Solution", "Test")


def parse_attempt(reply_text: str, *, truncated: bool = False) -> Parsed | Dropped:
    """Return the solution and the suite of a reply, or why it holds none.

    Each part is one fenced block between ``<|NAME Begin|>`` and ``<|NAME End|>``, each mark there once and in order.

    Args:
        reply_text: What the model said.
        truncated: Whether it was cut at its token limit, which explains what is missing.
    """
    _, answer = split_reasoning(reply_text)
    found = Dropped(reason="unfinished_reasoning") if answer is None else _parse(answer.strip())
    if isinstance(found, Dropped) and truncated:
        return Dropped(reason="truncated", detail=f"cut at its token limit: {found.detail or found.reason}")
    return found


def _parse(answer: str) -> Parsed | Dropped:
    if not answer:
        return Dropped(reason="empty_reply", detail="the reply says nothing")
    marks = [f"<|{name} {edge}|>" for name in _PARTS for edge in ("Begin", "End")]
    places = [answer.find(mark) for mark in marks]
    if any(answer.count(mark) != 1 for mark in marks) or places != sorted(places):
        counts = ", ".join(f"{answer.count(mark)} {mark}" for mark in marks)
        return Dropped(reason="marks_missing", detail=f"expected each mark once and in order, got {counts}")
    blocks = []
    for name, begin, end in (("solution", 0, 1), ("test", 2, 3)):
        fenced = _FENCED.match(answer[places[begin] + len(marks[begin]) : places[end]])
        if fenced is None or fenced.group(1) in fenced.group(2):
            return Dropped(reason=f"{name}_not_fenced", detail=f"expected one fenced block of Python for the {name}")
        if not fenced.group(2).strip():
            return Dropped(reason=f"{name}_empty", detail=f"the {name}'s block is empty")
        blocks.append(fenced.group(2).strip("\n") + "\n")
    for name, block in zip(("solution", "test"), blocks, strict=True):
        if not parses(block):
            return Dropped(reason=f"{name}_syntax_error", detail=f"the {name} is not Python")
    return Parsed(solution=blocks[0], test=blocks[1])
