"""Steps that take a list of texts."""

from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Any

from synth.families.shape import Step, StepMaker
from synth.families.steps.drawing import LETTERS, VOWELS, a_letter, near


def _keep_longer(rng: Random, samples: Sequence[Any]) -> Step:
    k = max(1, near(rng, [[len(w) for w in v] for v in samples]))
    letter = a_letter(rng, samples)
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
    letter, suffix = a_letter(rng, samples), rng.choice("xyzqw") + rng.choice("aeiou")
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


STEPS: tuple[StepMaker, ...] = (
    _keep_longer,
    _sort_words,
    _reverse_some,
    _join_words,
    _word_lengths,
    _word_counts,
)
BEFORE: tuple[StepMaker, ...] = (
    _keep_longer,
    _reverse_some,
)
