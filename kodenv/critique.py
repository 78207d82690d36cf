"""A critic's judgement of programs, and what it is worth: OpenCodeReasoning-2's labels and its selection.

The critic sees the question and the program, never the tests, and ends with one of two words; on a scale, critics crowd
at the ends. Of several programs the one is chosen that is judged right with the shortest critique. Beside the judgement
stands ``pass_rate``, measured by execution. Source: arXiv:2507.09075, sections 2 to 4.
"""

import importlib.resources
import math
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kodenv.policy import Request, SamplingParams
from kodenv.reasoning import split_reasoning
from kodenv.records import CaseStatus, Status, Verdict
from kodenv.responses.counting import count_tokens
from kodenv.seeding import derive_seed

RIGHT, WRONG, UNCLEAR = "right", "wrong", "unclear"
MIN_CASES, MAX_CASES = 5, 50
NO_RATE = "-1"
PARAMS = SamplingParams(temperature=0.6, top_p=0.95, max_tokens=24_576)

_SLOT = re.compile(r"\{\{(question|language|program)\}\}")
_JUDGEMENT = re.compile(r"<judgement>\s*(right|wrong)\s*</judgement>", re.IGNORECASE)
_LANGUAGES = {"python": "Python", "cpp": "C++"}
_HELD = (CaseStatus.PASSED, CaseStatus.XFAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Critique:
    """What a critic said of one program.

    Attributes:
        text: Its whole reply.
        judgement: ``right``, ``wrong``, or ``unclear`` for a reply without exactly one of the two.
        tokens: The reply's length, by :func:`kodenv.responses.counting.count_tokens`.
    """

    text: str
    judgement: str
    tokens: int


def read_prompt() -> str:
    """Return the critic's prompt, with slots for the question, the language and the program."""
    return (importlib.resources.files("kodenv") / "templates" / "critique.md").read_text(encoding="utf-8")


def critique_request(
    index: int, row: Mapping[str, Any], prompt: str, *, params: SamplingParams = PARAMS, seed: int = 0
) -> Request:
    """Return the request for the critique of a rollout's program.

    Args:
        index: The request's number.
        row: A rollout's row; its program must not be None.
        prompt: What :func:`read_prompt` returns.
        params: How to sample, but for the seed.
        seed: Of the run.
    """
    texts = {
        "question": row["question"],
        "language": _LANGUAGES.get(row["language"], row["language"]),
        "program": row["program"],
    }
    content = _SLOT.sub(lambda slot: texts[slot[1]], prompt)
    own = derive_seed("critique", seed, row["question_id"], row["sample_index"])
    return Request(
        index=index,
        question_id=row["question_id"],
        sample_index=row["sample_index"],
        messages=({"role": "user", "content": content},),
        params=SamplingParams(
            temperature=params.temperature, top_p=params.top_p, max_tokens=params.max_tokens, seed=own
        ),
    )


def read_critique(text: str, finish_reason: str | None = None) -> Critique:
    """Read a critic's reply; what it weighed while it thought, or in a cut reply, is no judgement."""
    answer = split_reasoning(text)[1] or ""
    said = {word.lower() for word in _JUDGEMENT.findall(answer)}
    judgement = said.pop() if len(said) == 1 and finish_reason != "length" else UNCLEAR
    return Critique(text=text, judgement=judgement, tokens=count_tokens(text))


def pass_rate(verdict: Verdict, question_id: str, *, seed: int = 0) -> str:
    """Return the share of a suite's cases that held, as the data set has it: a text, ``-1`` where there is none.

    A suite counts from 5 cases on; of more than 50 so many are drawn, the same for every program of a question. A case
    that was not run any more did not hold.
    """
    if verdict.status is Status.UNSCORED or len(verdict.cases) < MIN_CASES:
        return NO_RATE
    cases = sorted(verdict.cases, key=lambda case: case.id)
    if len(cases) > MAX_CASES:
        cases = random.Random(derive_seed("pass_rate", seed, question_id)).sample(cases, MAX_CASES)
    return f"{sum(case.status in _HELD for case in cases) / len(cases):g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One program as selection sees it.

    Attributes:
        judgement: The critic's.
        tokens: Length of the critique.
        sample_index: Decides between equals.
        solved: Whether it passed its suite.
    """

    judgement: str
    tokens: int
    sample_index: int
    solved: bool


def rank(programs: Iterable[Judged]) -> list[Judged]:
    """Return the programs in the order in which they are chosen: judged right first, the shortest critique first.

    Where none is judged right the unclear ones come before the wrong ones.
    """
    order = {RIGHT: 0, UNCLEAR: 1, WRONG: 2}
    return sorted(programs, key=lambda one: (order[one.judgement], one.tokens, one.sample_index))


def select_at_k(programs: Sequence[Judged], k: int) -> float:
    """Return the chance that the chosen one of k drawn programs is right, exactly: the mean over all draws of k.

    The choice follows one order, so that the r-th of n is chosen in C(n - r, k - 1) of the C(n, k) draws.

    Raises:
        ValueError: If there are fewer than k.
    """
    count = len(programs)
    if not 1 <= k <= count:
        raise ValueError(f"select@k: expected k from 1 to {count}, got {k!r}")
    chosen = sum(math.comb(count - place, k - 1) for place, one in enumerate(rank(programs), 1) if one.solved)
    return chosen / math.comb(count, k)
