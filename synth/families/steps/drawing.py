"""What makers of steps draw from the sample values, so that their constants matter there."""

from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

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


def span(rng: Random, samples: Iterable[Any]) -> tuple[int, int]:
    """Return two bounds close to numbers in the samples, the lower first."""
    samples = list(samples)
    low, high = sorted((near(rng, samples), near(rng, samples)))
    return (low, high) if high > low else (low, low + rng.randint(2, 9))


def a_letter(rng: Random, samples: Sequence[Any]) -> str:
    """Return a letter that occurs in the samples."""
    letters = sorted({c for text in samples for c in "".join(text) if c.isalpha()})
    return rng.choice(letters) if letters else "a"


def places(k: int) -> str:
    """Return "place" or "places"."""
    return "place" if k == 1 else "places"


def times(k: int) -> str:
    """Return "time" or "times"."""
    return "time" if k == 1 else "times"
