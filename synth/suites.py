"""Choose the cases of a suite so that every mutant that any candidate input can tell apart fails."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from kodenv.mutation import Mutant, mutate
from synth.families.shape import Draft
from synth.trials import HANGS, Ticking, Trial, copies_of, same, turns_allowed

MOST_MUTANTS = 44
LEAST_CASES, MOST_CASES = 8, 15
_LEAST_KILLED = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One chosen input and the outcome that the oracle gives for it."""

    args: tuple[Any, ...]
    wanted: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """The chosen cases, two more inputs to show as examples, and the mutants that the cases catch."""

    cases: tuple[Case, ...]
    examples: tuple[Case, ...]
    caught: tuple[Mutant, ...]
    endless: tuple[Mutant, ...]
    missed: tuple[Mutant, ...]


def choose_suite(draft: Draft, rng: Random) -> Suite | None:
    """Choose the cases; None where no choice tells every step's absence or enough mutants apart.

    The expected outcomes come from the draft's oracle. The rendered solution must agree with it on
    every candidate input.
    """
    pool = _outcomes(draft)
    program = Ticking(draft.solution)
    max_turns = turns_allowed(_check_reference(draft, program, pool))
    mutants = list(mutate(draft.solution))
    if len(mutants) > MOST_MUTANTS:
        mutants = [mutants[i] for i in sorted(rng.sample(range(len(mutants)), MOST_MUTANTS))]
    ablated = [_differing(oracle, pool) for oracle in draft.ablated]
    if not all(ablated):
        return None
    runs = _kill(draft, mutants, pool, lambda mutant: Trial(draft, program, mutant, max_turns))
    if runs is None:
        return None
    kills, endless = [found for found, _ in runs], [hangs for _, hangs in runs]
    chosen = _cover([*ablated, *(k for k in kills if k)], pool, rng)
    rest = [i for i in range(len(pool)) if i not in chosen]
    # Two examples are shown in the question; they are never cases, so no expected value is given away.
    examples = sorted(rest, key=lambda i: (not 8 <= len(repr(pool[i].args)) <= 60, i))[:2]
    if len(chosen) < LEAST_CASES or not examples:
        return None
    caught = [(m, e) for m, k, e in zip(mutants, kills, endless, strict=True) if k & set(chosen)]
    return Suite(
        cases=tuple(pool[i] for i in sorted(chosen)),
        examples=tuple(pool[i] for i in examples),
        caught=tuple(m for m, e in caught if not e),
        endless=tuple(m for m, e in caught if e),
        missed=tuple(m for m, k in zip(mutants, kills, strict=True) if not k),
    )


def _outcomes(draft: Draft) -> list[Case]:
    seen: set[str] = set()
    pool = []
    for args in draft.inputs:
        if repr(args) not in seen:
            seen.add(repr(args))
            pool.append(Case(args=args, wanted=draft.expect(args)))
    return pool


def _check_reference(draft: Draft, program: Ticking, pool: Sequence[Case]) -> int:
    """Return the most loop turns that the program takes on any input; it must agree with the oracle on all."""
    trial, longest = Trial(draft, program), 0
    for case in pool:
        got = trial.run(case.args)
        longest = max(longest, trial.turns)
        if not same(got, case.wanted):
            raise AssertionError(f"{draft.key}: reference gives {got!r} for {case.args!r}, oracle {case.wanted!r}")
    return longest


def _kill(
    draft: Draft, mutants: Sequence[Mutant], pool: Sequence[Case], load: Callable[[Mutant], Trial]
) -> list[tuple[set[int], bool]] | None:
    """Return which inputs catch each mutant and whether it is endless; None once too many are caught by none."""
    may_live = len(mutants) - math.ceil(_LEAST_KILLED * len(mutants))
    inputs = [(copies_of(draft, case.args), case.wanted) for case in pool]
    runs: list[tuple[set[int], bool]] = []
    for mutant in mutants:
        found, hangs = _killers(load(mutant), inputs)
        may_live -= not found
        if may_live < 0:
            return None
        runs.append((found, hangs))
    return runs


def _killers(trial: Trial, inputs: Sequence[tuple[Callable[[], Any], Any]]) -> tuple[set[int], bool]:
    found: set[int] = set()
    for index, (copy, wanted) in enumerate(inputs):
        got = trial.run_on(copy())
        if got is HANGS:
            return found | {index}, True
        if not same(got, wanted):
            found.add(index)
    return found, False


def _differing(oracle: Callable[[tuple[Any, ...]], Any], pool: Sequence[Case]) -> set[int]:
    return {index for index, case in enumerate(pool) if not same(oracle(case.args), case.wanted)}


def _cover(targets: list[set[int]], pool: Sequence[Case], rng: Random) -> list[int]:
    """Choose greedily until each target is hit (by two inputs where it can be), then fill up."""
    needs = [(target, min(2, len(target))) for target in targets]
    chosen: list[int] = []
    while len(chosen) < MOST_CASES:
        open_targets = [t for t, need in needs if len(t & set(chosen)) < need]
        if not open_targets:
            break
        scores = [0 if i in chosen else sum(i in t for t in open_targets) for i in range(len(pool))]
        chosen.append(scores.index(max(scores)))
    spare = [i for i in range(len(pool)) if i not in chosen]
    rng.shuffle(spare)
    return chosen + spare[: max(0, LEAST_CASES + rng.randint(0, 3) - len(chosen))]
