"""Raw model text → reasoning and program.

Reasoning stands between ``<think>`` and ``</think>``; where the prompt supplied the opening tag, only the closing one
is there. The program is looked for in what follows, by the rules of :data:`RULES`, in that order. Markdown is read as
CommonMark says where that gives a program, and as models write it where it does not (see :mod:`kodenv.fences`).

Nothing is executed, and the work is linear in the text: every part of it is parsed a bounded number of times.
"""

import ast
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from kodenv.errors import ConfigError, unknown_name
from kodenv.fences import TAGS, Block, Fence, find_fences, read_blocks
from kodenv.reasoning import split_reasoning
from kodenv.records import Triplet
from kodenv.silence import parse_silently
from kodenv.syntax import identifiers, parses, rename_global, top_level

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

_ANSWER_TAG = re.compile(r"<answer>|</answer>")
_READS = frozenset({"input", "stdin", "open", "fileinput", "read", "readline", "readlines"})
_WRITES = frozenset({"print", "stdout", "write"})
# Texts of many blocks are machine-made: of more than this, the last ones are looked at.
_MAX_BLOCKS = 1000


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
    imports = (node for node in ast.walk(parse_silently(test)) if isinstance(node, ast.ImportFrom))
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
    if language not in TAGS:
        raise ConfigError(unknown_name("language", language, TAGS))
    reasoning, answer = split_reasoning(completion.replace("\r\n", "\n"))
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


def _find_program(
    answer: str, entry_point: str | None, wanted: frozenset[str], language: str
) -> tuple[str | None, str]:
    """Look in the last ``<answer>`` first, where there is one, then everywhere."""
    fences = find_fences(answer)
    blocks = read_blocks(answer, fences, language)
    region = _answer_region(answer, blocks)
    if region is not None:
        inner_fences = find_fences(region)
        inner = read_blocks(region, inner_fences, language)
        program, rule = _choose(region, inner_fences, inner, entry_point, wanted, language)
        if program is not None:
            return program, rule
    return _choose(answer, fences, blocks, entry_point, wanted, language)


def _answer_region(text: str, blocks: Sequence[Block]) -> str | None:
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
    fences: Sequence[Fence],
    blocks: Sequence[Block],
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


def _first_of_language(blocks: Sequence[Block], language: str) -> str | None:
    for block in blocks:
        if block.source and block.opener.is_tagged(language):
            return block.source
    for block in islice((block for block in blocks if block.source and not block.opener.tag), _MAX_BLOCKS):
        if parses(block.source, language) and _program_rank(block.source, language):
            return block.source
    return None
