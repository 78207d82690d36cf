"""Judges: language models that say whether a suspected row and a benchmark item are the same task."""

import hashlib
import importlib.resources
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kodenv.errors import PolicyError
from kodenv.policy import Policy, Request, SamplingParams
from kodenv.reasoning import split_reasoning
from kodenv.seeding import derive_seed

MAX_TOKENS = 2048

_SLOT = re.compile(r"\{\{(row|item)\}\}")
_DECORATION = " .*`#"
_ANSWERS = {"same": "same", "different": "different"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What one judge said.

    Attributes:
        judge: The policy's name.
        answer: ``same``, ``different``, or ``unclear`` for a reply without an answer.
        prompt: Hash of the prompt that it answered.
    """

    judge: str
    answer: str
    prompt: str

    def to_row(self) -> dict[str, str]:
        """Return the judgement as a JSON-ready dict."""
        return {"judge": self.judge, "answer": self.answer, "prompt": self.prompt}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A row's question and an item's text."""

    question_id: str
    row: str
    item: str


def read_prompt() -> str:
    """Return the prompt, with slots for the row and the item."""
    folder = importlib.resources.files("synth.decontamination") / "prompts"
    return (folder / "same_task.md").read_text(encoding="utf-8")


def hash_prompt(prompt: str) -> str:
    """Return what tells two versions of a prompt apart."""
    return hashlib.sha256(prompt.encode()).hexdigest()[:16]


def judge_pairs(pairs: Sequence[Pair], judges: Sequence[Policy]) -> list[tuple[Judgement, ...]]:
    """Return what each judge says of each pair.

    Raises:
        PolicyError: If a judge leaves a pair without a reply.
    """
    prompt = read_prompt() if judges else ""
    said = [_ask(pairs, judge, prompt) for judge in judges]
    return [tuple(answers) for answers in zip(*said, strict=True)] if said else [() for _ in pairs]


def _ask(pairs: Sequence[Pair], judge: Policy, prompt: str) -> list[Judgement]:
    replies = {index: read_answer(completion.text) for index, completion in judge.sample(_requests(pairs, prompt))}
    missing = [pair.question_id for index, pair in enumerate(pairs) if index not in replies]
    if missing:
        raise PolicyError(
            f"judge {judge.name}: expected {len(pairs)} replies, got none for {missing[0]!r}; run again to go on"
        )
    used = hash_prompt(prompt)
    return [Judgement(judge=judge.name, answer=replies[index], prompt=used) for index in range(len(pairs))]


def _requests(pairs: Iterable[Pair], prompt: str) -> Iterator[Request]:
    for index, pair in enumerate(pairs):
        yield Request(
            index=index,
            question_id=pair.question_id,
            messages=[{"role": "user", "content": fill_prompt(prompt, pair)}],
            params=SamplingParams(
                temperature=0, max_tokens=MAX_TOKENS, seed=derive_seed("same task", pair.question_id, pair.item)
            ),
        )


def fill_prompt(prompt: str, pair: Pair) -> str:
    """Return the prompt with a pair in its slots; a slot's name inside a task stays as it is."""
    texts = {"row": pair.row, "item": pair.item}
    return _SLOT.sub(lambda slot: texts[slot[1]], prompt)


def read_answer(reply: str) -> str:
    """Return the answer in a reply's last line; ``unclear`` where that is anything but the one word."""
    last = (split_reasoning(reply)[1] or "").rstrip().rpartition("\n")[2]
    return _ANSWERS.get(last.strip(_DECORATION).lower(), "unclear")
