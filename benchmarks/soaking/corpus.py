"""Cheats and honest oddities of the audit's corpus as programs of the stream."""

import sys
from dataclasses import dataclass
from random import Random

from kodenv.auditing.corpus import DEFAULT_MEMORY_MB, DEFAULT_TIMEOUT_S, Case, Kind, load_corpus
from kodenv.records import Triplet

_PYTHON = "python>="
_HONEST_TIMEOUT_S = 30.0  # a right program on a busy machine
# measured: they take more than half a second, or all their time where they break the interpreter under them
_SLOW = frozenset(
    {
        "native_memory", "memory", "frame_walking/generator_frame", "call_channel/deep_value",
        "forged_reports/loads_twice", "forged_reports/loads_twice_and_knows_the_cases",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A program of the corpus on one of its tasks."""

    name: str
    triplet: Triplet
    program: str
    armed: bool


class CorpusPrograms:
    """All programs of the corpus that every machine of ours can judge, the slow ones apart."""

    def __init__(self) -> None:
        """Read the corpus."""
        self._quick: dict[Kind, list[Sample]] = {kind: [] for kind in Kind}
        self._slow: dict[Kind, list[Sample]] = {kind: [] for kind in Kind}
        for case in load_corpus().cases():
            if _fits(case):
                where = self._slow if _is_slow(case) else self._quick
                where[case.program.kind] += _samples(case)

    def draw(self, kind: Kind, rng: Random) -> Sample:
        """Return one that is judged in well under a second."""
        return rng.choice(self._quick[kind])

    def draw_slow(self, rng: Random) -> tuple[Kind, Sample]:
        """Return one that runs until a limit, or nearly."""
        kind = rng.choice([kind for kind in Kind if self._slow[kind]])
        return kind, rng.choice(self._slow[kind])


def _fits(case: Case) -> bool:
    """Whether nothing special is needed; what needs ``shared`` is judged so."""
    for need in case.program.needs:
        if need.what.startswith(_PYTHON):
            wanted = tuple(map(int, need.what.removeprefix(_PYTHON).split(".")))
            if sys.version_info[:2] < wanted:
                return False
        elif need.what != "shared":
            return False
    return True


def _is_slow(case: Case) -> bool:
    program = case.program
    limited = program.timeout_s != DEFAULT_TIMEOUT_S or program.memory_mb != DEFAULT_MEMORY_MB
    known = {program.family, f"{program.family}/{program.name}"} & _SLOW
    return limited or bool(known) or "resources" in program.harms


def _samples(case: Case) -> list[Sample]:
    program = case.program
    timeout_s = program.timeout_s if program.kind is Kind.CHEAT else max(program.timeout_s, _HONEST_TIMEOUT_S)
    triplet = case.task.to_triplet(timeout_s, program.memory_mb)
    texts = [text for text in (program.text, program.next_text) if text is not None]
    return [
        Sample(name=f"{case.id}{'' if text is program.text else ', next'}", triplet=triplet, program=text,
               armed="@" in text)
        for text in texts
    ]  # fmt: skip
