"""The stream of programs: each a pure function of the seed and its place."""

from collections.abc import Callable
from random import Random

from benchmarks.soaking.corpus import CorpusPrograms
from benchmarks.soaking.damage import damage, rubbish
from benchmarks.soaking.items import NEVER_PASSES, PASSES, Item
from benchmarks.soaking.misdeeds import cheat, spoil, stall
from benchmarks.soaking.oracle import Answer
from benchmarks.soaking.rewrites import lay_out, rewrite
from benchmarks.soaking.tasks import Task, Tasks
from benchmarks.soaking.traces import leave_traces
from kodenv.auditing.corpus import Kind
from kodenv.records import Triplet
from kodenv.seeding import derive_seed

_PERCENT = {
    "rewritten": 26,
    "mutant": 20,
    "mutant, rewritten": 6,
    "damaged": 12,
    "rubbish": 3,
    "leaves traces": 10,
    "wrong, leaves traces": 4,
    "spoilt": 5,
    "cheats": 7,
    "corpus: cheat": 4,
    "corpus: honest": 3,
}
_SLOW_SHARE = 1 / 500
_DRAWS = 20


class Stream:
    """Programs and the verdicts that are right for them."""

    def __init__(self, seed: int) -> None:
        """Take the seed; tasks are drawn when they are needed."""
        self._seed = seed
        self._tasks = Tasks(seed)
        self._corpus = CorpusPrograms()
        self._makers: dict[str, Callable[[str, int, Random], Item]] = {
            "rewritten": self._rewritten,
            "mutant": self._mutant,
            "mutant, rewritten": self._rewritten_mutant,
            "damaged": self._damaged,
            "rubbish": self._rubbish,
            "leaves traces": self._leaves_traces,
            "wrong, leaves traces": self._wrong_with_traces,
            "spoilt": self._spoilt,
            "cheats": self._cheats,
            "corpus: cheat": self._corpus_cheat,
            "corpus: honest": self._corpus_honest,
        }

    def item(self, index: int) -> Item:
        """Return the program at a place."""
        rng = Random(derive_seed("soak", self._seed, index))
        if rng.random() < _SLOW_SHARE:
            return self._slow("slow", index, rng)
        kind = rng.choices(list(_PERCENT), list(_PERCENT.values()))[0]
        return self._makers[kind](kind, index, rng)

    def _made(self, kind: str, index: int, about: str, task: Task, program: str, *, right: bool) -> Item:
        name = f"{task.triplet.question_id} ({task.triplet.test_format}): {about}"
        allowed = PASSES if right else NEVER_PASSES
        return Item(index=index, kind=kind, about=name, triplet=task.triplet, program=program, right=allowed)

    def _rewritten(self, kind: str, index: int, rng: Random) -> Item:
        task = self._tasks.draw(index, rng)
        program, about = rewrite(task.triplet.solution, task, rng)
        if rng.random() < 0.3:
            program, layout = lay_out(program, rng)
            about += f", {layout}"
        self._check(task, program, about, Answer.RIGHT)
        return self._made(kind, index, about, task, program, right=True)

    def _check(self, task: Task, program: str, about: str, expected: Answer) -> None:
        """Make sure that what was meant to change nothing did change nothing."""
        answer = self._tasks.answer(task, program)
        if answer is not expected:
            raise AssertionError(f"{about}: expected {expected}, got {answer}; a rewrite is at fault:\n{program}")

    def _mutant(self, kind: str, index: int, rng: Random) -> Item:
        task = self._tasks.draw(index, rng)
        mutant = rng.choice(task.mutants)
        program = task.whole(mutant)
        right = self._tasks.answer(task, program) is Answer.RIGHT
        return self._made(kind, index, f"{mutant.kind} in line {mutant.line}", task, program, right=right)

    def _rewritten_mutant(self, kind: str, index: int, rng: Random) -> Item:
        task = self._tasks.draw(index, rng)
        mutant = rng.choice(task.mutants)
        program, about = rewrite(task.whole(mutant), task, rng)
        answer = self._tasks.answer(task, task.whole(mutant))
        self._check(task, program, about, answer)
        about = f"{mutant.kind} in line {mutant.line}, {about}"
        return self._made(kind, index, about, task, program, right=answer is Answer.RIGHT)

    def _damaged(self, kind: str, index: int, rng: Random) -> Item:
        task = self._tasks.draw(index, rng)
        for _ in range(_DRAWS):
            start = task.triplet.solution if rng.random() < 0.7 else task.whole(rng.choice(task.mutants))
            program, about = damage(start, rng)
            answer = self._tasks.answer(task, program)
            if answer is not Answer.ENDLESS:  # those that never end are the slow ones, of which there are few
                return self._made(kind, index, about, task, program, right=answer is Answer.RIGHT)
        return self._rubbish(kind, index, rng)

    def _rubbish(self, kind: str, index: int, rng: Random) -> Item:
        task = self._tasks.draw(index, rng)
        program, about = rubbish(rng)
        return self._made(kind, index, about, task, program, right=False)

    def _leaves_traces(self, kind: str, index: int, rng: Random) -> Item:
        task = self._tasks.draw(index, rng)
        program, about = task.triplet.solution, ""
        if rng.random() < 0.3:
            program, about = rewrite(program, task, rng)
            self._check(task, program, about, Answer.RIGHT)
        program, traces = leave_traces(program, rng, is_stdio=task.is_stdio)
        return self._made(kind, index, f"{traces}; {about}", task, program, right=True)

    def _wrong_with_traces(self, kind: str, index: int, rng: Random) -> Item:
        task = self._tasks.draw(index, rng)
        program, traces = leave_traces(self._wrong(task, rng), rng, is_stdio=task.is_stdio)
        return self._made(kind, index, traces, task, program, right=False)

    def _wrong(self, task: Task, rng: Random) -> str:
        """Return a mutant that fails."""
        for mutant in rng.sample(task.mutants, len(task.mutants)):
            if self._tasks.answer(task, task.whole(mutant)) is Answer.WRONG:
                return task.whole(mutant)
        raise AssertionError(f"{task.triplet.question_id}: expected a mutant that fails, got none; see synth.suites")

    def _spoilt(self, kind: str, index: int, rng: Random) -> Item:
        task = self._tasks.draw(index, rng)
        program, about = spoil(task.triplet.solution, rng)
        return self._made(kind, index, about, task, program, right=False)

    def _cheats(self, kind: str, index: int, rng: Random) -> Item:
        task = self._tasks.draw(index, rng)
        program, about = cheat(self._wrong(task, rng), task, rng)
        if rng.random() < 0.2:
            program, traces = leave_traces(program, rng, is_stdio=task.is_stdio)
            about += f"; {traces}"
        return self._made(kind, index, about, task, program, right=False)

    def _corpus_cheat(self, kind: str, index: int, rng: Random) -> Item:
        return self._of_corpus(kind, index, Kind.CHEAT, rng)

    def _corpus_honest(self, kind: str, index: int, rng: Random) -> Item:
        return self._of_corpus(kind, index, Kind.HONEST, rng)

    def _of_corpus(self, kind: str, index: int, which: Kind, rng: Random) -> Item:
        sample = self._corpus.draw(which, rng)
        allowed = PASSES if which is Kind.HONEST else NEVER_PASSES
        return Item(
            index=index, kind=kind, about=sample.name, triplet=sample.triplet, program=sample.program, right=allowed,
            armed=sample.armed,
        )  # fmt: skip

    def _slow(self, kind: str, index: int, rng: Random) -> Item:
        if rng.random() < 0.4:
            which, sample = self._corpus.draw_slow(rng)
            allowed = PASSES if which is Kind.HONEST else NEVER_PASSES
            return Item(
                index=index, kind=kind, about=sample.name, triplet=sample.triplet, program=sample.program,
                right=allowed, armed=sample.armed,
            )  # fmt: skip
        task = self._tasks.draw(index, rng)
        program, about = self._endless(task, rng)
        triplet: Triplet = task.in_haste()
        return Item(index=index, kind=kind, about=about, triplet=triplet, program=program, right=NEVER_PASSES)

    def _endless(self, task: Task, rng: Random) -> tuple[str, str]:
        if task.endless and rng.random() < 0.4:
            mutant = rng.choice(task.endless)
            return task.whole(mutant), f"endless mutant: {mutant.kind} in line {mutant.line}"
        return stall(task.triplet.solution, rng)
