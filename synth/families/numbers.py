"""Families over numbers and small dynamic programs on one number."""

from functools import cache
from math import gcd
from random import Random
from typing import Any

from synth.families.shape import Head, HeadMaker, Param

N = (Param(name="n", kind="int"),)


def _one(values: range, *extra: int) -> tuple[tuple[int], ...]:
    return tuple((v,) for v in (*values, *extra))


def _some(low: int, high: int) -> Any:
    return lambda rng: (rng.randint(low, high),)


def digit_powers(rng: Random) -> Head:
    """Sum of powers of the digits in some base."""
    base, power, c = rng.randint(3, 16), rng.randint(2, 4), rng.randint(0, 9)

    def oracle(n: int) -> int:
        return 0 if n == 0 else (n % base + c) ** power + oracle(n // base)

    return Head(
        key=f"digit_powers {base} {power} {c}",
        name=rng.choice(("digit_power_sum", "power_digits", "digit_energy")),
        params=N,
        gives="int",
        var="total",
        say=f"write `n` in base {base}, add {c} to each of its digits, raise the results to the power {power} and add "
        "them up (0 for `n` = 0)",
        given="`n` is not negative.",
        code=f"$y = 0\nrest = $a\nwhile rest > 0:\n    $y += (rest % {base} + {c}) ** {power}\n    rest //= {base}",
        oracle=oracle,
        draw=_some(0, 9999),
        probes=_one(range(0, 3), base - 1, base, base * base),
    )


def coprime_count(rng: Random) -> Head:
    """Numbers up to n without a common factor."""
    k, d = rng.randint(6, 90), rng.randint(2, 9)
    return Head(
        key=f"coprime_count {k} {d}",
        name=rng.choice(("count_coprime", "coprime_count", "free_of_factors")),
        params=N,
        gives="int",
        var="found",
        say=f"count the integers from 1 to `n` (included) that have no common factor above 1 with {k} or are "
        f"divisible by {d}",
        given="`n` is not negative.",
        imports=("from math import gcd",),
        code=f"$y = 0\nfor number in range(1, $a + 1):\n    if gcd(number, {k}) == 1 or number % {d} == 0:\n        "
        "$y += 1",
        oracle=lambda n: n - sum(gcd(i, k) > 1 and i % d > 0 for i in range(1, n + 1)),
        draw=_some(0, 400),
        probes=_one(range(0, 4), k - 1, k, k + 1),
    )


def collatz_steps(rng: Random) -> Head:
    """Length of a Collatz-like walk under a cap."""
    b, cap, end = rng.choice((1, 3, 5, 7, 9, 11, 13)), rng.randint(12, 70), rng.randint(1, 30)

    def oracle(n: int) -> int:
        return _walk(n, b, end, cap, 0)

    return Head(
        key=f"collatz_steps {b} {cap} {end}",
        name=rng.choice(("walk_length", "collatz_steps", "count_moves")),
        params=N,
        gives="int",
        var="moves",
        say=f"starting from `n`, move again and again: an even number is halved, an odd number x becomes 3 * x + {b}; "
        f"count the moves until the number is at most {end}, but stop counting at {cap} moves",
        given="`n` is at least 1.",
        code=f"$y = 0\nnumber = $a\nwhile number > {end} and $y < {cap}:\n    if number % 2 == 0:\n        number "
        "//= 2\n"
        f"    else:\n        number = 3 * number + {b}\n    $y += 1",
        oracle=oracle,
        draw=_some(1, 300),
        probes=_one(range(1, 5), end, end + 1, 2 * end + 2, 64, 256),
    )


def _walk(n: int, b: int, end: int, cap: int, done: int) -> int:
    if n <= end or done == cap:
        return done
    return _walk(3 * n + b if n % 2 else n // 2, b, end, cap, done + 1)


def josephus(rng: Random) -> Head:
    """Who is left in the circle."""
    k, s = rng.randint(2, 30), rng.randint(0, 9)

    def oracle(n: int) -> int:
        place = 0
        for size in range(2, n + 1):
            place = (place + k) % size
        return place + 1 + s

    return Head(
        key=f"josephus {k} {s}",
        name=rng.choice(("last_in_circle", "survivor", "circle_winner")),
        params=N,
        gives="int",
        var="last",
        say=f"`n` people with the numbers {1 + s} to `n` + {s} stand in a circle in that order; counting from the one "
        f"with the smallest number, every {_nth(k)} person leaves until one is left: take that person's number",
        given="`n` is at least 1.",
        code=f"people = list(range({1 + s}, $a + {1 + s}))\nplace = 0\nwhile len(people) > 1:\n"
        f"    place = (place + {k - 1}) % len(people)\n    people.pop(place)\n$y = people[0]",
        oracle=oracle,
        draw=_some(1, 60),
        probes=_one(range(1, 6)),
    )


def _nth(k: int) -> str:
    return f"{k}{ {2: 'nd', 3: 'rd', 22: 'nd', 23: 'rd', 21: 'st'}.get(k, 'th') }".replace(" ", "")


def letter_base(rng: Random) -> Head:
    """A number written with letters for digits."""
    base = rng.randint(3, 9)
    digits = "".join(rng.sample("abcdefghijklmnopqrstuvwxyz", base))

    def oracle(n: int) -> str:
        return digits[n] if n < base else oracle(n // base) + digits[n % base]

    return Head(
        key=f"letter_base {digits}",
        name=rng.choice(("to_letters", "write_in_letters", "letter_code")),
        params=N,
        gives="str",
        var="text",
        say=f"write `n` in base {base}, most significant digit first, using the letters of '{digits}' for the digits 0 "
        f"to {base - 1} in that order (zero is '{digits[0]}')",
        given="`n` is not negative.",
        code=f'$y = ""\nrest = $a\nwhile True:\n    $y = "{digits}"[rest % {base}] + $y\n    rest //= {base}\n'
        "    if rest == 0:\n        break",
        oracle=oracle,
        draw=_some(0, 500000),
        probes=_one(range(0, 2), base - 1, base, base**3, 10**9),
    )


def prime_window(rng: Random) -> Head:
    """Primes of a residue class between two bounds."""
    m = rng.randint(3, 12)
    r = rng.choice([x for x in range(1, m) if gcd(x, m) == 1])
    c = rng.randint(1, 40)

    def oracle(low: int, high: int) -> list[int]:
        composite = {i * j for i in range(2, 20) for j in range(i, high // i + 1)}
        return [p + c for p in range(2, high + 1) if p >= low and p not in composite and (p - r) % m == 0]

    return Head(
        key=f"prime_window {m} {r} {c}",
        name=rng.choice(("primes_between", "prime_window", "selected_primes")),
        params=(Param(name="low", kind="int"), Param(name="high", kind="int")),
        gives="ints",
        var="primes",
        say=f"list in ascending order the prime numbers p with `low` <= p <= `high` that leave remainder {r} modulo "
        f"{m}, "
        f"each increased by {c}",
        given="`low` may be larger than `high`; then there are none.",
        code=f"$y = []\nfor number in range(max($a, 2), high + 1):\n    if number % {m} != {r}:\n        continue\n"
        f"    if all(number % divisor != 0 for divisor in range(2, number)):\n        $y.append(number + {c})",
        oracle=oracle,
        draw=lambda g: (g.randint(-5, 60), g.randint(40, 150)),
        probes=((0, 1), (2, 2), (2, 30), (3, 97), (50, 40), (7, 7)),
    )


def coin_ways(rng: Random) -> Head:
    """Number of ways to pay an amount."""
    coins = sorted(rng.sample(range(1, 12), rng.randint(3, 4)))
    cap = rng.randint(2, 6)

    @cache
    def ways(amount: int, kinds: int) -> int:
        if kinds == 0:
            return int(amount == 0)
        return sum(
            ways(amount - used * coins[kinds - 1], kinds - 1)
            for used in range(cap + 1)
            if used * coins[kinds - 1] <= amount
        )

    return Head(
        key=f"coin_ways {coins} {cap}",
        name=rng.choice(("count_payments", "ways_to_pay", "coin_ways")),
        params=(Param(name="amount", kind="int"),),
        gives="int",
        var="count",
        say=f"count the ways to pay exactly `amount` with coins of {', '.join(map(str, coins))}, using at most {cap} "
        "coins of each value (the order of the coins does not matter)",
        given="`amount` is not negative; there is one way to pay 0.",
        code=f"ways = [1] + [0] * $a\nfor coin in {coins}:\n    fresh = [0] * ($a + 1)\n    for total in range($a + "
        "1):\n"
        f"        for used in range({cap} + 1):\n            if used * coin <= total:\n"
        "                fresh[total] += ways[total - used * coin]\n    ways = fresh\n$y = ways[$a]",
        oracle=lambda amount: ways(amount, len(coins)),
        draw=_some(0, sum(coins) * cap + 2),
        probes=_one(range(0, 3), *coins, sum(coins) * cap, sum(coins) * cap + 1),
    )


def blocked_stairs(rng: Random) -> Head:
    """Ways up a staircase with broken steps."""
    jumps = sorted(rng.sample(range(1, 6), rng.randint(2, 3)))
    m = rng.randint(4, 11)
    r = rng.randint(1, m - 1)

    @cache
    def climb(n: int) -> int:
        if n <= 0:
            return int(n == 0)
        return 0 if n % m == r else sum(climb(n - jump) for jump in jumps)

    return Head(
        key=f"blocked_stairs {jumps} {m} {r}",
        name=rng.choice(("climb_ways", "staircase_ways", "count_climbs")),
        params=N,
        gives="int",
        var="result",
        say=f"count the ways to climb from step 0 to step `n` with jumps of {' or '.join(map(str, jumps))} steps when "
        f"every step whose number leaves remainder {r} modulo {m} is broken and must not be touched (step `n` too: "
        "then the count is 0)",
        given="`n` is not negative; there is one way to stay at step 0.",
        code=f"ways = [1]\nfor step in range(1, $a + 1):\n    count = 0\n    if step % {m} != {r}:\n"
        f"        for jump in {jumps}:\n            if jump <= step:\n                count += ways[step - jump]\n"
        "    ways.append(count)\n$y = ways[$a]",
        oracle=climb,
        draw=_some(0, 26),
        probes=_one(range(0, 8)),
    )


def lamp_rounds(rng: Random) -> Head:
    """Lamps toggled in rounds."""
    step, rounds = rng.randint(1, 4), rng.randint(3, 12)
    s = rng.randint(1, 5)

    def oracle(n: int) -> int:
        return sum(sum(lamp % (s + step * i) == 0 for i in range(rounds)) % 2 for lamp in range(1, n + 1))

    return Head(
        key=f"lamp_rounds {s} {step} {rounds}",
        name=rng.choice(("lamps_on", "count_lit_lamps", "lamp_rounds")),
        params=N,
        gives="int",
        var="lit",
        say=f"`n` lamps numbered from 1 are off; there are {rounds} rounds, and round i (counted from 0) switches "
        "every "
        f"lamp whose number is divisible by {s} + {step} * i; count the lamps that are on at the end",
        given="`n` is not negative.",
        code=f"lamps = [False] * ($a + 1)\nfor turn in range({rounds}):\n    width = {s} + {step} * turn\n"
        "    for lamp in range(width, $a + 1, width):\n        lamps[lamp] = not lamps[lamp]\n$y = lamps.count(True)",
        oracle=oracle,
        draw=_some(0, 150),
        probes=_one(range(0, 6)),
    )


HEADS: dict[str, HeadMaker] = {
    "digit_powers": digit_powers,
    "coprime_count": coprime_count,
    "collatz_steps": collatz_steps,
    "josephus": josephus,
    "letter_base": letter_base,
    "prime_window": prime_window,
    "coin_ways": coin_ways,
    "blocked_stairs": blocked_stairs,
    "lamp_rounds": lamp_rounds,
}
