"""Stronger stdio suites: inputs of the shape of those seen, outputs that the reference prints every time.

What a line means nobody says, so inputs keep their lines, the number of words of each, and every number that counts
something; other numbers stay between the smallest and the largest seen beside them, words keep their letters.
"""

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kodenv.checkers import outputs_match
from kodenv.hardening.choosing import cover
from kodenv.hardening.oracle import Refusals
from kodenv.hardening.running import Runner
from kodenv.records import Triplet, parse_stdio

_WORD = re.compile(r"\S+")
_WHOLE = re.compile(r"-?\d{1,18}")
_MOST_CHARS = 4000  # of an input or output that is added
_FILLED = 8  # cases to add, where there are inputs, even when fewer see every mutant


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedCase:
    """An input and what a right program prints; it breaks no rule."""

    given: str
    expected: str
    broken: frozenset[str] = frozenset()


def propose_inputs(seen: Sequence[str], *, count: int, seed: int) -> list[str]:
    """Return new inputs of the shape of those seen, each once.

    Args:
        seen: The inputs of the suite.
        count: How many at most.
        seed: The same seed proposes the same inputs.
    """
    chance = random.Random(seed)
    known = set(seen)
    usable = [text for text in seen if 0 < len(text) <= _MOST_CHARS]
    found: list[str] = []
    for _ in range(count * 6 if usable else 0):
        text = _changed(chance.choice(usable), usable, chance)
        if text not in known:
            known.add(text)
            found.append(text)
            if len(found) >= count:
                break
    return found


def _changed(text: str, seen: Sequence[str], chance: random.Random) -> str:
    lines = text.split("\n")
    counts = _counting_places(lines)
    places = [(at, to) for at, line in enumerate(lines) for to in range(len(line.split())) if (at, to) not in counts]
    for at, to in chance.sample(places, min(len(places), chance.choice((1, 1, 2, 4, len(places) or 1)))):
        words = list(_WORD.finditer(lines[at]))
        beside = [one.group() for one in words] + [row[to] for row in _rows(seen, at) if to < len(row)]
        new = _other_word(words[to].group(), beside, chance)
        lines[at] = lines[at][: words[to].start()] + new + lines[at][words[to].end() :]
    return "\n".join(lines)


def _rows(seen: Sequence[str], at: int) -> Iterator[list[str]]:
    for text in seen:
        lines = text.split("\n")
        if at < len(lines):
            yield lines[at].split()


def _counting_places(lines: Sequence[str]) -> set[tuple[int, int]]:
    """Return the places of numbers that may count words, lines or letters of what follows them."""
    found = set()
    for at, line in enumerate(lines):
        below = [one for one in lines[at + 1 :] if one.strip()]
        sizes = {
            len(below),
            *(len(one.split()) for one in below),
            *(len(word) for one in below for word in one.split()),
        }
        found |= {(at, to) for to, word in enumerate(line.split()) if _WHOLE.fullmatch(word) and int(word) in sizes}
    return found


def _other_word(word: str, beside: Sequence[str], chance: random.Random) -> str:
    numbers = [int(one) for one in beside if _WHOLE.fullmatch(one)]
    if _WHOLE.fullmatch(word) and numbers:
        low, high = min(numbers), max(numbers)
        near = min(high, max(low, int(word) + chance.choice((-1, 1))))
        return str(chance.choice((chance.randint(low, high), near, low, high, chance.choice(numbers))))
    letters = "".join(one for one in beside if len(one) == len(word))
    return "".join(chance.choice(letters) if chance.random() < 0.4 else one for one in word)


def find_printed_cases(
    triplet: Triplet, runner: Runner, mutants: Sequence[str], programs: Sequence[str], *,
    tries: int, most: int, seed: int, votes: tuple[float, int] | None, refusals: Refusals,
) -> list[PrintedCase]:  # fmt: skip
    """Return new cases of a stdio suite, chosen by the mutants and programs that print otherwise there.

    Args:
        triplet: Whose suite.
        runner: What runs programs.
        mutants: Small wrong versions of the reference.
        programs: Other programs; where there are votes, those that pass the old suite.
        tries: Inputs to try.
        most: Cases to return at most.
        seed: Of the inputs.
        votes: The share of the programs that must print what the reference prints, and how many of them at least; None:
            the reference alone counts.
        refusals: Where what is dropped is counted.
    """
    pairs = parse_stdio(triplet.test)
    inputs = propose_inputs([given for given, _ in pairs], count=tries, seed=seed)
    once, again = (
        runner.print_all([triplet.solution], inputs),
        runner.print_all([triplet.solution], inputs, hash_seed=1),
    )
    right = []
    for given, one, other in zip(inputs, once[0], again[0], strict=True):
        if one is None or not one.strip() or len(one) > _MOST_CHARS:
            refusals.add("the reference prints nothing usable")
        elif not _same(other, one, triplet):
            refusals.add("several right answers")
        else:
            right.append(PrintedCase(given=given, expected=one))
    if votes is not None:
        rows = runner.print_all(programs, [one.given for one in right])
        agreeing = [sum(_same(row[at], one.expected, triplet) for row in rows) for at, one in enumerate(right)]
        needed = max(votes[1], votes[0] * len(programs))
        kept = [one for one, count in zip(right, agreeing, strict=True) if count >= needed]
        for _ in range(len(right) - len(kept)):
            refusals.add("programs do not agree")
        right = kept
    wrong = [*mutants, *programs]
    rows = runner.print_all(wrong, [one.given for one in right])
    old = runner.print_all(wrong, [given for given, _ in pairs])
    sees = [
        frozenset(f"program {n}" for n, row in enumerate(rows) if not _same(row[at], one.expected, triplet))
        for at, one in enumerate(right)
    ]
    alive = {n for n, row in enumerate(old) if all(_same(a, b, triplet) for a, (_, b) in zip(row, pairs, strict=True))}
    wanted = {f"program {n}": 3 if n in alive else 1 for n in range(len(wrong))}
    chosen = cover(sees, wanted, {f"program {n}": 4.0 for n in alive}, most)
    spare = [at for at in range(len(right)) if at not in set(chosen)]
    chosen += spare[: max(0, min(_FILLED, most) - len(chosen))]
    return [right[at] for at in sorted(chosen)]


def _same(printed: str | None, expected: str, triplet: Triplet) -> bool:
    return printed is not None and outputs_match(printed, expected, triplet.checker)


def add_printed_cases(test: str, cases: Sequence[PrintedCase]) -> str:
    """Return the suite with more cases behind its own."""
    data = json.loads(test)
    if isinstance(data, dict):
        data["stdin"] += [one.given for one in cases]
        data["stdout"] += [one.expected for one in cases]
    else:
        data += [{"input": one.given, "output": one.expected} for one in cases]
    return json.dumps(data, ensure_ascii=False)
