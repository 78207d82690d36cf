"""From a task to its verdict: the store, a run, its checker, a second look, a traced run."""

import dataclasses
from collections.abc import Callable
from concurrent.futures import Future

from kodenv.certified import weighted
from kodenv.checkers import is_program
from kodenv.checking import Opinions, check_outputs
from kodenv.cpp.builds import Builds
from kodenv.cpp.steps import drive
from kodenv.dealing import Deck
from kodenv.early import lethal_first, put_until_failure
from kodenv.evidence import changed_objects
from kodenv.going_on import put_inputs
from kodenv.lanes import Job, Outcome
from kodenv.permissions import Permissions
from kodenv.preparation import digest
from kodenv.records import Status, Verdict
from kodenv.sandbox import wire
from kodenv.sandbox.limits import MESSAGE_CHARS
from kodenv.sittings import Sitting, Task, isolation_of, no_run, verdict_from, with_coverage
from kodenv.verdict_store import VerdictStore

_MODES = {"shared": wire.SHARED, "split": wire.SPLIT}


class Course:
    """Takes tasks to their verdicts, from whatever thread has the next word."""

    def __init__(
        self,
        put: Callable[[Job], None],
        builds: "Callable[[], Builds | str]",
        known: VerdictStore | None,
        keeps: VerdictStore | None,
        place: str,
        isolation: str,
        *,
        coverage: bool,
        stop_early: bool = False,
    ) -> None:
        """Take what a course needs.

        Args:
            put: What queues a job.
            builds: Returns what compiles checker programs, or why there is no compiler.
            known: The store that is asked first, or None.
            keeps: The store that verdicts are put into, or None.
            place: The environment that verdicts are stored for.
            isolation: ``auto``, ``shared`` or ``split``, as the caller asked.
            coverage: Whether the programs that pass are traced.
            stop_early: Whether a run ends at its first failure.
        """
        self._put, self._builds, self._store, self._keeps = put, builds, known, keeps
        self._place, self._isolation, self._coverage = place, isolation, coverage
        self._stop_early = stop_early

    def sit(self, task: Task, measured: "Future[Deck]") -> None:
        """Begin a task whose triplet's standing is known now."""
        error = measured.exception()
        if error is not None:
            answer(task.done, error)
            return
        deck = measured.result()
        standing = deck.standing
        mode = standing.mode
        refusal = standing.refusal
        if not refusal and self._isolation == "split" and mode != "split":
            refusal = f"not eligible for split isolation: {standing.why}"
        sitting = Sitting(
            digest=self.name_of(task, mode),
            isolation=isolation_of(mode, (), task.kind.profile),
        )
        if refusal:
            answer(task.done, no_run(sitting, Status.UNSCORED, refusal, len(standing.expected.required)))
            return
        self.begin(task, sitting, deck)

    def name_of(self, task: Task, mode: str) -> str:
        """Return the name of a task's work."""
        first = lethal_first(task.triplet) if self._stop_early else None
        return digest(task.triplet, task.program, task.bounds, task.kind.profile, mode, stops=first)

    def begin(self, task: Task, sitting: Sitting, deck: Deck | None = None) -> None:
        """Answer from the store, or queue the job."""
        store = self._store if task.conditions is None else None
        known = store.get(sitting.digest, self._place) if store is not None else None
        if known is not None and not self._wants_coverage(known):
            answer(task.done, weighted(known, task.triplet))
            return
        if deck is not None:
            try:
                payload, planting = deck.draw()
            except Exception as error:  # a mistake of ours: whoever waits gets it, and the lane goes on
                answer(task.done, error)
                return
            expected = deck.standing.expected
            sitting = dataclasses.replace(sitting, payload=payload, expected=expected, planting=planting, deck=deck)
        mode = wire.STDIO if sitting.payload is None else _MODES[sitting.isolation.mode]
        flags = task.conditions.flags if task.conditions else 0
        job = self._job(task, mode, flags, sitting.payload, lambda outcome: self._judged(task, sitting, outcome))
        if mode == wire.STDIO and self._stop_early and task.triplet.points is None and task.triplet.subtasks is None:
            put_until_failure(self._put, job, task.triplet, task.suite.pairs)
        elif mode == wire.STDIO:
            put_inputs(self._put, job, task.triplet)
        else:
            self._put(job)

    def _job(self, task: Task, mode: int, flags: int, suite: bytes | None, deliver: Callable[[Outcome], None]) -> Job:
        bodies = [task.program.encode("utf-8", "surrogatepass")]
        if mode == wire.STDIO:
            bodies += [text.encode("utf-8", "surrogatepass") for text, _ in task.suite.pairs]
        return Job(
            kind=task.kind, mode=mode, flags=flags | task.suite.flags,
            timeout_s=task.bounds.timeout_s, memory_mb=task.bounds.memory_mb, bodies=bodies, suite=suite,
            wanted=lambda: not task.done.cancelled(), deliver=deliver,
        )  # fmt: skip

    def _wants_coverage(self, verdict: Verdict) -> bool:
        return self._coverage and verdict.solved and verdict.measured.line_coverage is None

    def _judged(self, task: Task, sitting: Sitting, outcome: Outcome, opinions: Opinions | None = None) -> None:
        """Make the verdict and hand it over, after a second run where one is needed."""
        if outcome.error is not None:
            answer(task.done, outcome.error)
            return
        if opinions is None and sitting.expected is None and outcome.runs and is_program(task.triplet.checker):
            self._ask_checker(task, sitting, outcome)
            return
        try:
            verdict = verdict_from(task, sitting, outcome, opinions)
        except Exception as error:  # a mistake of ours: whoever waits gets it, and the lane goes on
            answer(task.done, error)
            return
        if verdict.solved and sitting.deck is not None and outcome.runs and changed_objects(outcome.runs[0]):
            try:
                self._look_again(task, sitting, verdict)
            except Exception as error:
                answer(task.done, error)
            return
        self._go_on(task, sitting, verdict)

    def _look_again(self, task: Task, sitting: Sitting, verdict: Verdict) -> None:
        """Have a program that changed its tests' own objects pass the suite also when they stay as they were."""
        assert sitting.deck is not None
        payload, planting = sitting.deck.kept()
        alike = dataclasses.replace(sitting, payload=payload, planting=planting, deck=None)

        def compare(outcome: Outcome) -> None:
            if outcome.error is not None:
                answer(task.done, outcome.error)
                return
            try:
                second = verdict_from(task, alike, outcome, None)
            except Exception as error:  # a mistake of ours: whoever waits gets it, and the lane goes on
                answer(task.done, error)
                return
            if second.solved:
                self._go_on(task, sitting, verdict)
                return
            message = f"passes only by what it changed in its tests' own objects: {second.message}"[:MESSAGE_CHARS]
            self._hand_over(task, dataclasses.replace(second, message=message))

        flags = task.conditions.flags if task.conditions else 0
        self._put(self._job(task, _MODES[sitting.isolation.mode], flags, alike.payload, compare))

    def _go_on(self, task: Task, sitting: Sitting, verdict: Verdict) -> None:
        """Hand a verdict over; where coverage is wanted, after one more, traced run."""
        if self._wants_coverage(verdict) and task.conditions is None:
            suite = None if sitting.payload is None else task.suite.payload(None, Permissions())
            mode = wire.STDIO if suite is None else wire.SHARED
            traced = self._job(task, mode, wire.TRACE, suite, lambda seen: self._traced(task, verdict, seen))
            self._put(traced)
            return
        self._hand_over(task, verdict)

    def _ask_checker(self, task: Task, sitting: Sitting, outcome: Outcome) -> None:
        """Have a program's outputs looked at by the triplet's checker, and go on with what it says."""

        def go_on(said: "Future[Opinions]") -> None:
            if error := said.exception():
                answer(task.done, error)
            else:
                self._judged(task, sitting, outcome, said.result())

        asked: Future[Opinions] = Future()
        asked.add_done_callback(go_on)
        steps = check_outputs(
            self._put, self._builds, task.triplet.checker or {}, outcome.runs or [], task.suite.pairs,
            task.bounds.timeout_s,
        )  # fmt: skip
        drive(steps, asked)

    def _traced(self, task: Task, verdict: Verdict, outcome: Outcome) -> None:
        measured = with_coverage(verdict.measured, outcome)
        self._hand_over(task, dataclasses.replace(verdict, measured=measured))

    def _hand_over(self, task: Task, verdict: Verdict) -> None:
        if self._keeps is not None and task.conditions is None:
            self._keeps.put(verdict, self._place)
        answer(task.done, weighted(verdict, task.triplet))


def answer(done: "Future[Verdict]", answer: Verdict | BaseException) -> None:
    """Hand over a verdict, or what is raised instead, unless nobody waits any more."""
    if done.done() or not done.set_running_or_notify_cancel():
        return
    if isinstance(answer, BaseException):
        done.set_exception(answer)
    else:
        done.set_result(answer)
