"""Runs wrong programs on the inputs that may become cases, and selects those that show most."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kodenv.hardening.answers import Answer, Call
from kodenv.hardening.choosing import cover, features
from kodenv.hardening.comparing import same_answer
from kodenv.hardening.oracle import Trusted
from kodenv.hardening.reading import Reading
from kodenv.hardening.running import Probe, Runner

_CALL_S = 0.1  # processor seconds that a wrong program may take for one input; then it has answered otherwise
_KILLED_TOO = 12  # mutants that the suite's own calls kill, but which are run on the new inputs all the same
_SURVIVOR, _KILLED, _FEATURE, _BEYOND = (4, 12.0), (2, 3.0), (2, 1.0), (3, 1.0)  # how often, and what it is worth
_FILLED = 0.75  # of the cases allowed: so many are written even when fewer see everything known


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The inputs selected, and what became of the mutants.

    Attributes:
        chosen: The inputs, in the order in which they were proposed.
        mutants: Mutants that were run.
        survivors: Those that answer every call of the old suite as the reference does.
        survivors_left: Those of them that do so on the selected inputs, too.
    """

    chosen: list[Trusted]
    mutants: int
    survivors: int
    survivors_left: int


def select(
    runner: Runner, solution: str, reading: Reading, calls: Sequence[Call], usable: Sequence[Trusted],
    mutants: Sequence[str], programs: Sequence[str], most: int,
) -> Selection:  # fmt: skip
    """Select inputs on which wrong programs differ from the reference, what the old suite misses first.

    Args:
        runner: What runs programs.
        solution: The reference.
        reading: How the suite checks.
        calls: The calls of the old suite.
        usable: The inputs to select from, with the reference's answers.
        mutants: Small wrong versions of the reference.
        programs: Other programs for the question, right or wrong.
        most: How many inputs to select at most.
    """
    wrong = [*mutants, *programs]
    first = _answers(runner, reading, [solution, *mutants], programs, calls)
    killed = [any(not same_answer(a, b) for a, b in zip(first[0], row, strict=True)) for row in first[1:]]
    survivors = [at for at, dead in enumerate(killed) if not dead]
    others = [at for at, dead in enumerate(killed) if dead and all(one.kind != "time" for one in first[at + 1])]
    asked = sorted([*survivors, *others[:: max(1, len(others) // _KILLED_TOO)][:_KILLED_TOO]])
    new = [one.candidate.call for one in usable]
    own, strange = ([wrong[at] for at in asked if (at < len(mutants)) == ours] for ours in (True, False))
    rows = _answers(runner, reading, own, strange, new)
    sees: list[set[str]] = [_features(one) for one in usable]
    wanted = {name: (_BEYOND if name.startswith("breaks ") else _FEATURE)[0] for seen in sees for name in seen}
    worth = {name: _FEATURE[1] for name in wanted}
    for at, row in zip(asked, rows, strict=True):
        name = f"program {at}"
        wanted[name], worth[name] = _KILLED if killed[at] else _SURVIVOR
        for one, answer, seen in zip(usable, row, sees, strict=True):
            if not same_answer(answer, one.answer, in_order=one.in_order):
                seen.add(name)
    chosen = cover([frozenset(seen) for seen in sees], wanted, worth, most)
    chosen += _spread(usable, set(chosen), int(most * _FILLED) - len(chosen))
    caught = {name for at in chosen for name in sees[at]}
    alive = [at for at in survivors if at < len(mutants)]
    return Selection(
        chosen=[usable[at] for at in sorted(chosen)],
        mutants=len(mutants),
        survivors=len(alive),
        survivors_left=sum(f"program {at}" not in caught for at in alive),
    )


def _answers(
    runner: Runner, reading: Reading, mutants: Sequence[str], programs: Sequence[str], calls: Sequence[Call]
) -> list[list[Answer]]:
    like = Probe(
        program="", entry_point=reading.entry_point, calls=calls, view=reading.view, call_s=_CALL_S, patience=1
    )
    return [*runner.run_kin(like, mutants), *runner.run(replace(like, program=one) for one in programs)]


def _features(one: Trusted) -> set[str]:
    beyond = {f"breaks {rule}" for rule in one.candidate.broken}
    return {*features(one.candidate.call, one.answer.value), *beyond}


def _spread(usable: Sequence[Trusted], taken: set[int], count: int) -> list[int]:
    """Return more inputs that break no rule, spread over what was proposed."""
    spare = [at for at, one in enumerate(usable) if at not in taken and not one.candidate.broken]
    return spare[:: max(1, len(spare) // count)][:count] if count > 0 else []
