"""Steps that take a list of intervals."""

from collections.abc import Sequence
from random import Random
from typing import Any

from synth.families.shape import Step, StepMaker
from synth.families.steps.drawing import near


def _stretch_pairs(rng: Random, samples: Sequence[Any]) -> Step:
    a, b = rng.randint(1, 12), rng.randint(1, 12)
    return Step(
        key=f"stretch_pairs {a} {b}",
        takes="pairs",
        gives="pairs",
        var="wider",
        say=f"move every left end {a} down and every right end {b} up",
        code=f"$y = []\nfor low, high in $x:\n    $y.append([low - {a}, high + {b}])",
        apply=lambda v: [[p[0] - a, p[1] + b] for p in v],
    )


def _long_pairs(rng: Random, samples: Sequence[Any]) -> Step:
    k = max(1, near(rng, [[p[1] - p[0] for p in v] for v in samples]))
    c = rng.randint(1, 30)
    return Step(
        key=f"long_pairs {k} {c}",
        takes="pairs",
        gives="pairs",
        var="chosen",
        say=f"drop the intervals whose length (right end minus left end) is below {k} and move the others up by {c}",
        code=f"$y = []\nfor low, high in $x:\n    if high - low >= {k}:\n        $y.append([low + {c}, high + {c}])",
        apply=lambda v: [[end + c for end in p] for p in v if not p[1] < p[0] + k],
    )


def _pair_lengths(rng: Random, samples: Sequence[Any]) -> Step:
    a, c = rng.randint(2, 12), rng.randint(1, 30)
    return Step(
        key=f"pair_lengths {a} {c}",
        takes="pairs",
        gives="ints",
        var="lengths",
        say=f"make the list of the intervals' scores, an interval's score being {a} times its length (right end minus "
        f"left end) plus {c}",
        code=f"$y = []\nfor low, high in $x:\n    $y.append((high - low) * {a} + {c})",
        apply=lambda v: [a * q - a * p + c for p, q in v],
    )


def _pair_total(rng: Random, samples: Sequence[Any]) -> Step:
    t, a = near(rng, samples), rng.randint(2, 12)
    return Step(
        key=f"pair_total {t} {a}",
        takes="pairs",
        gives="int",
        var="total",
        say=f"add up the lengths (right end minus left end), the length of an interval that begins at {t} or later "
        f"counting {a} times",
        code=f"$y = 0\nfor low, high in $x:\n    if low >= {t}:\n        $y += (high - low) * {a}\n    else:\n"
        "        $y += high - low",
        apply=lambda v: sum((q - p) * (1 if p < t else a) for p, q in v),
    )


STEPS: tuple[StepMaker, ...] = (
    _stretch_pairs,
    _long_pairs,
    _pair_lengths,
    _pair_total,
)
BEFORE: tuple[StepMaker, ...] = (
    _stretch_pairs,
    _long_pairs,
)
