"""What a reply says: its answer without reasoning, headings and wrapping, or why it cannot be used."""

import re

from kodenv.reasoning import split_reasoning
from synth.records import Dropped

LEAST_CHARS, MOST_CHARS = 20, 12_000

_NOUN = r"(?:question|problem|task|exercise|challenge|assignment)"
_LABEL = (
    rf"(?:new\s+)?(?:(?:python|coding|programming|assessment|exam|practice|harder|self-contained)\s+)*{_NOUN}"
    r"(?:\s+(?:statement|description|text))?(?:\s*(?:no\.?|nr\.?|#)?\s*\d+)?"
)
# A line that is a label and nothing else: "### Problem Statement", "**New Coding Assessment Question 4:**".
_HEADING_LINE = re.compile(rf"\A[ \t]*[#*_>\s]*{_LABEL}[ \t]*[:.]?[*_]*[:.]?[ \t]*(?:\n+|\Z)", re.IGNORECASE)
# A label before the text on the same line: "Question 4: Write ...", "**Task:** Write ...".
_INLINE_LABEL = re.compile(rf"\A[ \t]*[*_]*{_LABEL}[*_]*:[*_]*[ \t]+(?=\S)", re.IGNORECASE)
_WHOLE_BLOCK = re.compile(r"\A(`{3,}|~{3,})(?:markdown|md|text|plaintext)?[ \t]*\n(.*)\n\1\Z", re.DOTALL)
_REMARK = re.compile(
    rf"\A(?:(?:sure|certainly|of course|absolutely|okay|ok)\b[^\n]{{0,200}}"
    rf"|here(?:'s| is)\b[^\n]{{0,100}}\b{_NOUN}\b[^\n]{{0,100}}:)"
    r"[ \t]*\n+(?=\S)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")


def answer_of(reply_text: str) -> str | Dropped:
    """Return what a reply says after its reasoning."""
    _, answer = split_reasoning(reply_text)
    if answer is None:
        return Dropped(reason="unfinished_reasoning", detail="the reasoning never ends")
    if not answer.strip():
        return Dropped(reason="empty_reply", detail="the reply says nothing")
    return answer.strip()


def clean_question(text: str) -> str | Dropped:
    """Return a question's text without remark, wrapping and heading, or why it is none."""
    text = text.strip()
    text = _REMARK.sub("", text, count=1)
    if whole := _WHOLE_BLOCK.match(text):
        text = whole.group(2).strip()
    text = strip_headings(text)
    if len(text) < LEAST_CHARS:
        return Dropped(reason="too_short", detail=f"{len(text)} characters are no question")
    if len(text) > MOST_CHARS:
        return Dropped(reason="too_long", detail=f"{len(text)} characters are more than {MOST_CHARS}")
    return text


def strip_headings(text: str) -> str:
    r"""Return the text without the labels before it.

    >>> strip_headings("### Coding Question\n\n#### Problem Statement:\nAdd two numbers.")
    'Add two numbers.'
    >>> strip_headings("Question 4: Add two numbers.")
    'Add two numbers.'
    """
    while found := _HEADING_LINE.match(text) or _INLINE_LABEL.match(text):
        text = text[found.end() :].lstrip()
    return text


def between(text: str, name: str) -> str | Dropped:
    """Return what stands between ``<|NAME Begin|>`` and ``<|NAME End|>``, each of which must stand there once.

    A reply that was cut off has no end mark; what it began is no question, and its analysis even less.
    """
    begin, end = f"<|{name} Begin|>", f"<|{name} End|>"
    if text.count(begin) != 1 or text.count(end) != 1:
        found = f"{text.count(begin)} of {begin} and {text.count(end)} of {end}"
        return Dropped(reason="marks_missing", detail=f"expected each mark once, got {found}")
    inside = text.partition(begin)[2].partition(end)
    if not inside[1]:
        return Dropped(reason="marks_missing", detail=f"{end} stands before {begin}")
    return inside[0].strip()


def copied_share(text: str, original: str, run: int = 5) -> float:
    """Return the share of a text's runs of words that stand in the original too."""
    runs = _runs(text, run)
    return len(runs & _runs(original, run)) / len(runs) if runs else 0.0


def _runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    length = min(length, len(words))
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)} if length else set()
