"""Questions → attempts: independent ones for all, repairs and further ones for what has no solution yet.

Attempts go in rounds. A round's plan is a function of the rounds before it, so that a run that was stopped makes
the same plan; within a round replies are judged as they come. A bound on the cost cuts a round into waves.
"""

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from kodenv.errors import ConfigError
from kodenv.policy import Request, SamplingParams
from kodenv.records import Status, Triplet, Verdict
from kodenv.rollout import JudgesMany
from synth.pipeline.asking import Ask, Asker
from synth.pipeline.budget import Budget, Prices
from synth.pipeline.ledger import Ledger
from synth.prompting import Prompt
from synth.records import NO_CASES, UNPARSED, Attempt, Dropped, Parsed, Question
from synth.steps.attempts import attempt_request, repair_request
from synth.steps.parse import parse_attempt
from synth.steps.selection import choose, choose_failed

SAMPLING = SamplingParams(temperature=1.0, max_tokens=8192)
"""How attempts are sampled: warm, since greedy ones are copies of each other."""
ReadQuestions = Callable[[], Iterable[Question]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SolveConfig:
    """How often a question is tried.

    Attributes:
        attempts: Independent attempts at every question.
        repairs: How often a failed attempt is repaired, while its question has no solution.
        extra_attempts: Further independent attempts at questions without a solution, one after the other.
        max_requests: The most requests for attempts and repairs in a run; None: no bound.
        max_cost: The most that their replies may cost, in the currency of the solver's prices; None: no bound.
        sampling: How attempts are sampled; warm, or they are near-copies.
        mutants: How many wrong versions of a solution are tried on its suite at most, where passing attempts must be
            told apart or ``min_mutation_score`` asks for it; 0: none.
        min_mutation_score: The least share of them that a triplet's suite refuses; 0: no bound.

    Raises:
        ConfigError: If a number is out of range.
    """

    attempts: int = 3
    repairs: int = 1
    extra_attempts: int = 0
    max_requests: int | None = None
    max_cost: float | None = None
    sampling: SamplingParams = SAMPLING
    mutants: int = 32
    min_mutation_score: float = 0.0

    def __post_init__(self) -> None:
        wanted = {"attempts": 1, "repairs": 0, "extra_attempts": 0, "max_requests": 1, "mutants": 0}
        for name, least in wanted.items():
            value = getattr(self, name)
            if value is not None and value < least:
                raise ConfigError(f"solve.{name}: expected {least} or more, got {value!r}; change it")
        if self.max_cost is not None and not 0 < self.max_cost < math.inf:
            raise ConfigError(f"solve.max_cost: expected a number above 0, got {self.max_cost!r}; change it")
        score = self.min_mutation_score
        if not 0 <= score <= 1:
            raise ConfigError(f"solve.min_mutation_score: expected a share from 0 to 1, got {score!r}; change it")
        if score and not self.mutants:
            raise ConfigError("solve.mutants: expected 1 or more where there is a min_mutation_score, got 0; raise it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One attempt that a round makes."""

    question: Question
    trial: int
    repair: int

    @property
    def name(self) -> tuple[str, int, int]:
        """What tells it from every other one."""
        return self.question.question_id, self.trial, self.repair


class Solver:
    """Makes the rounds of one run."""

    def __init__(
        self,
        config: SolveConfig,
        seed: int,
        prompts: tuple[Prompt, Prompt],
        ledger: Ledger,
        told: Callable[[str], None],
        prices: Prices,
    ) -> None:
        """Prepare.

        Args:
            config: How often to try.
            seed: Seed of the run.
            prompts: That of attempts and that of repairs.
            ledger: Keeps replies and verdicts.
            told: Called with an attempt's status as it is known.
            prices: Those of the policy that solves.
        """
        self._config, self._seed, self._prompts = config, seed, prompts
        self._ledger, self._told = ledger, told
        self._prices = prices
        self._budget = Budget(config.max_requests, config.max_cost, most=self._most, paid=self._paid, cut=self._cut)
        self._cuts: dict[str, str] = {}
        self._judged_now: set[str] = set()

    def solve(self, questions: ReadQuestions, asker: Asker, judge: JudgesMany) -> None:
        """Make every round: the attempts at all questions, then one more at each that has no solution, each mended."""
        for block in range(self._config.extra_attempts + 1):
            for repair in range(self._config.repairs + 1):
                for wave in self._budget.waves(self._plan(questions, block, repair)):
                    self._round(wave, asker, judge)

    def attempts(self, question_id: str) -> list[Attempt]:
        """Return the attempts at a question in their order."""
        found = []
        for trial in range(self._config.attempts + self._config.extra_attempts):
            for repair in range(self._config.repairs + 1):
                row = self._ledger.get(verdict_key(question_id, trial, repair))
                if row is not None:
                    found.append(self._attempt(question_id, trial, repair, row))
        return found

    def chosen(self, question_id: str) -> Attempt | None:
        """Return the attempt that becomes the question's triplet."""
        return choose(self.attempts(question_id), self._config.min_mutation_score)

    def reply(self, attempt: Attempt) -> str:
        """Return the raw reply of an attempt."""
        row = self._ledger.get(reply_key(attempt.question_id, attempt.trial, attempt.repair))
        return row["text"] if row else ""

    def cut_short(self, question_id: str) -> str:
        """Return which bound left no room for an attempt at a question; empty: none did."""
        return self._cuts.get(question_id, "")

    def _plan(self, questions: ReadQuestions, block: int, repair: int) -> Iterator[Try]:
        """Yield the tries of a round: a function of the questions and of the rounds before it."""
        for question in questions():
            if (block or repair) and self._solved_before(question.question_id, block, repair):
                continue
            for trial in self._trials(question.question_id, block, repair):
                yield Try(question=question, trial=trial, repair=repair)

    def _cut(self, one: Try, reason: str) -> None:
        self._cuts[one.question.question_id] = reason

    def _most(self, one: Try) -> float:
        return self._prices.most(self._request(one))

    def _paid(self, one: Try) -> float:
        row = self._ledger.get(reply_key(*one.name))
        assert row is not None, "it was answered"
        paid = self._prices.paid(row["usage"])
        return self._most(one) if paid is None else paid

    def _trials(self, question_id: str, block: int, repair: int) -> Iterable[int]:
        mine = self._block(block)
        if repair == 0:
            return mine
        made = [a for a in self.attempts(question_id) if a.trial in mine and a.repair == repair - 1]
        failed = choose_failed(made)
        return () if failed is None else (failed.trial,)

    def _block(self, block: int) -> range:
        first = self._config.attempts
        return range(first) if block == 0 else range(first + block - 1, first + block)

    def _solved_before(self, question_id: str, block: int, repair: int) -> bool:
        for earlier in range(block + 1):
            for number in range(repair if earlier == block else self._config.repairs + 1):
                keys = (verdict_key(question_id, trial, number) for trial in self._block(earlier))
                if any(self._ledger.status(key) == Status.PASSED for key in keys):
                    return True
        return False

    def _round(self, plan: Iterator[Try], asker: Asker, judge: JudgesMany) -> None:
        """Ask for a wave of a round's tries and judge them as their replies come."""
        waiting: deque[Try] = deque()
        asks = (
            Ask(key=reply_key(*one.name), make=partial(self._request, one), item=one)
            for one in plan
            if not self._is_settled(one)
        )

        def jobs() -> Iterator[tuple[Triplet, str]]:
            for one in asker.answered(self._ledger, asks):
                found = self._parse(one)
                if isinstance(found, Dropped):
                    self._settle(one, {"status": UNPARSED, "reason": found.reason, "message": found.detail})
                    continue
                waiting.append(one)
                yield as_triplet(one.question, found), found.solution

        for verdict in judge.judge_many(jobs()):
            self._settle(waiting.popleft(), _verdict_row(verdict))

    def _is_settled(self, one: Try) -> bool:
        key = verdict_key(*one.name)
        status = self._ledger.status(key)
        # What could not be judged before a run was stopped is judged once more by the next.
        return status is not None and (status != Status.UNSCORED or key in self._judged_now)

    def _request(self, one: Try) -> Request:
        attempt, repair = self._prompts
        if one.repair == 0:
            return attempt_request(one.question, one.trial, self._seed, attempt, self._config.sampling)
        row = self._ledger.get(verdict_key(one.question.question_id, one.trial, one.repair - 1))
        assert row is not None, "only what was judged is repaired"
        failed = self._attempt(one.question.question_id, one.trial, one.repair - 1, row)
        return repair_request(one.question, failed, self._seed, repair, self._config.sampling)

    def _parse(self, one: Try) -> Parsed | Dropped:
        row = self._ledger.get(reply_key(*one.name))
        assert row is not None, "it was answered"
        return parse_attempt(row["text"], truncated=row["finish_reason"] == "length")

    def _settle(self, one: Try, row: dict[str, Any]) -> None:
        key = verdict_key(*one.name)
        self._judged_now.add(key)
        self._ledger.put(key, row)
        self._told(row["status"])

    def _attempt(self, question_id: str, trial: int, repair: int, row: dict[str, Any]) -> Attempt:
        reply = self._ledger.get(reply_key(question_id, trial, repair))
        assert reply is not None, "a verdict comes after its reply"
        parsed = None if row["status"] == UNPARSED else parse_attempt(reply["text"])
        strength = self._ledger.get(strength_key(question_id, trial, repair)) or {}
        return Attempt(
            question_id=question_id,
            trial=trial,
            repair=repair,
            status=row["status"],
            reason=row.get("reason", ""),
            parsed=parsed if isinstance(parsed, Parsed) else None,
            passed=row.get("passed", 0),
            total=row.get("total", 0),
            message=row.get("message", ""),
            line_coverage=row.get("line_coverage"),
            branch_coverage=row.get("branch_coverage"),
            mutants=strength.get("mutants", 0),
            killed=strength.get("killed", 0),
            digest=row.get("digest", ""),
            usage=reply["usage"],
        )


def reply_key(question_id: str, trial: int, repair: int) -> str:
    """Return where the reply of an attempt is kept."""
    return f"reply/{question_id}/{trial}/{repair}"


def verdict_key(question_id: str, trial: int, repair: int) -> str:
    """Return where the verdict on an attempt is kept."""
    return f"verdict/{question_id}/{trial}/{repair}"


def strength_key(question_id: str, trial: int, repair: int) -> str:
    """Return where it is kept how many mutants an attempt's suite refuses."""
    return f"strength/{question_id}/{trial}/{repair}"


def as_triplet(question: Question, parsed: Parsed) -> Triplet:
    """Return what an attempt says, as the judge takes it."""
    return Triplet(
        question_id=question.question_id, question=question.question, solution=parsed.solution, test=parsed.test
    )


def _verdict_row(verdict: Verdict) -> dict[str, Any]:
    # A suite of which no case is known, not even with its own solution, is the teacher's failure and not ours.
    no_cases = verdict.status is Status.UNSCORED and verdict.total == 0
    return {
        "status": NO_CASES if no_cases else str(verdict.status),
        "passed": verdict.passed,
        "total": verdict.total,
        "message": verdict.message,
        "line_coverage": verdict.measured.line_coverage,
        "branch_coverage": verdict.measured.branch_coverage,
        "digest": verdict.digest,
    }
