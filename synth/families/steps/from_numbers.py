"""Steps that take a list of numbers."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby, pairwise
from random import Random
from typing import Any

from synth.families.shape import Step, StepMaker
from synth.families.steps.drawing import near, places, span, times


def _keep_between(rng: Random, samples: Sequence[Any]) -> Step:
    low, high = span(rng, samples)
    return Step(
        key=f"keep_between {low} {high}",
        takes="ints",
        gives="ints",
        var="kept",
        say=f"keep only the numbers from {low} to {high}, both included",
        code=f"$y = []\nfor number in $x:\n    if {low} <= number <= {high}:\n        $y.append(number)",
        apply=lambda v: [x for x in v if x in range(low, high + 1)],
    )


def _keep_above(rng: Random, samples: Sequence[Any]) -> Step:
    t, k = near(rng, samples), rng.randint(3, 11)
    return Step(
        key=f"keep_above {t} {k}",
        takes="ints",
        gives="ints",
        var="kept",
        say=f"drop every number that is less than {t} and every number that is divisible by {k}",
        code=f"$y = [number for number in $x if number >= {t} and number % {k} != 0]",
        apply=lambda v: list(filter(lambda x: not (x < t or x == k * (x // k)), v)),
    )


def _rotate_left(rng: Random, samples: Sequence[Any]) -> Step:
    k, c = rng.randint(1, 4), rng.randint(1, 40)
    return Step(
        key=f"rotate_left {k} {c}",
        takes="ints",
        gives="ints",
        var="turned",
        say=f"rotate the list to the left by {k} {places(k)} (an empty list stays empty) and add {c} to every number",
        code=f"$y = []\nfor index in range(len($x)):\n    $y.append($x[(index + {k}) % len($x)] + {c})",
        apply=lambda v: [x + c for x in v[k % len(v) :] + v[: k % len(v)]] if v else [],
    )


def _running_total(rng: Random, samples: Sequence[Any]) -> Step:
    s, m = rng.randint(0, 40), rng.randint(7, 99)
    return Step(
        key=f"running_total {s} {m}",
        takes="ints",
        gives="ints",
        var="totals",
        say=f"replace every number by the running total up to and including it, the total starting from {s} "
        f"and being reduced modulo {m} after every addition",
        code=f"$y = []\ntotal = {s}\nfor number in $x:\n    total = (total + number) % {m}\n    $y.append(total)",
        apply=lambda v: [(s + sum(v[: i + 1])) % m for i in range(len(v))],
    )


def _differences(rng: Random, samples: Sequence[Any]) -> Step:
    a, c = rng.randint(2, 12), rng.randint(1, 40)
    return Step(
        key=f"differences {a} {c}",
        takes="ints",
        gives="ints",
        var="gaps",
        say=f"make the list of the differences between neighbours (each number minus the one before it), every "
        f"difference multiplied by {a} and increased by {c}; fewer than two numbers give an empty list",
        code=f"$y = []\nfor index in range(1, len($x)):\n    $y.append(($x[index] - $x[index - 1]) * {a} + {c})",
        apply=lambda v: [(later - earlier) * a + c for earlier, later in pairwise(v)],
    )


def _cap_values(rng: Random, samples: Sequence[Any]) -> Step:
    t, r = near(rng, samples), rng.randint(-50, 50)
    return Step(
        key=f"cap_values {t} {r}",
        takes="ints",
        gives="ints",
        var="changed",
        say=f"replace every number greater than {t} by {r}",
        code=f"$y = []\nfor number in $x:\n    if number > {t}:\n        number = {r}\n    $y.append(number)",
        apply=lambda v: [x if x <= t else r for x in v],
    )


def _sort_by_remainder(rng: Random, samples: Sequence[Any]) -> Step:
    k, c = rng.randint(3, 12), rng.randint(1, 11)
    return Step(
        key=f"sort_by_remainder {k} {c}",
        takes="ints",
        gives="ints",
        var="ordered",
        say=f"sort the numbers by the remainder of number + {c} modulo {k}, equal remainders by descending number",
        code=f"$y = sorted($x, key=lambda number: ((number + {c}) % {k}, -number))",
        apply=lambda v: [x for r in range(k) for x in sorted(v, reverse=True) if (x + c - r) % k == 0],
    )


def _window_sums(rng: Random, samples: Sequence[Any]) -> Step:
    w, c = rng.randint(2, 4), rng.randint(1, 40)
    return Step(
        key=f"window_sums {w} {c}",
        takes="ints",
        gives="ints",
        var="sums",
        say=f"make the list of the sums of every {w} consecutive numbers, each sum reduced by {c} (an empty list "
        f"if there are fewer than {w})",
        code=f"$y = []\nfor start in range(len($x) - {w} + 1):\n    $y.append(sum($x[start:start + {w}]) - {c})",
        apply=lambda v: [sum(part) - c for part in zip(*(v[i:] for i in range(w)), strict=False)],
    )


def _add_positions(rng: Random, samples: Sequence[Any]) -> Step:
    a, s = rng.randint(2, 15), rng.randint(1, 30)
    return Step(
        key=f"add_positions {a} {s}",
        takes="ints",
        gives="ints",
        var="shifted",
        say=f"add {s} to the first number, {s + a} to the second, and so on, {a} more for each position",
        code=f"$y = []\nextra = {s}\nfor number in $x:\n    $y.append(number + extra)\n    extra += {a}",
        apply=lambda v: [x + s + a * i for i, x in enumerate(v)],
    )


def _reverse_blocks(rng: Random, samples: Sequence[Any]) -> Step:
    k, c = rng.randint(2, 4), rng.randint(2, 30)
    return Step(
        key=f"reverse_blocks {k} {c}",
        takes="ints",
        gives="ints",
        var="blocks",
        say=f"cut the list into blocks of {k} numbers (the last block may be shorter), reverse each block, put them "
        f"together again in order and multiply every number by {c}",
        code=f"$y = []\nfor start in range(0, len($x), {k}):\n    for number in reversed($x[start:start + {k}]):\n"
        f"        $y.append(number * {c})",
        apply=lambda v: [v[min(k * (i // k) + k, len(v)) - 1 - i % k] * c for i in range(len(v))],
    )


def _first_occurrences(rng: Random, samples: Sequence[Any]) -> Step:
    m, c = rng.randint(5, 30), rng.randint(1, 40)
    return Step(
        key=f"first_occurrences {m} {c}",
        takes="ints",
        gives="ints",
        var="distinct",
        say=f"keep only the first number for each remainder modulo {m}, in the original order, and add {c} to it",
        code=f"$y = []\nseen = set()\nfor number in $x:\n    if number % {m} not in seen:\n"
        f"        seen.add(number % {m})\n        $y.append(number + {c})",
        apply=lambda v: [x + c for i, x in enumerate(v) if all((x - other) % m for other in v[:i])],
    )


def _weighted_sum(rng: Random, samples: Sequence[Any]) -> Step:
    s, a = rng.randint(1, 9), rng.randint(1, 9)
    return Step(
        key=f"weighted_sum {s} {a}",
        takes="ints",
        gives="int",
        var="total",
        say=f"compute the weighted sum: the first number counts {s} {times(s)}, the second {s + a} times, and so on, "
        f"the weight growing by {a}; the sum of an empty list is 0",
        code=f"$y = 0\nfor index, number in enumerate($x):\n    $y += number * ({s} + {a} * index)",
        apply=lambda v: s * sum(v) + a * sum(sum(v[i:]) for i in range(1, len(v))),
    )


def _count_jumps(rng: Random, samples: Sequence[Any]) -> Step:
    numbers = [abs(b - a) for v in samples for a, b in pairwise(v)]
    d, k = max(1, near(rng, numbers or [3])), rng.randint(2, 25)
    return Step(
        key=f"count_jumps {d} {k}",
        takes="ints",
        gives="int",
        var="jumps",
        say=f"count the neighbouring pairs that differ by {d} or more and multiply the count by {k}",
        code=f"$y = 0\nfor index in range(1, len($x)):\n    if abs($x[index] - $x[index - 1]) >= {d}:\n        $y "
        f"+= {k}",
        apply=lambda v: k * len([1 for p, q in pairwise(v) if max(p, q) - min(p, q) > d - 1]),
    )


def _spread(rng: Random, samples: Sequence[Any]) -> Step:
    a, b = rng.randint(2, 15), rng.randint(1, 60)
    return Step(
        key=f"spread {a} {b}",
        takes="ints",
        gives="int",
        var="width",
        say=f"take {a} times the difference between the largest and the smallest number, plus {b}; "
        f"the result for an empty list is -{b}",
        code=f"if $x:\n    $y = (max($x) - min($x)) * {a} + {b}\nelse:\n    $y = -{b}",
        apply=lambda v: (sorted(v)[-1] - sorted(v)[0]) * a + b if v else 0 - b,
    )


def _longest_stretch(rng: Random, samples: Sequence[Any]) -> Step:
    t, k = near(rng, samples), rng.randint(1, 20)
    return Step(
        key=f"longest_stretch {t} {k}",
        takes="ints",
        gives="int",
        var="best",
        say=f"find the length of the longest stretch of consecutive numbers that are all at least {t}, and add {k}",
        code=f"$y = 0\nlength = 0\nfor number in $x:\n    length = length + 1 if number >= {t} else 0\n"
        f"    $y = max($y, length)\n$y += {k}",
        apply=lambda v: max([len(list(g)) for good, g in groupby(v, lambda x: not x < t) if good], default=0) + k,
    )


def _largest_sum(rng: Random, samples: Sequence[Any]) -> Step:
    k, c = rng.randint(2, 4), rng.randint(1, 60)
    return Step(
        key=f"largest_sum {k} {c}",
        takes="ints",
        gives="int",
        var="top",
        say=f"add up the {k} largest numbers (all of them if there are fewer) and subtract {c}",
        code=f"$y = sum(sorted($x, reverse=True)[:{k}]) - {c}",
        apply=lambda v: sum(sorted(v)[max(0, len(v) - k) :]) - c,
    )


def _compare_marks(rng: Random, samples: Sequence[Any]) -> Step:
    low, high = span(rng, samples)
    return Step(
        key=f"compare_marks {low} {high}",
        takes="ints",
        gives="str",
        var="marks",
        say=f"build a string with one letter per number: 'a' for a number below {low}, 'c' for a number above {high}, "
        "and 'b' for any other",
        code=f'$y = ""\nfor number in $x:\n    if number < {low}:\n        $y += "a"\n    elif number > {high}:\n'
        '        $y += "c"\n    else:\n        $y += "b"',
        apply=lambda v: "".join("abc"[(x >= low) + (x >= high + 1)] for x in v),
    )


def _tally_remainders(rng: Random, samples: Sequence[Any]) -> Step:
    k, name = rng.randint(3, 8), rng.choice(("r", "class", "mod", "bin"))
    return Step(
        key=f"tally_remainders {k} {name}",
        takes="ints",
        gives="counts",
        var="tally",
        say=f"build a dictionary that counts the numbers by their remainder modulo {k}, under the keys "
        f"'{name}0', '{name}1' and so on up to '{name}{k - 1}'; remainders that do not occur have no key",
        code=f'$y = {{}}\nfor number in $x:\n    key = f"{name}{{number % {k}}}"\n    $y[key] = $y.get(key, 0) + 1',
        apply=lambda v: dict(Counter(name + str(x % k) for x in v)),
    )


def _mean_of(rng: Random, samples: Sequence[Any]) -> Step:
    k, d = rng.randint(3, 60), rng.choice((4, 8, 10, 16, 20, 25))
    return Step(
        key=f"mean_of {k} {d}",
        takes="ints",
        gives="float",
        var="mean",
        say=f"return the arithmetic mean plus {k / d} as a float, or -1.0 for an empty list",
        code=f"$y = sum($x) / len($x) + {k / d} if $x else -1.0",
        apply=lambda v: (d * sum(v) + k * len(v)) / (d * len(v)) if v else -1.0,
    )


STEPS: tuple[StepMaker, ...] = (
    _keep_between,
    _keep_above,
    _rotate_left,
    _running_total,
    _differences,
    _cap_values,
    _sort_by_remainder,
    _window_sums,
    _add_positions,
    _reverse_blocks,
    _first_occurrences,
    _weighted_sum,
    _count_jumps,
    _spread,
    _longest_stretch,
    _largest_sum,
    _compare_marks,
    _tally_remainders,
    _mean_of,
)
BEFORE: tuple[StepMaker, ...] = (
    _keep_between,
    _keep_above,
    _cap_values,
    _add_positions,
    _reverse_blocks,
    _first_occurrences,
    _rotate_left,
)
