"""Steps that take a number."""

from collections.abc import Sequence
from random import Random
from typing import Any

from synth.families.shape import Step, StepMaker
from synth.families.steps.drawing import span


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
    low, high = span(rng, samples)
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


STEPS: tuple[StepMaker, ...] = (
    _affine_mod,
    _clamp,
    _digit_sum,
    _halve_or_add,
    _nearest_multiple,
    _mask_bits,
    _to_digits,
)
