"""A rollout and a form → what the rollout lacks of it."""

import re
from collections.abc import Iterator

from kodenv.errors import ConfigError
from kodenv.fences import find_fences, read_blocks
from kodenv.reasoning import split_reasoning
from kodenv.rejection import Reason
from kodenv.responses.counting import count_tokens
from kodenv.responses.form import Form
from kodenv.responses.loops import measure_repetition
from kodenv.responses.placeholders import find_placeholder
from kodenv.rollout import Rollout
from kodenv.syntax import parses, top_level
from kodenv.syntax_tree import has_grammar

_TAG = re.compile(r"</?think>")


def find_defects(rollout: Rollout, form: Form) -> tuple[Reason, ...]:
    """Return every defect that the form names, in a fixed order: of the question, the tags, the answer, the program.

    Linear in the texts.

    Raises:
        ConfigError: If the syntax of C++ is asked for and its grammar is not installed.
    """
    if form.syntax and not has_grammar(rollout.language):
        raise ConfigError(
            f"recipe: expected the package tree-sitter-cpp to check the syntax of {rollout.question_id!r}, got none; "
            "pip install 'kodenv[cpp]', or set syntax = false"
        )
    return tuple(_defects(rollout, form))


def _defects(rollout: Rollout, form: Form) -> Iterator[Reason]:
    if form.max_question_tokens is not None and count_tokens(rollout.question) > form.max_question_tokens:
        yield Reason.QUESTION_TOO_LONG
    completion = rollout.completion.replace("\r\n", "\n")
    reasoning, answer = split_reasoning(completion)
    if form.think and (tags := _tag_defect(completion, reasoning, answer, rollout.language, form)):
        yield tags
    if form.fence and (fence := _fence_defect(answer or "", rollout.language)):
        yield fence
    if form.plain_reasoning and any(fence.opens() for fence in find_fences(reasoning or "")):
        yield Reason.CODE_IN_REASONING
    if form.loops and measure_repetition(reasoning or "").looping:
        yield Reason.LOOP
    yield from _program_defects(rollout, form)
    yield from _length_defects(completion, form)


def _tag_defect(completion: str, reasoning: str | None, answer: str | None, language: str, form: Form) -> Reason | None:
    """Look for one opening and one closing tag; tags inside the answer's blocks belong to programs."""
    shape = [tag.group() for tag in _TAG.finditer(completion)]
    if not shape:
        return Reason.NO_REASONING
    if answer is None or reasoning is None:
        return Reason.THINK_TAGS
    inside = sum(len(_TAG.findall(block.source)) for block in read_blocks(answer, find_fences(answer), language))
    outside = shape[: len(shape) - inside]
    begins = completion.lstrip().startswith("<think>")
    if not (outside == ["<think>", "</think>"] and begins) and not (
        form.opening_tag_in_prompt and outside == ["</think>"]
    ):
        return Reason.THINK_TAGS
    return None if reasoning.strip() else Reason.NO_REASONING


def _fence_defect(answer: str, language: str) -> Reason | None:
    openers = [block.opener for block in read_blocks(answer, find_fences(answer), language)]
    if any(opener.is_tagged(language) for opener in openers):
        return None
    return Reason.FENCE_LANGUAGE if openers else Reason.NO_FENCE


def _program_defects(rollout: Rollout, form: Form) -> Iterator[Reason]:
    program = rollout.program
    if program is None:
        if form.syntax or form.fence:
            yield Reason.NO_PROGRAM
        return
    # What ran and passed is a program, whatever a grammar makes of its macros.
    if form.syntax and not rollout.verdict.solved and not parses(program, rollout.language):
        yield Reason.SYNTAX
    if form.placeholders and find_placeholder(program, rollout.language) is not None:
        yield Reason.PLACEHOLDER
    if not form.classes and any(not _asked_for(name, rollout) for name in top_level(program, rollout.language).classes):
        yield Reason.CLASS_BASED


def _asked_for(name: str, rollout: Rollout) -> bool:
    return re.search(rf"\bclass\s+{re.escape(name)}\b", rollout.question) is not None


def _length_defects(completion: str, form: Form) -> Iterator[Reason]:
    if form.min_reply_tokens is None and form.max_reply_tokens is None:
        return
    tokens = count_tokens(completion)
    if tokens < (form.min_reply_tokens or 0):
        yield Reason.TOO_SHORT
    if form.max_reply_tokens is not None and tokens > form.max_reply_tokens:
        yield Reason.TOO_LONG
