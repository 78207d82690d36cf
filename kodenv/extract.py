"""Raw model text → reasoning and program.

Reasoning stands between ``<think>`` and ``</think>``; where the prompt supplied the opening tag, only the closing one
is there. The program is looked for in what follows, by the rules of :data:`RULES`, in that order. Markdown is read as
CommonMark says where that gives a program, and as models write it where it does not (see :func:`_read_block`).

Nothing is executed, and the work is linear in the text: every part of it is parsed a bounded number of times.
"""

import ast
import re
import textwrap
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from kodenv.errors import ConfigError, unknown_name
from kodenv.records import Triplet
from kodenv.syntax import MAX_CHARS, identifiers, parses, rename_global, top_level

# A C++ block may have errors for tree-sitter (macros do that), but one without errors comes first.
RULES = {
    "last_block_defining_entry_point": (
        "Of the fenced blocks that parse and define the entry point, the last one. A block that only imports the name "
        "(a usage example) gives way to one that defines it. Where several names are tested, a block that defines "
        "more of them comes first."
    ),
    "last_block_that_parses": (
        "No entry point is known: of the fenced blocks that parse, the last whole program (it reads the standard "
        "input and prints; C++: defines main), else the last with a function or class, else the last that prints. "
        "Samples of input and output are none of these."
    ),
    "whole_text": "No block fits, and the text up to the first fence is itself a program by the two rules above.",
    "first_block": (
        "The first block tagged with the language, parsing or not; else the first untagged one that parses and "
        "defines or prints something."
    ),
    "none": "No program: nothing of the above, or the reasoning was never closed.",
}

_TAGS = {
    "python": re.compile(r"(?:python|py|pypy)[\d.]*", re.IGNORECASE),
    "cpp": re.compile(r"(?:cpp|c\+\+|cxx|cc)\d*[a-z]?", re.IGNORECASE),
}
# A line with a fence: what stands before it, the fence, the info string. One pass, no backtracking over lines.
_FENCE = re.compile(r"^([^\n`~]*)(`{3,}|~{3,})([^\n]*)$", re.MULTILINE)
_INFO_WORD = re.compile(r"[\s{.]*([\w+#.-]*)")
_THINK_TAG = re.compile(r"</?think>")
_ANSWER_TAG = re.compile(r"<answer>|</answer>")
_READS = frozenset({"input", "stdin", "open", "fileinput", "read", "readline", "readlines"})
_WRITES = frozenset({"print", "stdout", "write"})
# White space that may stand before an opening think tag on its line.
_MAX_INDENT = 100
# Texts of many blocks are machine-made: of more than this, the last ones are looked at.
_MAX_BLOCKS = 1000
# Closing fences that are tried for a block whose first one stands inside a string.
_MAX_CLOSERS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What was found in a completion.

    Attributes:
        reasoning: The text inside the think tags, or None when there is none.
        reasoning_closed: False when the reasoning never ended: then the reply has no answer.
        program: The program's source, or None.
        rule: Which of :data:`RULES` chose it.
        renamed_from: The function's name as the model wrote it, where it was renamed to the tested one.
    """

    reasoning: str | None
    reasoning_closed: bool
    program: str | None
    rule: str
    renamed_from: str | None


def extract_for(triplet: Triplet, completion: str) -> Extraction:
    """Find the program for a triplet in a raw completion; see :func:`extract`."""
    return extract(
        completion,
        entry_point=triplet.entry_point,
        language=triplet.language,
        tested_names=_tested_names(triplet),
    )


def _tested_names(triplet: Triplet) -> frozenset[str]:
    """Return the names that the suite takes from the program: KodCode's own list, and what the suite imports."""
    listed = triplet.extra.get("test_info")
    infos = listed if isinstance(listed, list | tuple) else ()
    names = {info["function_name"] for info in infos if isinstance(info, Mapping) and info.get("function_name")}
    return _imported_from_solution(triplet.test) | names if triplet.test_format == "pytest" else frozenset(names)


@lru_cache(maxsize=512)
def _imported_from_solution(test: str) -> frozenset[str]:
    if not parses(test, "python"):
        return frozenset()
    imports = (node for node in ast.walk(ast.parse(test)) if isinstance(node, ast.ImportFrom))
    return frozenset(alias.name for node in imports if node.module == "solution" for alias in node.names) - {"*"}


def extract(
    completion: str, *, entry_point: str | None, language: str = "python", tested_names: Collection[str] = ()
) -> Extraction:
    r"""Find the reasoning and the program in a raw completion.

    A program that defines one function, no class and nothing of the tested names has that function renamed to the
    entry point, as KodCode does (nested functions do not count, and recursive calls are renamed too); not when more
    than one name is tested, nor when the new name means something else in the program.

    Args:
        completion: Raw model text.
        entry_point: The name the tests call; None for programs that read the standard input.
        language: ``python`` or ``cpp``.
        tested_names: All names the tests take from the program, where known. One alone stands in for a missing
            ``entry_point``.

    Raises:
        ConfigError: If the language is unknown.

    >>> extract("<think>easy</think>\n```python\ndef g(x):\n    return x\n```", entry_point="f").program
    'def f(x):\n    return x\n'
    """
    if language not in _TAGS:
        raise ConfigError(unknown_name("language", language, _TAGS))
    reasoning, answer = _split_reasoning(completion.replace("\r\n", "\n"))
    if answer is None:
        return Extraction(reasoning=reasoning, reasoning_closed=False, program=None, rule="none", renamed_from=None)
    tested = frozenset(tested_names)
    if entry_point is None and len(tested) == 1:
        (entry_point,) = tested
    wanted = tested if entry_point is None else tested | {entry_point}
    program, rule = _find_program(answer, entry_point, wanted, language)
    renamed_from = None
    if program is not None and entry_point is not None and wanted == {entry_point} and language == "python":
        program, renamed_from = _rename_only_function(program, entry_point)
    return Extraction(reasoning=reasoning, reasoning_closed=True, program=program, rule=rule, renamed_from=renamed_from)


def _rename_only_function(program: str, entry_point: str) -> tuple[str, str | None]:
    if not parses(program):
        return program, None
    names = top_level(program)
    if len(names.functions) != 1 or names.classes or entry_point in names.names:
        return program, None
    (old,) = names.functions
    renamed = rename_global(program, old, entry_point)
    return (program, None) if renamed is None else (renamed, old)


@dataclass(frozen=True, slots=True)
class _Fence:
    """A line that holds a fence; offsets are into the text it was found in."""

    start: int
    end: int
    prefix: str
    marks: str
    info: str

    @property
    def indent(self) -> int:
        return len(self.prefix) - len(self.prefix.lstrip())

    @property
    def tag(self) -> str:
        found = _INFO_WORD.match(self.info)
        return found.group(1) if found else ""

    def is_tagged(self, language: str) -> bool:
        return _TAGS[language].fullmatch(self.tag) is not None

    def opens(self) -> bool:
        """Tell whether the line can open a block: a fence after other text only does with a tag alone behind it."""
        if self.marks[0] == "`" and "`" in self.info:
            return False
        return not self.prefix.strip() or (bool(self.tag) and self.tag == self.info.strip())

    def closes(self, opener: "_Fence") -> bool:
        """Tell whether the line closes the opener's block, by CommonMark's rule (spec 0.31, section 4.5)."""
        bare = not self.prefix.strip() and not self.info.strip()
        return bare and self.marks.startswith(opener.marks) and self.indent <= opener.indent + 3


def _fences(text: str) -> list[_Fence]:
    return [_Fence(m.start(), m.end(), m.group(1), m.group(2), m.group(3)) for m in _FENCE.finditer(text)]


def _split_reasoning(text: str) -> tuple[str | None, str | None]:
    """Return the reasoning and the answer: (None, text) without reasoning, (reasoning, None) when it never ends.

    Inside the reasoning fences mean nothing. Outside, a tag inside a block belongs to a program; a closing tag
    without an opening one makes everything before it reasoning.
    """
    events: list[tuple[int, _Fence | re.Match[str]]] = [(m.start(), m) for m in _THINK_TAG.finditer(text)]
    if not events:
        return None, text
    events += [(fence.start, fence) for fence in _fences(text)]
    events.sort(key=lambda event: event[0])
    thoughts: list[tuple[int, int]] = []
    answers: list[tuple[int, int]] = []
    position, thinking = 0, False
    begin = _after_opening_tag(text)
    opener: _Fence | None = None
    for start, event in events:
        if isinstance(event, _Fence):
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


def _closes_reasoning(text: str, tag: re.Match[str], opener: _Fence | None) -> bool:
    """Tell whether a closing tag without an opening one ends a reasoning, and is not merely quoted."""
    before, after = text[max(tag.start() - 1, 0) : tag.start()], text[tag.end() : tag.end() + 1]
    if opener is None:
        return not (before and before in "`'\"" and after and after in "`'\"")
    return before in ("", "\n") and after in ("", "\n")


@dataclass(frozen=True, slots=True)
class _Block:
    """A fenced block: where it lies in the text, its content, and its opening fence."""

    start: int
    end: int
    source: str
    opener: _Fence


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


def _blocks(text: str, fences: Sequence[_Fence], language: str) -> list[_Block]:
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


def _read_block(text: str, fences: Sequence[_Fence], index: int, language: str, budget: _Budget) -> tuple[_Block, int]:
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
    text: str, fences: Sequence[_Fence], index: int, language: str, budget: _Budget
) -> tuple[_Block, int] | None:
    inner = fences[index + 1]
    block = _slice_block(text, fences[index], inner.start + len(inner.prefix))
    if not budget.parses(block.source, language):
        return None
    return block, index + 1 if inner.opens() else index + 2


def _read_past_string(
    text: str, fences: Sequence[_Fence], index: int, close: int, language: str, budget: _Budget
) -> tuple[_Block, int] | None:
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


def _next_closer(fences: Sequence[_Fence], opener: _Fence, start: int) -> int:
    """Return the index of the next fence that closes the opener's block, or ``len(fences)``."""
    while start < len(fences) and not fences[start].closes(opener):
        start += 1
    return start


def _start_of(text: str, fences: Sequence[_Fence], index: int) -> int:
    return fences[index].start if index < len(fences) else len(text)


def _cuts_a_string(source: str) -> bool:
    return source.count('"""') % 2 == 1 or source.count("'''") % 2 == 1


def _slice_block(text: str, opener: _Fence, end: int) -> _Block:
    return _Block(opener.start, end, _dedent(text[opener.end + 1 : end], opener.indent), opener)


def _dedent(content: str, indent: int) -> str:
    """Take the fence's indentation off every line; if the code is still indented, what its lines share."""
    content = content.strip("\n")
    if indent:
        content = re.sub(rf"^[ \t]{{1,{indent}}}", "", content, flags=re.MULTILINE)
    if content[:1] in (" ", "\t"):
        content = textwrap.dedent(content)
    return content + "\n" if content else ""


def _find_program(
    answer: str, entry_point: str | None, wanted: frozenset[str], language: str
) -> tuple[str | None, str]:
    """Look in the last ``<answer>`` first, where there is one, then everywhere."""
    fences = _fences(answer)
    blocks = _blocks(answer, fences, language)
    region = _answer_region(answer, blocks)
    if region is not None:
        inner_fences = _fences(region)
        inner = _blocks(region, inner_fences, language)
        program, rule = _choose(region, inner_fences, inner, entry_point, wanted, language)
        if program is not None:
            return program, rule
    return _choose(answer, fences, blocks, entry_point, wanted, language)


def _answer_region(text: str, blocks: Sequence[_Block]) -> str | None:
    """Return what stands in the last ``<answer>``; tags inside blocks belong to programs."""
    spans = iter([*((block.start, block.end) for block in blocks), (len(text), len(text))])
    low, high = next(spans)
    begin: int | None = None
    end = len(text)
    for tag in _ANSWER_TAG.finditer(text):
        while tag.start() >= high:
            low, high = next(spans)
        # The fence may stand on the tag's own line, so a block's span begins at its fence, not at its line.
        if low <= tag.start() < high and not _on_fence_line(text, low, tag.start()):
            continue
        if tag.group() == "<answer>":
            begin, end = tag.end(), len(text)
        elif begin is not None and end == len(text):
            end = tag.start()
    return None if begin is None else text[begin:end]


def _on_fence_line(text: str, line_start: int, position: int) -> bool:
    return text.find("\n", line_start, position) < 0


def _choose(
    text: str,
    fences: Sequence[_Fence],
    blocks: Sequence[_Block],
    entry_point: str | None,
    wanted: frozenset[str],
    language: str,
) -> tuple[str | None, str]:
    best: str | None
    if wanted:
        sources = [block.source for block in blocks]
        best, rule = _last_defining(sources, entry_point, wanted, language), "last_block_defining_entry_point"
    else:
        sources = [block.source for block in blocks if not block.opener.tag or block.opener.is_tagged(language)]
        best, rule = _last_program(sources, language), "last_block_that_parses"
    if best is not None:
        return best, rule
    bare = [_ANSWER_TAG.sub("", text[: fences[0].start] if fences else text).strip("\n") + "\n"]
    whole = _last_defining(bare, entry_point, wanted, language) if wanted else _last_program(bare, language)
    if whole is not None:
        return whole, "whole_text"
    first = _first_of_language(blocks, language)
    return first, "none" if first is None else "first_block"


def _last_defining(
    sources: Sequence[str], entry_point: str | None, wanted: frozenset[str], language: str
) -> str | None:
    """Return the last source that defines the entry point, or, without one, any wanted name."""
    needed = wanted if entry_point is None else frozenset({entry_point})
    best: str | None = None
    best_rank = (False, False, 0)
    for source in islice(reversed(sources), _MAX_BLOCKS):
        # Parsing is dear, and a text without the name cannot define it.
        if not any(name in source for name in needed):
            continue
        sound = parses(source, language)
        if not sound and language == "python":
            continue
        names = top_level(source, language)
        rank = (sound, bool(needed & names.defined), len(wanted & names.names))
        if needed & names.names and rank > best_rank:
            best, best_rank = source, rank
    return best


def _last_program(sources: Sequence[str], language: str) -> str | None:
    best: str | None = None
    best_rank = (False, 0)
    for source in islice(reversed(sources), _MAX_BLOCKS):
        sound = bool(source) and parses(source, language)
        if not source or (not sound and language == "python"):
            continue
        rank = (sound, _program_rank(source, language))
        if rank[1] and rank > best_rank:
            best, best_rank = source, rank
        if best_rank == (True, 3):
            break
    return best


def _program_rank(source: str, language: str) -> int:
    """Return 3 for a whole program, 2 for definitions, 1 for statements that print, 0 for what does nothing."""
    if language == "cpp":
        return 3 if re.search(r"\bmain\s*\(", source) else 0
    names = identifiers(source)
    writes = bool(names & _WRITES)
    if writes and names & _READS:
        return 3
    names_defined = top_level(source)
    return 2 if names_defined.functions or names_defined.classes else int(writes)


def _first_of_language(blocks: Sequence[_Block], language: str) -> str | None:
    for block in blocks:
        if block.source and block.opener.is_tagged(language):
            return block.source
    for block in islice((block for block in blocks if block.source and not block.opener.tag), _MAX_BLOCKS):
        if parses(block.source, language) and _program_rank(block.source, language):
            return block.source
    return None
