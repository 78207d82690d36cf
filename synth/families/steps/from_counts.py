"""Steps that take a dictionary of counts."""

from collections.abc import Sequence
from random import Random
from typing import Any

from synth.families.shape import Step, StepMaker
from synth.families.steps.drawing import near


def _keep_counts(rng: Random, samples: Sequence[Any]) -> Step:
    t, c = near(rng, samples), rng.randint(1, 30)
    return Step(
        key=f"keep_counts {t} {c}",
        takes="counts",
        gives="counts",
        var="left",
        say=f"drop the entries whose value is below {t} and take {c} away from the values of the others",
        code=f"$y = {{}}\nfor key, value in $x.items():\n    if value >= {t}:\n        $y[key] = value - {c}",
        apply=lambda v: dict((k, n - c) for k, n in v.items() if n not in range(min(0, n), t)),
    )


def _rank_keys(rng: Random, samples: Sequence[Any]) -> Step:
    k, mark = rng.randint(2, 4), rng.choice(":=#@")
    return Step(
        key=f"rank_keys {k} {mark}",
        takes="counts",
        gives="strs",
        var="ranking",
        say=f"make a list of the {k} entries with the largest values (all if there are fewer), largest value first, "
        f"equal values by key alphabetically, each written as key, '{mark}', value",
        code=f"order = sorted($x, key=lambda key: (-$x[key], key))\n"
        f'$y = [f"{{key}}{mark}{{$x[key]}}" for key in order[:{k}]]',
        apply=lambda v: [
            p + mark + str(n) for n, p in sorted(((n, p) for p, n in v.items()), key=lambda e: (0 - e[0], e[1]))
        ][:k],
    )


def _sum_counts(rng: Random, samples: Sequence[Any]) -> Step:
    t, a = near(rng, samples), rng.randint(2, 15)
    return Step(
        key=f"sum_counts {t} {a}",
        takes="counts",
        gives="int",
        var="total",
        say=f"add up all values, a value greater than {t} counting {a} times",
        code=f"$y = 0\nfor value in $x.values():\n    $y += value * {a} if value > {t} else value",
        apply=lambda v: sum(v.values()) + (a - 1) * sum(n for n in v.values() if n >= t + 1),
    )


def _values_by_key(rng: Random, samples: Sequence[Any]) -> Step:
    a, b = rng.randint(2, 15), rng.randint(1, 40)
    return Step(
        key=f"values_by_key {a} {b}",
        takes="counts",
        gives="ints",
        var="values",
        say=f"make the list of the values in alphabetical order of their keys, each multiplied by {a} and reduced "
        f"by {b}",
        code=f"$y = []\nfor key in sorted($x):\n    $y.append($x[key] * {a} - {b})",
        apply=lambda v: [a * n - b for _, n in sorted(v.items())],
    )


STEPS: tuple[StepMaker, ...] = (
    _keep_counts,
    _rank_keys,
    _sum_counts,
    _values_by_key,
)
BEFORE: tuple[StepMaker, ...] = (_keep_counts,)
