"""User turns: a model that was trained on conversations writes what a user would say, given only the turn's start."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kodenv.errors import ConfigError, unknown_name
from kodenv.policy import Request, SamplingParams
from synth.prompting import Prompt
from synth.records import Dropped
from synth.sources.reply_text import answer_of, clean_question


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """How a family of models writes a conversation up to where the user's words begin.

    Attributes:
        before: The text before the user's words; ``{system}`` stands for the system prompt, where there is one.
        marks: What ends the user's turn, or begins another one.
    """

    before: str
    marks: tuple[str, ...]


# Without the token that begins a text: servers put it there themselves.
TEMPLATES = {
    "chatml": Template(
        before="<|im_start|>system\n{system}<|im_end|>\n<|im_start|>user\n",
        marks=("<|im_end|>", "<|im_start|>", "<|endoftext|>"),
    ),
    "llama3": Template(
        before=(
            "<|start_header_id|>system<|end_header_id|>\n\n{system}<|eot_id|>"
            "<|start_header_id|>user<|end_header_id|>\n\n"
        ),
        marks=("<|eot_id|>", "<|start_header_id|>", "<|end_of_text|>"),
    ),
    "gemma": Template(before="<start_of_turn>user\n", marks=("<end_of_turn>", "<start_of_turn>")),
}
CHAT = "chat"
"""For servers without raw completions: the model is asked in words for what a user would say."""
STYLES = (*TEMPLATES, CHAT)

# The model goes on with the answer, or with a role's name, when no mark ended the turn.
_NEXT_TURN = re.compile(
    r"^[ \t]*(?:(?:assistant|user|system|model)[ \t]*:?[ \t]*$"
    r"|(?:assistant|answer|response|solution)\s*:"
    r"|(?:sure|certainly|of course)[,!.]|to solve this"
    r"|here(?:'s| is) (?:a|an|the|one|my)\b[^\n]{0,100}\b(?:code|function|implementation|program|solution)\b"
    r"[^\n]*:[ \t]*$)",
    re.IGNORECASE | re.MULTILINE,
)


def check_template(where: str, template: str) -> None:
    """Raise ConfigError if there is no such template."""
    if template not in STYLES:
        raise ConfigError(f"{where}: {unknown_name('template', template, STYLES)}")


def user_turn_request(
    index: int, question_id: str, template: str, start: str, prompts: tuple[Prompt, Prompt], sampling: SamplingParams
) -> Request:
    """Return the request for a user's turn.

    Args:
        index: The request's index.
        question_id: The question's id.
        template: One of :data:`STYLES`.
        start: With what the turn begins; may be empty.
        prompts: The system prompt, and the prompt for :data:`CHAT`.
        sampling: How to sample, the seed included.
    """
    if template == CHAT:
        beginning = f'The message begins with the words "{start}".' if start else "Begin it as you like."
        message = {"role": "user", "content": prompts[1].fill({"beginning": beginning})}
        return Request(index=index, question_id=question_id, messages=(message,), params=sampling)
    known = TEMPLATES[template]
    return Request(
        index=index,
        question_id=question_id,
        text=known.before.replace("{system}", prompts[0].text.strip()),
        prefill=start,
        params=replace(sampling, stop=(*sampling.stop, *known.marks)),
    )


def user_turn(reply_text: str, start: str) -> str | Dropped:
    """Return the user's words, from ``start`` to the end of the turn, or why there are none.

    A reply may begin with ``start`` or go on after it. A message that a model was asked for in words has no start.
    """
    answer = answer_of(reply_text)
    if isinstance(answer, Dropped):
        return answer
    text = answer if answer.startswith(start.strip()) else f"{start.rstrip()} {answer}".strip()
    for mark in (mark for template in TEMPLATES.values() for mark in template.marks):
        text = text.partition(mark)[0]
    if found := _NEXT_TURN.search(text, min(len(start), len(text))):
        text = text[: found.start()]
    if text.strip() == start.strip():
        return Dropped(reason="empty_reply", detail="the turn ends where it began")
    return clean_question(text)


def most_repeated(text: str, run: int = 8) -> int:
    """Return how often the most frequent run of words stands in a text: loops of a small model."""
    words: Sequence[str] = text.split()
    counts: dict[tuple[str, ...], int] = {}
    for i in range(len(words) - run + 1):
        key = tuple(words[i : i + run])
        counts[key] = counts.get(key, 0) + 1
    return max(counts.values(), default=0)
