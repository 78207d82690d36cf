"""The tasks that generated programs are for: an endless list of procedural ones, of which some are in use at a time."""

import dataclasses
from collections import OrderedDict
from random import Random

from benchmarks.soaking.oracle import Answer, ask
from kodenv.mutation import Mutant
from kodenv.records import Triplet
from kodenv.seeding import derive_seed
from synth.families import FAMILIES
from synth.procedural import Drawn, draw_task

PROGRAMS_PER_TASK = 160
IN_USE = 8
_TIMEOUT_S = 10.0
_SHORT_TIMEOUT_S = 1.0
_MEMORY_MB = 512
_MOST_ANSWERS = 4000
_NEEDS_SHARED = 3  # one task in so many has a suite that a process of its own cannot support, where that can be
_WANTS_A_MODULE = """

def test_solution_is_a_module():
    import types

    import solution

    assert type(solution) is types.ModuleType
"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A procedural task.

    Attributes:
        triplet: As it is judged.
        plain: The same with the cases alone by which programs are right or wrong.
        name: The function or class asked for; for stdio the function that the reference has.
        form: ``function``, ``class`` or ``stream``.
        mutants: Small wrong versions of the reference, some of which may be right; none is endless.
        endless: Those that never end on some case.
    """

    triplet: Triplet
    plain: Triplet
    name: str
    form: str
    mutants: tuple[Mutant, ...]
    endless: tuple[Mutant, ...]

    @property
    def is_stdio(self) -> bool:
        """Whether a program reads and prints."""
        return self.triplet.test_format == "stdio"

    def whole(self, mutant: Mutant) -> str:
        """Return a mutant of the asked function as a whole program."""
        reference = self.triplet.solution
        return mutant.source + reference[reference.index("\n\n\ndef main()") :] if self.is_stdio else mutant.source

    def in_haste(self) -> Triplet:
        """Return the triplet with a short time limit, for programs that never end."""
        return _limited(self.triplet, _SHORT_TIMEOUT_S)


def _limited(triplet: Triplet, timeout_s: float) -> Triplet:
    return dataclasses.replace(triplet, limits={"timeout_s": timeout_s, "memory_mb": _MEMORY_MB})


class Tasks:
    """The tasks of a seed, and what the oracle said of programs for them; both are remembered for a while."""

    def __init__(self, seed: int) -> None:
        """Take the seed."""
        self._seed = seed
        self._tasks: OrderedDict[int, Task] = OrderedDict()
        self._answers: OrderedDict[tuple[str, str], Answer] = OrderedDict()

    def draw(self, index: int, rng: Random) -> Task:
        """Return one of the tasks in use at a place of the stream."""
        return self._task(index // PROGRAMS_PER_TASK + rng.randrange(IN_USE))

    def _task(self, number: int) -> Task:
        if number not in self._tasks:
            self._tasks[number] = self._make(number)
            if len(self._tasks) > 2 * IN_USE:
                self._tasks.popitem(last=False)
        return self._tasks[number]

    def _make(self, number: int) -> Task:
        seed, attempt = derive_seed("soak task", self._seed), 0
        drawn: Drawn | None = None
        while drawn is None:
            drawn = draw_task(seed, number, attempt, tuple(FAMILIES))
            attempt += 1
        plain = triplet = _limited(drawn.triplet, _TIMEOUT_S)
        if number % _NEEDS_SHARED == 0 and plain.test_format == "pytest":
            triplet = dataclasses.replace(plain, test=plain.test + _WANTS_A_MODULE)
        return Task(
            triplet=triplet,
            plain=plain,
            name=drawn.draft.name,
            form=drawn.draft.form,
            mutants=(*drawn.suite.caught, *drawn.suite.missed),
            endless=drawn.suite.endless,
        )

    def answer(self, task: Task, program: str) -> Answer:
        """Return what plain execution shows of a program."""
        key = task.triplet.question_id, program
        if key not in self._answers:
            self._answers[key] = ask(task.plain, program)
            if len(self._answers) > _MOST_ANSWERS:
                self._answers.popitem(last=False)
        return self._answers[key]
