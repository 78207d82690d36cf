"""The circumstances of one run, where they are to differ from every other run's: for certifying, never for judging."""

from dataclasses import dataclass
from typing import NamedTuple

from kodenv.records import Triplet
from kodenv.sandbox import variation, wire


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """How one run differs. All zero: it does not.

    Attributes:
        hash_seed: The hash seed of strings; each has a worker of its own.
        seed: Where random numbers start from.
        order: ``variation.REVERSED``, or the number of a shuffled order of a pytest suite's cases. Only ``shared``
            isolation heeds it.
        days: How far the clock of the calendar is put forward.
        is_traced: Whether lines and branches are counted.
        timeout_s: Wall and processor seconds of this run; None: the triplet's. What its reference fixes does not depend
            on it.
        cpu_s: Processor seconds after which it is ended, rounded up to a step of :func:`variation.cpu_limit`; None: no
            limit beside the others. Unlike a limit on wall time it means the same on a busy machine.
    """

    hash_seed: int = 0
    seed: int = 0
    order: int = 0
    days: int = 0
    is_traced: bool = False
    timeout_s: float | None = None
    cpu_s: float | None = None

    @property
    def flags(self) -> int:
        """What a job is told."""
        steps = 0 if self.cpu_s is None else variation.steps_for(self.cpu_s)
        return variation.pack(self.seed, self.order, self.days, steps) | (wire.TRACE if self.is_traced else 0)


AS_ALWAYS = Conditions()


class Trial(NamedTuple):
    """A program to be run by a suite under conditions of its own."""

    triplet: Triplet
    program: str
    conditions: Conditions = AS_ALWAYS
