"""Steps that take a text."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from random import Random
from typing import Any

from synth.families.shape import Step, StepMaker
from synth.families.steps.drawing import LETTERS, a_letter, places, times


def _shift_letters(rng: Random, samples: Sequence[Any]) -> Step:
    k, every = rng.randint(1, 25), rng.randint(1, 4)
    where = "every lower-case letter" if every == 1 else f"the lower-case letters at positions divisible by {every}"
    return Step(
        key=f"shift_letters {k} {every}",
        takes="str",
        gives="str",
        var="shifted",
        say=f"move {where} forward in the alphabet by {k} {places(k)}, going on with 'a' after 'z', and leave other "
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
    gone = "".join(sorted({a_letter(rng, samples) for _ in range(3)}))
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
    wanted = "".join(sorted({a_letter(rng, samples) for _ in range(4)}))
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
        say=f"build a dictionary from each character that occurs at least {t} {times(t)} to how often it occurs{extra}",
        code=f"$y = {{}}\nfor char in $x:\n    if $x.count(char) >= {t}:\n        $y[char] = $x.count(char)"
        + (f" + {c}" if c else ""),
        apply=lambda v: {char: n + c for char, n in Counter(v).items() if n > t - 1},
    )


def _letter_positions(rng: Random, samples: Sequence[Any]) -> Step:
    wanted = "".join(sorted({a_letter(rng, samples) for _ in range(5)}))
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


STEPS: tuple[StepMaker, ...] = (
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
)
BEFORE: tuple[StepMaker, ...] = (
    _shift_letters,
    _drop_letters,
    _cap_repeats,
)
