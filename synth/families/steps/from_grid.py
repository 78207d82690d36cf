"""Steps that take a grid of numbers."""

from collections.abc import Sequence
from random import Random
from typing import Any

from synth.families.shape import Step, StepMaker
from synth.families.steps.drawing import span


def _row_scores(rng: Random, samples: Sequence[Any]) -> Step:
    a, b = rng.randint(2, 12), rng.randint(1, 12)
    return Step(
        key=f"row_scores {a} {b}",
        takes="grid",
        gives="ints",
        var="scores",
        say=f"make the list of the rows' scores, a row's score being {a} times its first number plus {b} times the sum "
        "of the whole row",
        code=f"$y = []\nfor row in $x:\n    $y.append(row[0] * {a} + sum(row) * {b})",
        apply=lambda v: [(a + b) * row[0] + b * sum(row[1:]) for row in v],
    )


def _bump_cells(rng: Random, samples: Sequence[Any]) -> Step:
    m, k = rng.randint(2, 4), rng.randint(2, 40)
    r = rng.randint(0, m - 1)
    return Step(
        key=f"bump_cells {m} {r} {k}",
        takes="grid",
        gives="grid",
        var="bumped",
        say=f"add {k} to every cell for which row number plus column number (both from 0) leaves remainder {r} "
        f"modulo {m}",
        code="$y = []\nfor r, row in enumerate($x):\n    $y.append([])\n    for c, cell in enumerate(row):\n"
        f"        $y[r].append(cell + {k} if (r + c) % {m} == {r} else cell)",
        apply=lambda v: [[cell + k * ((i + j - r) % m == 0) for j, cell in enumerate(row)] for i, row in enumerate(v)],
    )


def _turn_grid(rng: Random, samples: Sequence[Any]) -> Step:
    c = rng.randint(2, 30)
    return Step(
        key=f"turn_grid {c}",
        takes="grid",
        gives="grid",
        var="turned",
        say=f"turn the grid a quarter turn clockwise and multiply every cell by {c}",
        code=f"$y = []\nfor column in range(len($x[0])):\n    $y.append([row[column] * {c} for row in reversed($x)])",
        apply=lambda v: [[cell * c for cell in column] for column in zip(*v[::-1], strict=True)],
    )


def _count_cells(rng: Random, samples: Sequence[Any]) -> Step:
    low, high = span(rng, samples)
    k = rng.randint(2, 15)
    return Step(
        key=f"count_cells {low} {high} {k}",
        takes="grid",
        gives="int",
        var="score",
        say=f"count {k} points for each cell from {low} to {high} (both included) and one point for each cell above "
        f"{high}",
        code=f"$y = 0\nfor row in $x:\n    for cell in row:\n        if cell > {high}:\n            $y += 1\n"
        f"        elif cell >= {low}:\n            $y += {k}",
        apply=lambda v: sum(k * (low <= x <= high) + (x > high) for row in v for x in row),
    )


STEPS: tuple[StepMaker, ...] = (
    _row_scores,
    _bump_cells,
    _turn_grid,
    _count_cells,
)
BEFORE: tuple[StepMaker, ...] = (
    _bump_cells,
    _turn_grid,
)
