"""Typed steps: each maker draws constants that matter for the sample values it is shown."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from random import Random
from typing import Any

from synth.families.shape import Step, StepMaker

VOWELS = "aeiou"
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _numbers(samples: Iterable[Any]) -> list[int]:
    """Return every integer inside the samples, sorted."""
    found: list[int] = []
    stack = list(samples)
    while stack:
        value = stack.pop()
        if isinstance(value, bool | str):
            continue
        if isinstance(value, int):
            found.append(value)
        elif isinstance(value, dict):
            stack.extend(value.values())
        else:
            stack.extend(value)
    return sorted(found)


def near(rng: Random, samples: Iterable[Any]) -> int:
    """Return a number close to one that occurs in the samples, so that a boundary there is met."""
    numbers = _numbers(samples)
    middle = numbers[len(numbers) // 10 : len(numbers) - len(numbers) // 10] or [0]
    value = rng.choice(middle) + rng.randint(-2, 2)
    # A threshold that nothing reaches would make a rule without effect.
    return max(numbers[0] + 1, min(value, numbers[-1] - 1)) if numbers and numbers[0] + 1 < numbers[-1] else value


def _span(rng: Random, samples: Iterable[Any]) -> tuple[int, int]:
    samples = list(samples)
    low, high = sorted((near(rng, samples), near(rng, samples)))
    return (low, high) if high > low else (low, low + rng.randint(2, 9))


def _letter(rng: Random, samples: Sequence[Any]) -> str:
    letters = sorted({c for text in samples for c in "".join(text) if c.isalpha()})
    return rng.choice(letters) if letters else "a"


# int -> ...


def _affine_mod(rng: Random, samples: Sequence[Any]) -> Step:
    a, b, m = rng.randint(2, 40), rng.randint(1, 60), rng.choice((31, 53, 64, 97, 100, 101, 128, 251, 360, 997, 1000))
    return Step(
        key=f"affine_mod {a} {b} {m}",
        takes="int",
        gives="int",
        var="code",
        say=f"multiply the value by {a}, add {b} and take the remainder modulo {m} (a number from 0 to {m - 1})",
        code=f"$y = ($x * {a} + {b}) % {m}",
        apply=lambda v: divmod(v * a + b, m)[1],
    )


def _clamp(rng: Random, samples: Sequence[Any]) -> Step:
    low, high = _span(rng, samples)
    return Step(
        key=f"clamp {low} {high}",
        takes="int",
        gives="int",
        var="limited",
        say=f"limit the value to the range from {low} to {high}: anything smaller becomes {low}, anything larger "
        f"{high}",
        code=f"$y = $x\nif $y < {low}:\n    $y = {low}\nelif $y > {high}:\n    $y = {high}",
        apply=lambda v: sorted((low, v, high))[1],
    )


def _digit_sum(rng: Random, samples: Sequence[Any]) -> Step:
    k, c = rng.randint(2, 19), rng.randint(1, 50)
    return Step(
        key=f"digit_sum {k} {c}",
        takes="int",
        gives="int",
        var="score",
        say=f"add up the decimal digits of the value's absolute value, multiply that sum by {k} and subtract {c}",
        code=f"$y = 0\nfor digit in str(abs($x)):\n    $y += int(digit)\n$y = $y * {k} - {c}",
        apply=lambda v: k * sum(map(int, str(v).lstrip("-"))) - c,
    )


def _halve_or_add(rng: Random, samples: Sequence[Any]) -> Step:
    k, c = rng.randint(2, 6), rng.randint(1, 60)
    return Step(
        key=f"halve_or_add {k} {c}",
        takes="int",
        gives="int",
        var="moved",
        say=f"if the value is divisible by {k}, divide it by {k}; otherwise add {c} to it",
        code=f"if $x % {k} == 0:\n    $y = $x // {k}\nelse:\n    $y = $x + {c}",
        apply=lambda v: v + c if v % k else v // k,
    )


def _nearest_multiple(rng: Random, samples: Sequence[Any]) -> Step:
    k, c = rng.randint(5, 40), rng.randint(1, 60)
    return Step(
        key=f"nearest_multiple {k} {c}",
        takes="int",
        gives="int",
        var="distance",
        say=f"take the distance from the value to the nearest multiple of {k} (0 if it is one) and add {c}",
        code=f"$y = min($x % {k}, -$x % {k}) + {c}",
        apply=lambda v: min(abs(v - k * j) for j in (v // k, v // k + 1)) + c,
    )


def _mask_bits(rng: Random, samples: Sequence[Any]) -> Step:
    mask, c = rng.randint(5, 255), rng.randint(1, 30)
    return Step(
        key=f"mask_bits {mask} {c}",
        takes="int",
        gives="int",
        var="masked",
        say=f"take the bitwise exclusive or of the value's absolute value with {mask} and subtract {c}",
        code=f"$y = (abs($x) ^ {mask}) - {c}",
        apply=lambda v: (max(v, -v) | mask) - (max(v, -v) & mask) - c,
    )


def _to_digits(rng: Random, samples: Sequence[Any]) -> Step:
    base, k = rng.randint(2, 9), rng.randint(2, 30)

    def apply(value: int) -> list[int]:
        rest = abs(value)
        digits: list[int] = []
        while True:
            rest, digit = divmod(rest, base)
            digits.insert(0, digit * k)
            if not rest:
                return digits

    return Step(
        key=f"to_digits {base} {k}",
        takes="int",
        gives="ints",
        var="digits",
        say=f"write the value's absolute value in base {base} and make a list of its digits, most significant first "
        f"(a single 0 for zero), each digit multiplied by {k}",
        code=f"$y = []\nrest = abs($x)\nwhile rest > 0:\n    $y.append(rest % {base} * {k})\n    rest //= {base}\n"
        "$y = $y[::-1] or [0]",
        apply=apply,
    )


# ints -> ...


def _keep_between(rng: Random, samples: Sequence[Any]) -> Step:
    low, high = _span(rng, samples)
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
        say=f"rotate the list to the left by {k} {_places(k)} (an empty list stays empty) and add {c} to every number",
        code=f"$y = []\nfor index in range(len($x)):\n    $y.append($x[(index + {k}) % len($x)] + {c})",
        apply=lambda v: [x + c for x in v[k % len(v) :] + v[: k % len(v)]] if v else [],
    )


def _places(k: int) -> str:
    return "place" if k == 1 else "places"


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
        say=f"compute the weighted sum: the first number counts {s} {_times(s)}, the second {s + a} times, and so on, "
        f"the weight growing by {a}; the sum of an empty list is 0",
        code=f"$y = 0\nfor index, number in enumerate($x):\n    $y += number * ({s} + {a} * index)",
        apply=lambda v: s * sum(v) + a * sum(sum(v[i:]) for i in range(1, len(v))),
    )


def _times(k: int) -> str:
    return "time" if k == 1 else "times"


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
    low, high = _span(rng, samples)
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


# str -> ...


def _shift_letters(rng: Random, samples: Sequence[Any]) -> Step:
    k, every = rng.randint(1, 25), rng.randint(1, 4)
    where = "every lower-case letter" if every == 1 else f"the lower-case letters at positions divisible by {every}"
    return Step(
        key=f"shift_letters {k} {every}",
        takes="str",
        gives="str",
        var="shifted",
        say=f"move {where} forward in the alphabet by {k} {_places(k)}, going on with 'a' after 'z', and leave other "
        "characters alone" + ("" if every == 1 else " (positions count from 0)"),
        code='$y = ""\nfor index, char in enumerate($x):\n'
        f'    if "a" <= char <= "z" and index % {every} == 0:\n'
        f'        char = chr((ord(char) - ord("a") + {k}) % 26 + ord("a"))\n    $y += char'
        if every > 1
        else '$y = ""\nfor char in $x:\n    if "a" <= char <= "z":\n'
        f'        char = chr((ord(char) - ord("a") + {k}) % 26 + ord("a"))\n    $y += char',
        apply=lambda v: "".join(
            (LETTERS * 2)[LETTERS.index(c) + k] if c in LETTERS and i % every == 0 else c for i, c in enumerate(v)
        ),
    )


def _drop_letters(rng: Random, samples: Sequence[Any]) -> Step:
    gone = "".join(sorted({_letter(rng, samples) for _ in range(3)}))
    mark = rng.choice("#*+@.")
    return Step(
        key=f"drop_letters {gone} {mark}",
        takes="str",
        gives="str",
        var="cleaned",
        say=f"replace every character that is one of {_quoted(gone)} by '{mark}'",
        code=f'$y = ""\nfor char in $x:\n    $y += "{mark}" if char in "{gone}" else char',
        apply=lambda v: v.translate({ord(c): mark for c in gone}),
    )


def _quoted(chars: str) -> str:
    return ", ".join(f"'{c}'" for c in chars)


def _reverse_chunks(rng: Random, samples: Sequence[Any]) -> Step:
    k, fill = rng.randint(2, 5), rng.choice("-_.:|")
    return Step(
        key=f"reverse_chunks {k} {fill}",
        takes="str",
        gives="str",
        var="mirrored",
        say=f"cut the text into pieces of {k} characters (the last one may be shorter), reverse each piece and join "
        f"the pieces with '{fill}'",
        code=f"pieces = []\nfor start in range(0, len($x), {k}):\n    pieces.append($x[start:start + {k}][::-1])\n"
        f'$y = "{fill}".join(pieces)',
        apply=lambda v: "".join(
            (fill if i and i % k == 0 else "") + v[min(i // k * k + k, len(v)) - 1 - i % k] for i in range(len(v))
        ),
    )


def _upper_positions(rng: Random, samples: Sequence[Any]) -> Step:
    k, r = rng.randint(2, 6), 0
    r = rng.randint(0, k - 1)
    return Step(
        key=f"upper_positions {k} {r}",
        takes="str",
        gives="str",
        var="raised",
        say=f"turn the characters whose position (counted from 0) leaves remainder {r} modulo {k} into upper case "
        "and all others into lower case",
        code=f'$y = ""\nfor index, char in enumerate($x):\n    $y += char.upper() if index % {k} == {r} else '
        "char.lower()",
        apply=lambda v: "".join([c.lower(), c.upper()][i in range(r, len(v), k)] for i, c in enumerate(v)),
    )


def _cap_repeats(rng: Random, samples: Sequence[Any]) -> Step:
    k, tail = rng.randint(1, 2), rng.choice("!~=%&") * rng.randint(0, 2)
    more = f" and put '{tail}' at the end" if tail else ""
    return Step(
        key=f"cap_repeats {k} {tail}",
        takes="str",
        gives="str",
        var="short",
        say=f"shorten every run of more than {k} equal {'character' if k == 1 else 'characters'} to {k}{more}",
        code='$y = ""\nrun = 0\nfor index, char in enumerate($x):\n'
        "    run = run + 1 if index > 0 and char == $x[index - 1] else 1\n"
        f"    if run <= {k}:\n        $y += char" + (f'\n$y += "{tail}"' if tail else ""),
        apply=lambda v: "".join("".join(list(g)[:k]) for _, g in groupby(v)) + tail,
    )


def _letter_value(rng: Random, samples: Sequence[Any]) -> Step:
    k, m = rng.randint(2, 30), rng.choice((97, 101, 127, 251, 499, 997))
    return Step(
        key=f"letter_value {k} {m}",
        takes="str",
        gives="int",
        var="value",
        say=f"compute a checksum: start from 0; for each character in turn multiply the checksum by {k}, add the "
        f"character's code point (`ord`) and take the remainder modulo {m}",
        code=f"$y = 0\nfor char in $x:\n    $y = ($y * {k} + ord(char)) % {m}",
        apply=lambda v: sum(ord(c) * k**i for i, c in enumerate(reversed(v))) % m,
    )


def _count_letters(rng: Random, samples: Sequence[Any]) -> Step:
    wanted = "".join(sorted({_letter(rng, samples) for _ in range(4)}))
    a, b = rng.randint(2, 12), rng.randint(1, 5)
    return Step(
        key=f"count_letters {wanted} {a} {b}",
        takes="str",
        gives="int",
        var="points",
        say=f"count {a} points for every character that is one of {_quoted(wanted)} and take off {b} "
        f"{'point' if b == 1 else 'points'} for every other character",
        code=f'$y = 0\nfor char in $x:\n    if char in "{wanted}":\n        $y += {a}\n    else:\n        $y -= {b}',
        apply=lambda v: (a + b) * sum(map(v.count, wanted)) - b * len(v),
    )


def _cut_pieces(rng: Random, samples: Sequence[Any]) -> Step:
    k, low = rng.randint(2, 4), 0
    low = rng.randint(1, k)
    return Step(
        key=f"cut_pieces {k} {low}",
        takes="str",
        gives="strs",
        var="pieces",
        say=f"cut the text into pieces of {k} characters from the left; a last piece with fewer than {low} "
        f"{'character' if low == 1 else 'characters'} is dropped",
        code=f"$y = []\nfor start in range(0, len($x), {k}):\n    piece = $x[start:start + {k}]\n"
        f"    if len(piece) >= {low}:\n        $y.append(piece)",
        apply=lambda v: [v[k * i : k * i + k] for i in range((len(v) + k - low) // k)],
    )


def _letter_counts(rng: Random, samples: Sequence[Any]) -> Step:
    t, c = rng.randint(1, 3), rng.randint(0, 30)
    extra = f", each count increased by {c}" if c else ""
    return Step(
        key=f"letter_counts {t} {c}",
        takes="str",
        gives="counts",
        var="counts",
        say=f"build a dictionary from each character that occurs at least {t} {_times(t)} to how often it "
        f"occurs{extra}",
        code=f"$y = {{}}\nfor char in $x:\n    if $x.count(char) >= {t}:\n        $y[char] = $x.count(char)"
        + (f" + {c}" if c else ""),
        apply=lambda v: {char: n + c for char, n in Counter(v).items() if n > t - 1},
    )


def _letter_positions(rng: Random, samples: Sequence[Any]) -> Step:
    wanted = "".join(sorted({_letter(rng, samples) for _ in range(5)}))
    s = rng.randint(0, 20)
    return Step(
        key=f"letter_positions {wanted} {s}",
        takes="str",
        gives="ints",
        var="places",
        say=f"make the list of the positions, counted from {s}, of the characters that are one of {_quoted(wanted)}",
        code=f'$y = []\nfor place, char in enumerate($x, {s}):\n    if char in "{wanted}":\n        $y.append(place)',
        apply=lambda v: sorted(i + s for i in range(len(v)) if v[i] in set(wanted)),
    )


# strs -> ...


def _keep_longer(rng: Random, samples: Sequence[Any]) -> Step:
    k = max(1, near(rng, [[len(w) for w in v] for v in samples]))
    letter = _letter(rng, samples)
    return Step(
        key=f"keep_longer {k} {letter}",
        takes="strs",
        gives="strs",
        var="chosen",
        say=f"keep only the strings that have at least {k} {'character' if k == 1 else 'characters'} or contain "
        f"the letter '{letter}'",
        code=f'$y = []\nfor word in $x:\n    if len(word) >= {k} or "{letter}" in word:\n        $y.append(word)',
        apply=lambda v: [w for w in v if not (len(w) < k and w.count(letter) == 0)],
    )


def _sort_words(rng: Random, samples: Sequence[Any]) -> Step:
    letter, suffix = _letter(rng, samples), rng.choice("xyzqw") + rng.choice("aeiou")
    return Step(
        key=f"sort_words {letter} {suffix}",
        takes="strs",
        gives="strs",
        var="ordered",
        say=f"sort the strings by how often they contain '{letter}' (most often first), then by length, then "
        f"alphabetically, and add '{suffix}' to the end of each",
        code=f'$y = []\nfor word in sorted($x, key=lambda word: (-word.count("{letter}"), len(word), word)):\n'
        f'    $y.append(word + "{suffix}")',
        apply=lambda v: [
            w + suffix for w in sorted(sorted(sorted(v), key=len), key=lambda w: w.count(letter), reverse=True)
        ],
    )


def _reverse_some(rng: Random, samples: Sequence[Any]) -> Step:
    k, r = rng.randint(2, 4), 0
    r = rng.randint(0, k - 1)
    mark = rng.choice(LETTERS)
    return Step(
        key=f"reverse_some {k} {r} {mark}",
        takes="strs",
        gives="strs",
        var="turned",
        say=f"write the strings whose length leaves remainder {r} modulo {k} backwards, and put '{mark}' in front "
        "of all others",
        code=f"$y = []\nfor word in $x:\n    if len(word) % {k} == {r}:\n        $y.append(word[::-1])\n    else:\n"
        f'        $y.append("{mark}" + word)',
        apply=lambda v: ["".join(reversed(w)) if (len(w) - r) % k == 0 else mark + w for w in v],
    )


def _join_words(rng: Random, samples: Sequence[Any]) -> Step:
    sep, k = rng.choice(("-", "_", "/", ".", "+", "::", "->")), rng.randint(2, 5)
    return Step(
        key=f"join_words {sep} {k}",
        takes="strs",
        gives="str",
        var="line",
        say=f"join the first {k} characters of each string (the whole string if it is shorter) with '{sep}'",
        code=f'$y = "{sep}".join(word[:{k}] for word in $x)',
        apply=lambda v: "".join(
            sep * (i > 0) + "".join(c for c, _ in zip(w, range(k), strict=False)) for i, w in enumerate(v)
        ),
    )


def _word_lengths(rng: Random, samples: Sequence[Any]) -> Step:
    a, b = rng.randint(2, 12), rng.randint(1, 12)
    return Step(
        key=f"word_lengths {a} {b}",
        takes="strs",
        gives="ints",
        var="sizes",
        say=f"make the list of the strings' scores, a string's score being {a} times its length minus {b} for every "
        "vowel (a, e, i, o, u) in it",
        code=f'$y = []\nfor word in $x:\n    vowels = sum(1 for char in word if char in "aeiou")\n'
        f"    $y.append(len(word) * {a} - vowels * {b})",
        apply=lambda v: [sum(a - b * (c in VOWELS) for c in w) for w in v],
    )


def _word_counts(rng: Random, samples: Sequence[Any]) -> Step:
    k, c = rng.randint(1, 3), rng.randint(2, 20)
    return Step(
        key=f"word_counts {k} {c}",
        takes="strs",
        gives="counts",
        var="tally",
        say=f"build a dictionary that adds up {c} points for each string, under the string's first {k} "
        f"{'character' if k == 1 else 'characters'} (the whole string if it is shorter)",
        code=f"$y = {{}}\nfor word in $x:\n    key = word[:{k}]\n    $y[key] = $y.get(key, 0) + {c}",
        apply=lambda v: {p: n * c for p, n in Counter(w[:k] for w in v).items()},
    )


# counts -> ...


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


# grid -> ...


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
    low, high = _span(rng, samples)
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


# pairs -> ...


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


STEPS: dict[str, tuple[StepMaker, ...]] = {
    "int": (_affine_mod, _clamp, _digit_sum, _halve_or_add, _nearest_multiple, _mask_bits, _to_digits),
    "ints": (
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
    ),
    "str": (
        _shift_letters,
        _drop_letters,
        _reverse_chunks,
        _upper_positions,
        _cap_repeats,
        _letter_value,
        _count_letters,
        _cut_pieces,
        _letter_counts,
        _letter_positions,
    ),
    "strs": (_keep_longer, _sort_words, _reverse_some, _join_words, _word_lengths, _word_counts),
    "counts": (_keep_counts, _rank_keys, _sum_counts, _values_by_key),
    "grid": (_row_scores, _bump_cells, _turn_grid, _count_cells),
    "pairs": (_stretch_pairs, _long_pairs, _pair_lengths, _pair_total),
}
BEFORE = {
    "ints": (
        _keep_between,
        _keep_above,
        _cap_values,
        _add_positions,
        _reverse_blocks,
        _first_occurrences,
        _rotate_left,
    ),
    "str": (_shift_letters, _drop_letters, _cap_repeats),
    "strs": (_keep_longer, _reverse_some),
    "counts": (_keep_counts,),
    "grid": (_bump_cells, _turn_grid),
    "pairs": (_stretch_pairs, _long_pairs),
}
