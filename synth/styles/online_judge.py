"""instruct → online_judge: the task as a program that reads the standard input, with cases from the function's tests.

Each asserted call with plain values becomes a case: its arguments as JSON, one a line, and the expected value as
JSON. Nothing is taken on trust: the solution, made a program, is judged on the cases, and what it fails is left out.
"""

import dataclasses
import json
import os
from collections import deque
from collections.abc import Iterable, Iterator

from kodenv.errors import ConfigError
from kodenv.policy import Request, SamplingParams
from kodenv.records import CaseStatus, Triplet, Verdict
from kodenv.rollout import JudgesMany
from kodenv.seeding import derive_seed
from synth.prompting import load_prompt
from synth.records import Dropped
from synth.sources.reply_text import answer_of, between
from synth.styles.stdio_cases import (
    CallFormat,
    StdioCase,
    call_format,
    choose_visible,
    derive_cases,
    main_source,
    without_main,
)
from synth.styles.stubs import find_definition
from synth.styles.visible import HIDDEN_SHARE, check_hidden_share, restyled_id

LEAST_CASES = 3
SAMPLING = SamplingParams(temperature=0.7, max_tokens=2048)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    origin: Triplet
    program: str
    form: CallFormat
    cases: tuple[StdioCase, ...]
    statement: str
    prompt_hash: str


class OnlineJudgeStyle:
    """Turns instruct triplets with plain values into stdin/stdout tasks, verified by running."""

    name = "online_judge"

    def __init__(
        self,
        *,
        hidden_share: float = HIDDEN_SHARE,
        least_cases: int = LEAST_CASES,
        sampling: SamplingParams = SAMPLING,
        prompts: str | os.PathLike[str] | None = None,
    ) -> None:
        """Set up the style.

        Args:
            hidden_share: The least share of cases that stands in no statement.
            least_cases: The fewest cases that make a suite.
            sampling: How a model's wording of the statement is sampled.
            prompts: A folder whose files replace ours.

        Raises:
            ConfigError: If an argument is out of range.
        """
        if least_cases < 1:
            raise ConfigError(f"styles: least_cases: expected 1 or more, got {least_cases!r}; change it")
        self._hidden_share, self._least, self._sampling = check_hidden_share(hidden_share), least_cases, sampling
        self.prompt = load_prompt("online_judge", prompts)

    def request(self, triplet: Triplet, index: int) -> Request | Dropped:
        """Return the request that asks a model for the statement; without one, the question stands in its place."""
        draft = self._draft(triplet, None)
        if isinstance(draft, Dropped):
            return draft
        values = {"question": triplet.question, "name": draft.form.name, "format": draft.form.describe()}
        return Request(
            index=index,
            question_id=triplet.question_id,
            messages=({"role": "user", "content": self.prompt.fill(values)},),
            params=dataclasses.replace(self._sampling, seed=derive_seed("online_judge", triplet.question_id)),
        )

    def convert_many(
        self, items: Iterable[tuple[Triplet, str | None]], judge: JudgesMany
    ) -> Iterator[Triplet | Dropped]:
        """Yield what each triplet becomes, in order: a verified stdio triplet, or why there is none.

        Args:
            items: Triplets, each with a model's raw reply to :meth:`request`, or None to keep its question.
            judge: Runs the solutions.
        """
        waiting: deque[_Draft | Dropped] = deque()

        def jobs() -> Iterator[tuple[Triplet, str | None]]:
            for triplet, reply_text in items:
                draft = self._draft(triplet, reply_text)
                waiting.append(draft)
                if isinstance(draft, _Draft):
                    yield self._write(draft, ()), draft.program

        verdicts = judge.judge_many(jobs())
        for verdict in verdicts:
            while isinstance(draft := waiting.popleft(), Dropped):
                yield draft
            yield self._settle(draft, verdict, judge)
        yield from (left for left in waiting if isinstance(left, Dropped))

    def _draft(self, triplet: Triplet, reply_text: str | None) -> _Draft | Dropped:
        if triplet.style != "instruct" or triplet.test_format == "stdio" or triplet.language != "python":
            return Dropped(reason="not_instruct", detail="only Python functions asked for in prose can be converted")
        found = find_definition(triplet)
        form = call_format(found.node) if found is not None else None
        if found is None or form is None:
            return Dropped(reason="not_a_function", detail="only a function with named parameters reads plain values")
        cases = derive_cases(triplet, form)
        if len(cases) < self._least:
            return Dropped(reason="too_few_cases", detail=f"{len(cases)} of its asserted calls have plain values")
        statement: str | Dropped = f"{triplet.question.strip()}\n\n{form.wrap()}"
        if reply_text is not None:
            answer = answer_of(reply_text)
            statement = answer if isinstance(answer, Dropped) else between(answer, "Statement")
        if isinstance(statement, Dropped):
            return statement
        program = f"{without_main(triplet.solution).rstrip()}\n\n\n{main_source(form)}"
        return _Draft(
            origin=triplet,
            program=program,
            form=form,
            cases=tuple(cases),
            statement=statement,
            prompt_hash="" if reply_text is None else self.prompt.hash,
        )

    def _settle(self, draft: _Draft, verdict: Verdict, judge: JudgesMany) -> Triplet | Dropped:
        """Keep the cases that the solution passes, choose what is shown, and judge the result once more."""
        passed = {case.id for case in verdict.cases if case.status is CaseStatus.PASSED}
        cases = tuple(case for number, case in enumerate(draft.cases, 1) if f"case_{number}" in passed)
        if len(cases) < self._least:
            return Dropped(reason="too_few_cases", detail=f"the solution passes {len(cases)} of {len(draft.cases)}")
        visible = choose_visible(draft.statement, cases, self._hidden_share)
        if visible is None:
            return Dropped(reason="shows_too_much", detail="its statement shows most of the cases")
        made = self._write(dataclasses.replace(draft, cases=cases), visible)
        (final,) = judge.judge_many([(made, draft.program)])
        if not final.solved:
            return Dropped(reason="not_verified", detail=f"judged again, its solution is {final.status}")
        return made

    def _write(self, draft: _Draft, visible: tuple[int, ...]) -> Triplet:
        shown = [draft.cases[number] for number in visible]
        examples = "".join(f"\n\nInput:\n```\n{one.input}```\n\nOutput:\n```\n{one.output}```" for one in shown)
        floats = any(case.is_float for case in draft.cases)
        question = f"{draft.statement}\n\n{draft.form.describe(floats=floats)}"
        origin = draft.origin
        return dataclasses.replace(
            origin,
            question_id=restyled_id(origin.question_id, "online_judge"),
            question=f"{question}\n\nExamples{examples}" if examples else question,
            solution=draft.program,
            test=json.dumps([{"input": case.input, "output": case.output} for case in draft.cases]),
            test_format="stdio",
            entry_point=None,
            style="online_judge",
            checker={"kind": "float"} if floats else {"kind": "exact"},
            visible_cases=[f"case_{number + 1}" for number in visible],
            certificate=None,
            extra={
                **{key: value for key, value in origin.extra.items() if key not in ("test_info", "test_code")},
                "prompt_leak": round(len(visible) / len(draft.cases), 4),
                "style_prompt_hash": draft.prompt_hash,
            },
        )
