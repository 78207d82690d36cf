"""Families over lists of numbers, with dynamic programs and small simulations on them."""

from bisect import bisect_right
from functools import cache
from itertools import combinations, pairwise
from random import Random
from typing import Any

from synth.families.shape import Head, HeadMaker, Param

NUMBERS = (Param(name="numbers", kind="ints"),)


def draw_numbers(low: int = -40, high: int = 80, longest: int = 9) -> Any:
    """Return a drawer of one list of numbers, often with repeated and neighbouring values."""

    def draw(rng: Random) -> tuple[list[int]]:
        return (numbers(rng, low, high, longest),)

    return draw


def numbers(rng: Random, low: int, high: int, longest: int) -> list[int]:
    """Draw a list of numbers, sometimes from a narrow range so that equal ones occur."""
    if rng.random() < 0.35:
        low = rng.randint(low, high - 4)
        high = low + 4
    return [rng.randint(low, high) for _ in range(rng.randint(2, longest))]


EDGES: tuple[tuple[list[int]], ...] = (([],), ([7],), ([3, 3],), ([0, -1, 0],), ([1, 2, 3, 4, 5],), ([9, 6, 4, 1],))


def rising_run(rng: Random) -> Head:
    """Longest run that rises by enough."""
    d, cap = rng.randint(1, 12), rng.randint(14, 60)

    def oracle(v: list[int]) -> int:
        return max(
            (
                j - i
                for i in range(len(v))
                for j in range(i + 1, len(v) + 1)
                if all(d <= v[t + 1] - v[t] <= cap for t in range(i, j - 1))
            ),
            default=0,
        )

    return Head(
        key=f"rising_run {d} {cap}",
        name=rng.choice(("longest_rise", "rising_run", "longest_climb")),
        params=NUMBERS,
        gives="int",
        var="best",
        say=f"find the length of the longest run of consecutive numbers in which each number exceeds the one before it "
        f"by at least {d} and at most {cap} (a single number is a run of length 1; 0 for an empty list)",
        code=f"$y = 0\nlength = 0\nfor index, number in enumerate($a):\n"
        f"    if index > 0 and {d} <= number - $a[index - 1] <= {cap}:\n        length += 1\n    else:\n"
        "        length = 1\n    $y = max($y, length)",
        oracle=oracle,
        draw=lambda g: (sorted(numbers(g, -20, 90, 9)) if g.random() < 0.4 else _steppy(g, d, cap),),
        probes=EDGES,
    )


def _steppy(rng: Random, *sizes: int) -> list[int]:
    value, out = rng.randint(-9, 9), []
    for _ in range(rng.randint(2, 9)):
        out.append(value)
        value += rng.choice(sizes) + rng.choice((-1, 0, 0, 1)) if rng.random() < 0.75 else -rng.randint(1, 30)
    return out


def braid(rng: Random) -> Head:
    """Interleave two lists in portions."""
    k, j, c = rng.randint(1, 3), rng.randint(1, 3), rng.randint(2, 30)

    def oracle(left: list[int], right: list[int]) -> list[int]:
        if not left and not right:
            return []
        return left[:k] + [x * c for x in right[:j]] + oracle(left[k:], right[j:])

    return Head(
        key=f"braid {k} {j} {c}",
        name=rng.choice(("braid", "interleave", "weave_lists")),
        params=(Param(name="left", kind="ints"), Param(name="right", kind="ints")),
        gives="ints",
        var="braided",
        say=f"weave two lists together: take {k} from `left`, then {j} from `right`, again and again, taking fewer "
        "when a "
        f"list runs out and going on with the other, and multiply each number that comes from `right` by {c}",
        code=f"$y = []\ni = 0\nj = 0\nwhile i < len($a) or j < len(right):\n    $y.extend($a[i:i + {k}])\n    i += "
        f"{k}\n"
        f"    for number in right[j:j + {j}]:\n        $y.append(number * {c})\n    j += {j}",
        oracle=oracle,
        draw=lambda g: (numbers(g, -30, 50, 7), numbers(g, -30, 50, 7)),
        probes=(([], []), ([1], []), ([], [1, 2]), ([1, 2, 3], [4, 5, 6])),
    )


def window_range(rng: Random) -> Head:
    """Largest minus smallest in each window."""
    w, a = rng.randint(2, 4), rng.randint(2, 40)
    return Head(
        key=f"window_range {w} {a}",
        name=rng.choice(("window_range", "window_swings", "local_spread")),
        params=NUMBERS,
        gives="ints",
        var="swings",
        say=f"for every window of {w} consecutive numbers take the largest times {a} minus the smallest, as a list "
        "(empty "
        f"if there are fewer than {w} numbers)",
        code=f"$y = []\nfor start in range(len($a) - {w - 1}):\n    window = $a[start:start + {w}]\n"
        f"    $y.append(max(window) * {a} - min(window))",
        oracle=lambda v: [
            a * sorted(v[end - w : end])[-1] - sorted(v[end - w : end])[0] for end in range(w, len(v) + 1)
        ],
        draw=draw_numbers(),
        probes=EDGES,
    )


def pair_sums(rng: Random) -> Head:
    """Count pairs by the remainder of their sum."""
    m, d = rng.randint(3, 9), rng.randint(2, 4)
    r = rng.randint(0, m - 1)

    return Head(
        key=f"pair_sums {m} {r} {d}",
        name=rng.choice(("count_pairs", "pair_count", "matching_pairs")),
        params=NUMBERS,
        gives="int",
        var="pairs",
        say=f"count the pairs of positions i < j with j - i at most {d} whose numbers add up to a value that leaves "
        f"remainder {r} modulo {m}",
        code=f"$y = 0\nfor i in range(len($a)):\n    for j in range(i + 1, min(i + {d} + 1, len($a))):\n"
        f"        if ($a[i] + $a[j]) % {m} == {r}:\n            $y += 1",
        oracle=lambda v: sum((v[i] + v[j] - r) % m == 0 for i, j in combinations(range(len(v)), 2) if j - i < d + 1),
        draw=draw_numbers(-20, 40, 12),
        probes=EDGES,
    )


def balance_point(rng: Random) -> Head:
    """First place where both sides weigh about the same."""
    t, k = rng.randint(4, 60), rng.randint(2, 7)

    def oracle(v: list[int]) -> int:
        good = [i for i in range(len(v)) if abs(k * sum(v[:i]) - k * sum(v[i + 1 :])) <= t * k]
        return good[0] if good else -1

    return Head(
        key=f"balance_point {t}",
        name=rng.choice(("balance_point", "first_balance", "balanced_index")),
        params=NUMBERS,
        gives="int",
        var="place",
        say="find the first index (from 0) for which the sum of the numbers before it and the sum of the numbers "
        "after it "
        f"differ by at most {t}; -1 if there is none",
        code=f"$y = -1\nbefore = 0\nafter = sum($a)\nfor index, number in enumerate($a):\n    after -= number\n"
        f"    if abs(before - after) <= {t}:\n        $y = index\n        break\n    before += number",
        oracle=oracle,
        draw=draw_numbers(-10, 30, 10),
        probes=EDGES,
    )


def lookouts(rng: Random) -> Head:
    """Numbers not beaten by the next few."""
    k, c = rng.randint(1, 3), rng.randint(1, 50)
    nexts = "the next number" if k == 1 else f"each of the next {k} numbers"
    return Head(
        key=f"lookouts {k} {c}",
        name=rng.choice(("lookouts", "local_leaders", "unbeaten")),
        params=NUMBERS,
        gives="ints",
        var="leaders",
        say=f"list the numbers that are strictly greater than {nexts} after them (as far as there are any; the "
        f"last number always counts), each increased by {c}",
        code=f"$y = []\nfor index, number in enumerate($a):\n    rivals = $a[index + 1:index + {k + 1}]\n"
        f"    if all(number > rival for rival in rivals):\n        $y.append(number + {c})",
        oracle=lambda v: [v[i] + c for i in range(len(v)) if v[i] > max(v[i + 1 : i + 1 + k], default=v[i] - 1)],
        draw=draw_numbers(-20, 60, 10),
        probes=EDGES,
    )


def buckets(rng: Random) -> Head:
    """Count numbers by bucket."""
    low, width = rng.randint(-20, 15), rng.randint(6, 25)
    names = rng.choice((("low", "mid", "high"), ("cold", "mild", "hot"), ("small", "medium", "large")))

    def oracle(v: list[int]) -> dict[str, int]:
        found = [names[bisect_right((low, low + width), x)] for x in v]
        return {name: found.count(name) for name in names}

    return Head(
        key=f"buckets {low} {width} {names[0]}",
        name=rng.choice(("bucket_counts", "sort_into_buckets", "group_sizes")),
        params=NUMBERS,
        gives="counts",
        var="groups",
        say=f"count the numbers in three groups, as a dictionary with the keys '{names[0]}' (below {low}), "
        f"'{names[1]}' "
        f"(from {low} up to but not including {low + width}) and '{names[2]}' ({low + width} and above), all three "
        "always "
        "present",
        code=f'$y = {{"{names[0]}": 0, "{names[1]}": 0, "{names[2]}": 0}}\nfor number in $a:\n'
        f'    if number < {low}:\n        $y["{names[0]}"] += 1\n    elif number < {low + width}:\n'
        f'        $y["{names[1]}"] += 1\n    else:\n        $y["{names[2]}"] += 1',
        oracle=oracle,
        draw=lambda g: (
            [g.choice((low, low + width)) + g.choice((-9, -1, 0, 0, 1, 8)) for _ in range(g.randint(2, 10))],
        ),
        probes=EDGES,
    )


def spaced_sum(rng: Random) -> Head:
    """Largest sum of elements that keep a distance."""
    d, bonus = rng.randint(2, 4), rng.randint(0, 12)

    def oracle(v: list[int]) -> int:
        best = 0
        for size in range(1, (len(v) + d - 1) // d + 1):
            for chosen in combinations(range(len(v)), size):
                if all(q - p >= d for p, q in pairwise(chosen)):
                    best = max(best, sum(v[i] + bonus for i in chosen))
        return best

    extra = f", each chosen number counting {bonus} more than its value" if bonus else ""
    return Head(
        key=f"spaced_sum {d} {bonus}",
        name=rng.choice(("best_spaced_sum", "spaced_sum", "max_apart_sum")),
        params=NUMBERS,
        gives="int",
        var="result",
        say=f"choose any numbers (or none) whose positions are at least {d} apart so that their sum is as large as "
        f"possible{extra}, and take that sum (0 if none is chosen)",
        code=f"best = [0] * (len($a) + 1)\nfor index, number in enumerate($a):\n"
        f"    earlier = best[index - {d - 1}] if index >= {d - 1} else 0\n"
        f"    best[index + 1] = max(best[index], earlier + number"
        + (f" + {bonus}" if bonus else "")
        + ")\n$y = best[-1]",
        oracle=oracle,
        draw=draw_numbers(-20, 40, 9),
        probes=EDGES,
    )


def knapsack(rng: Random) -> Head:
    """Most valuable choice within a weight."""
    cap, fee = rng.randint(9, 30), rng.randint(0, 4)

    def oracle(items: list[list[int]]) -> int:
        return max(
            sum(value - fee for _, value in chosen)
            for size in range(len(items) + 1)
            for chosen in combinations(items, size)
            if sum(weight for weight, _ in chosen) <= cap
        )

    cost = f", minus a fee of {fee} for each chosen item" if fee else ""
    return Head(
        key=f"knapsack {cap} {fee}",
        name=rng.choice(("best_load", "pack_value", "knapsack_value")),
        params=(Param(name="items", kind="pairs"),),
        gives="int",
        var="result",
        say=f"`items` holds [weight, value] pairs; choose items (each at most once, possibly none) with a total weight "
        f"of at most {cap} so that their total value{cost} is as large as possible, and take that value",
        given="Weights are at least 1, values are not negative.",
        code=f"best = [0] * ({cap} + 1)\nfor weight, value in $a:\n    for room in range({cap}, weight - 1, -1):\n"
        f"        best[room] = max(best[room], best[room - weight] + value"
        + (f" - {fee}" if fee else "")
        + f")\n$y = best[{cap}]",
        oracle=oracle,
        draw=lambda g: ([[g.randint(1, cap // 2 + 3), g.randint(0, 30)] for _ in range(g.randint(1, 7))],),
        probes=(([],), ([[1, 1]],), ([[cap, 9]],), ([[cap + 1, 9]],), ([[cap - 1, 5], [1, 6], [1, 7]],)),
        before=False,
    )


def queue_times(rng: Random) -> Head:
    """Finish times of customers at counters."""
    k, c = rng.randint(2, 3), rng.randint(1, 9)

    def oracle(times: list[int]) -> list[int]:
        busy, done = [(0, i) for i in range(k)], []
        for time in times:
            start, desk = min(busy)
            busy.remove((start, desk))
            done.append(start + time + c)
            busy.append((done[-1], desk))
        return done

    return Head(
        key=f"queue_times {k} {c}",
        name=rng.choice(("finish_times", "serve_queue", "queue_times")),
        params=(Param(name="times", kind="ints"),),
        gives="ints",
        var="finished",
        say=f"customers wait in one queue for {k} counters, all free at time 0; each in turn goes to the counter "
        "that is "
        f"free first and keeps it for their entry in `times` plus {c}; list the time at which each customer is "
        "finished",
        given="All times are at least 0.",
        code=f"free = [0] * {k}\n$y = []\nfor time in $a:\n    desk = free.index(min(free))\n    free[desk] += time "
        f"+ {c}\n"
        "    $y.append(free[desk])",
        oracle=oracle,
        draw=draw_numbers(0, 30, 8),
        probes=(([],), ([0],), ([5, 1, 1, 1],), ([4, 4, 4, 4],), ([1, 9, 2],)),
        before=False,
    )


def chain_length(rng: Random) -> Head:
    """Longest subsequence that grows by enough."""
    d, wide = rng.randint(1, 14), rng.randint(20, 70)

    def oracle(v: list[int]) -> int:
        @cache
        def longest(i: int) -> int:
            return 1 + max((longest(j) for j in range(i + 1, len(v)) if d <= v[j] - v[i] <= wide), default=0)

        return max(map(longest, range(len(v))), default=0)

    return Head(
        key=f"chain_length {d} {wide}",
        name=rng.choice(("longest_chain", "growing_chain", "chain_length")),
        params=NUMBERS,
        gives="int",
        var="result",
        say=f"find the length of the longest subsequence (numbers in their original order, gaps allowed) in which each "
        f"number exceeds the one chosen before it by at least {d} and at most {wide} (0 for an empty list)",
        code="lengths = []\nfor index, number in enumerate($a):\n    length = 1\n    for earlier in range(index):\n"
        f"        if {d} <= number - $a[earlier] <= {wide}:\n            length = max(length, lengths[earlier] + 1)\n"
        "    lengths.append(length)\n$y = max(lengths, default=0)",
        oracle=oracle,
        draw=lambda g: (numbers(g, -30, 70, 10) if g.random() < 0.5 else _steppy(g, d, wide),),
        probes=EDGES,
    )


HEADS: dict[str, HeadMaker] = {
    "rising_run": rising_run,
    "braid": braid,
    "window_range": window_range,
    "pair_sums": pair_sums,
    "balance_point": balance_point,
    "lookouts": lookouts,
    "buckets": buckets,
    "spaced_sum": spaced_sum,
    "knapsack": knapsack,
    "queue_times": queue_times,
    "chain_length": chain_length,
}
