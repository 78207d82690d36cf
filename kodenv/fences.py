"""Fenced blocks of Markdown, read as CommonMark says where that gives a program, and as models write them where not.

The work is linear in the text: every part of it is parsed a bounded number of times.
"""

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kodenv.syntax import MAX_CHARS, parses

TAGS = {
    "python": re.compile(r"(?:python|py|pypy)[\d.]*", re.IGNORECASE),
    "cpp": re.compile(r"(?:cpp|c\+\+|cxx|cc)\d*[a-z]?", re.IGNORECASE),
}
_MARKS = re.compile(r"`{3,}|~{3,}")
_MARK = re.compile(r"[`~]")
_INFO_WORD = re.compile(r"[\s{.]*([\w+#.-]*)")
# Closing fences that are tried for a block whose first one stands inside a string.
_MAX_CLOSERS = 8


@dataclass(frozen=True, slots=True)
class Fence:
    """A line that holds a fence; offsets are into the text it was found in."""

    start: int
    end: int
    prefix: str
    marks: str
    info: str

    @property
    def indent(self) -> int:
        """How far the fence is indented."""
        return len(self.prefix) - len(self.prefix.lstrip())

    @property
    def tag(self) -> str:
        """The first word behind the fence: the language, if it is one."""
        found = _INFO_WORD.match(self.info)
        return found.group(1) if found else ""

    def is_tagged(self, language: str) -> bool:
        """Tell whether the tag names the language."""
        return TAGS[language].fullmatch(self.tag) is not None

    def opens(self) -> bool:
        """Tell whether the line can open a block: a fence after other text only does with a tag alone behind it."""
        if self.marks[0] == "`" and "`" in self.info:
            return False
        return not self.prefix.strip() or (bool(self.tag) and self.tag == self.info.strip())

    def closes(self, opener: "Fence") -> bool:
        """Tell whether the line closes the opener's block, by CommonMark's rule (spec 0.31, section 4.5)."""
        bare = not self.prefix.strip() and not self.info.strip()
        return bare and self.marks.startswith(opener.marks) and self.indent <= opener.indent + 3


def find_fences(text: str) -> list[Fence]:
    """Return every line that holds a fence, whatever it means there."""
    return list(_find_fences(text)) if "```" in text or "~~~" in text else []


def _find_fences(text: str) -> Iterator[Fence]:
    end = -1
    for marks in _MARKS.finditer(text):
        # Marks behind the first ones of a line belong to its info string.
        if marks.start() < end:
            continue
        start = text.rfind("\n", 0, marks.start()) + 1
        newline = text.find("\n", marks.end())
        end = len(text) if newline < 0 else newline
        prefix = text[start : marks.start()]
        if _MARK.search(prefix) is None:
            yield Fence(start, end, prefix, marks.group(), text[marks.end() : end])


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: where it lies in the text, its content, and its opening fence."""

    start: int
    end: int
    source: str
    opener: Fence


class _Budget:
    """What may still be spent on finding where blocks end; keeps hostile text linear.

    Honest replies stay far below: text is looked at twice or so, and hardly a block needs to be parsed.
    """

    def __init__(self, text: str) -> None:
        self._looks = 8 * len(text) + MAX_CHARS
        self._parses = 2 * MAX_CHARS

    def look(self, chars: int) -> bool:
        """Pay for reading so many characters; False when nothing is left."""
        self._looks -= chars
        return self._looks >= 0

    def parses(self, source: str, language: str) -> bool:
        """Tell whether the source is a program, as long as the budget lasts; afterwards nothing is."""
        self._parses -= len(source)
        return self._parses >= 0 and bool(source.strip()) and parses(source, language)


def read_blocks(text: str, fences: Sequence[Fence], language: str) -> list[Block]:
    """Return the fenced blocks of a text, in order; ``fences`` are all of its fences."""
    blocks = []
    budget = _Budget(text)
    index = 0
    while index < len(fences):
        if not fences[index].opens():
            index += 1
            continue
        block, index = _read_block(text, fences, index, language, budget)
        blocks.append(block)
    return blocks


def _read_block(text: str, fences: Sequence[Fence], index: int, language: str, budget: _Budget) -> tuple[Block, int]:
    """Read the block that a fence opens; return it and the index of the first fence behind it.

    CommonMark's end is the first closing fence, or the text's end. Where the content up to there is no program:

    1. an inner fence ends the block if what stands before it is a program (a closing fence glued to code, followed
       by prose, or forgotten);
    2. a later closing fence ends the block if the program is whole then (the first stands in a string);
    3. an inner fence with the language's tag ends it (a stray fence, or a reply wrapped in one).
    """
    opener = fences[index]
    close = _next_closer(fences, opener, index + 1) if budget.look(0) else index + 1
    end = _start_of(text, fences, close)
    if not budget.look(end - opener.end):
        # Nothing left to spend: the next fence, whatever it is, ends the block.
        return _slice_block(text, opener, _start_of(text, fences, index + 1)), index + 1
    first = _slice_block(text, opener, end)
    is_cut = _cuts_a_string(first.source)
    has_inner = close > index + 1
    if not has_inner and not is_cut:
        return first, close + 1
    if not opener.tag or opener.is_tagged(language):
        if budget.parses(first.source, language):
            return first, close + 1
        settled = _read_to_inner_fence(text, fences, index, language, budget) if has_inner else None
        if settled is None and is_cut:
            settled = _read_past_string(text, fences, index, close, language, budget)
        if settled is not None:
            return settled
    for number in range(index + 1, close):
        if fences[number].opens() and fences[number].is_tagged(language):
            return _slice_block(text, opener, fences[number].start), number
    return first, close + 1


def _read_to_inner_fence(
    text: str, fences: Sequence[Fence], index: int, language: str, budget: _Budget
) -> tuple[Block, int] | None:
    inner = fences[index + 1]
    block = _slice_block(text, fences[index], inner.start + len(inner.prefix))
    if not budget.parses(block.source, language):
        return None
    return block, index + 1 if inner.opens() else index + 2


def _read_past_string(
    text: str, fences: Sequence[Fence], index: int, close: int, language: str, budget: _Budget
) -> tuple[Block, int] | None:
    for _ in range(_MAX_CLOSERS):
        if close >= len(fences):
            return None
        close = _next_closer(fences, fences[index], close + 1)
        end = _start_of(text, fences, close)
        if not budget.look(end - fences[index].end):
            return None
        block = _slice_block(text, fences[index], end)
        if budget.parses(block.source, language):
            return block, close + 1
    return None


def _next_closer(fences: Sequence[Fence], opener: Fence, start: int) -> int:
    """Return the index of the next fence that closes the opener's block, or ``len(fences)``."""
    while start < len(fences) and not fences[start].closes(opener):
        start += 1
    return start


def _start_of(text: str, fences: Sequence[Fence], index: int) -> int:
    return fences[index].start if index < len(fences) else len(text)


def _cuts_a_string(source: str) -> bool:
    return source.count('"""') % 2 == 1 or source.count("'''") % 2 == 1


def _slice_block(text: str, opener: Fence, end: int) -> Block:
    return Block(opener.start, end, _dedent(text[opener.end + 1 : end], opener.indent), opener)


def _dedent(content: str, indent: int) -> str:
    """Take the fence's indentation off every line; if the code is still indented, what its lines share."""
    content = content.strip("\n")
    if indent:
        content = re.sub(rf"^[ \t]{{1,{indent}}}", "", content, flags=re.MULTILINE)
    if content[:1] in (" ", "\t"):
        content = textwrap.dedent(content)
    return content + "\n" if content else ""
