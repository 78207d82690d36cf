"""Tasks without a model: seeded families, composed steps, an oracle for every expected value.

A task is a pure function of ``(seed, index, attempt)``; attempts go on until a task is strong enough
and new. Its difficulty is the number of its composed steps.
"""

import dataclasses
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from kodenv.errors import ConfigError, unknown_name
from kodenv.records import Triplet
from kodenv.seeding import derive_seed
from synth import rendering
from synth.families import FAMILIES
from synth.families.shape import Draft, Raised
from synth.suites import Suite, choose_suite

DIFFICULTIES = {"easy": (2,), "medium": (3,), "hard": (4, 5)}
_STDIO_KINDS = frozenset({"int", "ints", "str", "strs", "counts", "grid", "pairs"})
_EMPTY_KINDS = frozenset({"ints", "str", "strs", "counts", "pairs"})
Oracle = Callable[[tuple[Any, ...]], Any]
Wanted = Callable[[Draft], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A task as it was drawn: the triplet, and the draft and suite that it was rendered from."""

    triplet: Triplet
    draft: Draft
    suite: Suite


def generate(
    n: int,
    seed: int,
    *,
    families: Sequence[str] | None = None,
    difficulties: Sequence[str] | None = None,
    wanted: Wanted | None = None,
) -> Iterator[Triplet]:
    """Yield ``n`` distinct triplets of procedural tasks.

    Args:
        n: Number of triplets.
        seed: Seed of the whole draw; two seeds give different tasks.
        families: Names of the families to use; all of them if None.
        difficulties: Names from :data:`DIFFICULTIES`; all of them if None.
        wanted: Tells which drafts to go on with, before the costly choice of their cases; all of them if None. One
            that wants none draws for ever.

    Raises:
        ConfigError: If ``n`` is below 1, or a family or difficulty is unknown.
    """
    for drawn in draw_tasks(n, seed, families=families, difficulties=difficulties, wanted=wanted):
        yield drawn.triplet


def draw_tasks(
    n: int,
    seed: int,
    *,
    families: Sequence[str] | None = None,
    difficulties: Sequence[str] | None = None,
    wanted: Wanted | None = None,
) -> Iterator[Drawn]:
    """Yield ``n`` distinct tasks with what they were rendered from (see :func:`generate`)."""
    if n < 1:
        raise ConfigError(f"procedural: expected n of at least 1, got {n!r}; ask for one task or more")
    for kind, given, known in (("family", families, FAMILIES), ("difficulty", difficulties, DIFFICULTIES)):
        for name in given or ():
            if name not in known:
                raise ConfigError(f"procedural: {unknown_name(kind, name, known)}")
    names, bands = tuple(families or FAMILIES), tuple(difficulties or DIFFICULTIES)
    seen: set[str] = set()
    for index in range(n):
        attempt = 0
        drawn = draw_task(seed, index, attempt, names, bands, wanted)
        while drawn is None or drawn.draft.key in seen:
            attempt += 1
            drawn = draw_task(seed, index, attempt, names, bands, wanted)
        seen.add(drawn.draft.key)
        yield drawn


def draw_task(
    seed: int,
    index: int,
    attempt: int,
    families: Sequence[str],
    difficulties: Sequence[str] = tuple(DIFFICULTIES),
    wanted: Wanted | None = None,
) -> Drawn | None:
    """Draw one task; None if this attempt's draw is not wanted or not strong enough. Pure in its arguments."""
    # The band comes from the index alone, so that attempts that fail more often in a band do not thin it out.
    band = difficulties[derive_seed("procedural band", seed, index) % len(difficulties)]
    rng = Random(derive_seed("procedural", seed, index, attempt))
    family = families[(derive_seed("procedural family", seed, index) + attempt) % len(families)]
    draft = FAMILIES[family](rng, rng.choice(DIFFICULTIES[band]))
    if draft is None:
        return None
    draft = _guarded(draft, rng)
    if wanted is not None and not wanted(draft):
        return None
    suite = choose_suite(draft, rng)
    if suite is None:
        return None
    return Drawn(triplet=_triplet(draft, suite, band, rng), draft=draft, suite=suite)


def question_id_of(draft: Draft) -> str:
    """Return the id of a draft's question; drafts with one key have one id."""
    return f"procedural_{draft.family}_{hashlib.sha256(draft.key.encode()).hexdigest()[:12]}"


def _triplet(draft: Draft, suite: Suite, band: str, rng: Random) -> Triplet:
    test_format, style = _format(draft, rng)
    entry_point: str | None = draft.name
    if style == "online_judge":
        solution = draft.solution + rendering.stdio_main(draft)
        question, test = rendering.stdio_question(draft, suite, rng), rendering.stdio_suite(draft, suite)
        entry_point = None
    else:
        solution = draft.solution
        ask = rendering.complete_question if style == "complete" else rendering.instruct_question
        question = ask(draft, suite, rng)
        write = rendering.pytest_suite if test_format == "pytest" else rendering.assert_suite
        test = write(draft, suite, rng)
    return Triplet(
        question_id=question_id_of(draft),
        question=question,
        solution=solution,
        test=test,
        test_format=test_format,
        entry_point=entry_point,
        style=style,
        subset="procedural",
        source="kodenv",
        license="Apache-2.0",
        difficulty=band,
        visible_cases=["case_1"] if test_format == "stdio" else None,
    )


def _format(draft: Draft, rng: Random) -> tuple[str, str]:
    refuses = any(isinstance(draft.expect(args), Raised) for args in draft.inputs[-2:])
    if draft.form != "function":
        return ("pytest" if rng.random() < 0.75 else "assert"), "instruct"
    if refuses or draft.returns not in _STDIO_KINDS:
        return "pytest", "instruct" if rng.random() < 0.8 else "complete"
    test_format = rng.choice(("pytest", "pytest", "assert", "stdio"))
    if test_format == "stdio":
        return "stdio", "online_judge"
    return test_format, "complete" if rng.random() < (0.6 if test_format == "assert" else 0.15) else "instruct"


def _guarded(draft: Draft, rng: Random) -> Draft:
    """Add, now and then, a rule that refuses some input with ValueError."""
    first = draft.params[0]
    if draft.form != "function" or rng.random() > 0.2:
        return draft
    if first.kind in _EMPTY_KINDS:
        test, say, bad = f"not {first.name}", f"`{first.name}` is empty", _emptied(draft)
    elif first.kind == "int" and "not negative" in draft.given:
        test, say, bad = f"{first.name} < 0", f"`{first.name}` is negative", [(-1,), (-7,)]
    else:
        return draft
    empty = first.kind in _EMPTY_KINDS

    def refuses(args: tuple[Any, ...]) -> bool:
        return not args[0] if empty else bool(args[0] < 0)

    lines = draft.solution.split("\n")
    start = next(i for i, line in enumerate(lines) if line.startswith("def ")) + 1
    lines[start:start] = [f"    if {test}:", f'        raise ValueError("{first.name} must not be {say.split()[-1]}")']
    return dataclasses.replace(
        draft,
        key=draft.key + "; guarded",
        solution="\n".join(lines),
        given=f"{'' if 'negative' in say else draft.given + ' '}If {say}, raise ValueError.".strip(),
        expect=_refusing(refuses, draft.expect),
        inputs=(*draft.inputs, *bad),
        ablated=tuple(_refusing(refuses, oracle) for oracle in draft.ablated),
    )


def _refusing(refuses: Callable[[tuple[Any, ...]], bool], oracle: Oracle) -> Oracle:
    return lambda args: Raised(name="ValueError") if refuses(args) else oracle(args)


def _emptied(draft: Draft) -> list[tuple[Any, ...]]:
    """Return two inputs whose first argument is empty."""
    return [(type(args[0])(), *args[1:]) for args in draft.inputs[-2:]]
