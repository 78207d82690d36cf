"""Questions for benchmarks.dedup: distinct ones of two makings, and duplicates planted among them by kind."""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from kodenv.seeding import derive_seed
from synth.families import FAMILIES
from synth.rendering import instruct_question
from synth.suites import Suite

PROCEDURAL_SHARE = 0.25
DUPLICATE_SHARE = 0.2

_THINGS = (
    "orders of a shop", "temperatures of a week", "lines of a log file", "scores of a game", "words of a speech",
    "trips of a taxi", "books of a library", "rows of a spreadsheet", "moves of a chess game", "messages of a chat",
    "prices of a stock", "plants of a garden", "votes of an election", "steps of a recipe", "songs of a playlist",
    "parcels of a depot", "seats of a theatre", "pixels of an image", "stops of a bus route", "answers of a survey",
    "packets of a network", "rooms of a hotel", "coins of a purse", "runners of a race", "cells of a maze",
    "files of a folder", "cards of a deck", "flights of an airport", "patients of a ward", "goals of a season",
)  # fmt: skip
_FILTERS = (
    "are negative", "occur more than once", "lie above the average", "are prime", "are shorter than the first",
    "stand at an even position", "begin with a vowel", "repeat the one before", "are divisible by the last",
    "hold a digit", "lie within one standard deviation", "are palindromes", "are missing a partner",
    "were seen in the last hour", "are larger than both neighbours", "equal their own index", "are perfect squares",
    "contain only distinct characters", "are out of order", "belong to the largest group",
)  # fmt: skip
_CHANGES = (
    "sort the rest by length", "replace each remaining one by its square", "group the rest by their first character",
    "reverse every second one", "pair each with its successor", "encode runs as value and count",
    "rotate the rest by one place", "split the rest where the sign changes", "round each to two decimals",
    "number the rest from one", "merge overlapping ones", "interleave the two halves", "shift every letter by three",
    "subtract the minimum from each", "write each in binary", "take the running total", "mirror the rest",
    "swap neighbours", "cut the rest into chunks of four", "normalise the rest so that they sum to one",
)  # fmt: skip
_RESULTS = (
    "the median", "a dictionary of counts", "the longest run", "the first three", "the index of the maximum",
    "a comma-separated string", "the number of distinct ones", "the greatest common divisor", "the most frequent one",
    "whether any is left", "the product modulo 1000007", "the sum of the digits", "a list of tuples",
    "the difference of the extremes", "the last that is not None", "the smallest missing one", "a nested list",
    "the lexicographically largest", "the edit distance of the ends", "a checksum",
)  # fmt: skip
_EDGES = (
    "Return None for an empty input.", "Raise ValueError if nothing is left.", "The input is never empty.",
    "Ties go to the earlier one.", "Ignore upper and lower case.", "Do not change the input.",
    "The input may be a generator.", "Use no imports.", "It has to run in linear time.", "Treat None as zero.",
)  # fmt: skip
_PLAIN = (
    "Write a Python function `{name}` that takes the {thing}. Drop those that {filter}, then {change}, and return "
    "{result}. {edge}"
)
_PARAPHRASES = (
    "Please implement `{name}` in Python. Its argument is a collection with the {thing}. First remove all elements "
    "which {filter}. Afterwards, {change}. The function's return value is {result}. {edge}",
    "You are given the {thing}. Your job: discard every element for which it holds that they {filter}; next, "
    "{change}; finally hand back {result}. {edge} Name the function `{name}`.",
    "Create a function called `{name}`. {edge} From the {thing} it should throw out whatever items {filter}, and "
    "after that {change}. What it returns is {result}.",
)
_SYNONYMS = {
    "write": "create", "function": "routine", "return": "give back", "returns": "gives back", "find": "determine",
    "given": "supplied", "list": "sequence", "number": "value", "numbers": "values", "string": "text",
    "check": "test", "whether": "if", "largest": "biggest", "smallest": "least", "remove": "delete", "takes": "accepts",
    "elements": "items", "element": "item", "get": "obtain", "count": "tally", "convert": "turn", "using": "with",
    "sum": "total", "drop": "leave out", "calculate": "compute", "first": "initial", "replace": "substitute",
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A question of the corpus: ``kind`` is None for a distinct one, and ``of`` names what it repeats."""

    question_id: str
    text: str
    kind: str | None = None
    of: str | None = None


def reword(text: str, share: float, rng: Random) -> str:
    """Replace a share of the words that have a synonym by it."""

    def swap(word: re.Match[str]) -> str:
        other = _SYNONYMS.get(word[0].lower())
        if other is None or rng.random() > share:
            return word[0]
        return other.capitalize() if word[0][0].isupper() else other

    return _WORD.sub(swap, text)


def _space(text: str, rng: Random) -> str:
    return "### Question 7:\n\n" + text.replace(". ", ".\n  ").replace(" the ", "  the ") + "\n"


def _rename(text: str, rng: Random) -> str:
    name = re.search(r"`(\w+)", text)
    return re.sub(rf"\b{name[1]}\b", f"{name[1]}_{rng.randrange(90)}", text) if name else text + " Name it `f`."


def _reorder(text: str, rng: Random) -> str:
    parts = re.split(r"(?<=[.\n]) ?", text)
    parts = [part for part in parts if part]
    return " ".join([parts[-1], *parts[:-1]])


def _reword(text: str, rng: Random) -> str:
    changed = reword(text, 0.6, rng)
    return changed if changed != text else "Kindly do this. " + text


KINDS: dict[str, Callable[[str, Random], str]] = {
    "exact": lambda text, rng: text,
    "whitespace and heading": _space,
    "renamed": _rename,
    "reordered": _reorder,
    "reworded": _reword,
}
PARAPHRASED = "paraphrased"


def make_corpus(n: int, seed: int = 0) -> Iterator[Planted]:
    """Yield ``n`` questions: four in five distinct, the others planted duplicates of earlier ones."""
    rng = Random(derive_seed("dedup corpus", seed))
    bases = _bases(seed)
    drawn: list[tuple[Planted, dict[str, str] | None]] = []
    kinds = itertools.cycle([*KINDS, PARAPHRASED])
    for index in range(n):
        name = f"q{index}"
        if len(drawn) < 10 or rng.random() > DUPLICATE_SHARE:
            text, slots = next(bases)
            drawn.append((Planted(question_id=name, text=text), slots))
            yield drawn[-1][0]
            continue
        kind = next(kinds)
        original, slots = drawn[rng.randrange(len(drawn))]
        while kind == PARAPHRASED and slots is None:
            original, slots = drawn[rng.randrange(len(drawn))]
        text = (
            rng.choice(_PARAPHRASES).format(**slots)
            if kind == PARAPHRASED and slots
            else KINDS[kind](original.text, rng)
        )
        yield Planted(question_id=name, text=text, kind=kind, of=original.question_id)


def _bases(seed: int) -> Iterator[tuple[str, dict[str, str] | None]]:
    """Yield distinct questions: procedural tasks, and sentences whose four parts are drawn."""
    rng = Random(derive_seed("dedup bases", seed))
    families = list(FAMILIES.values())
    empty = Suite(cases=(), examples=(), caught=(), endless=(), missed=())
    seen: set[object] = set()
    while True:
        if rng.random() < PROCEDURAL_SHARE:
            draft = rng.choice(families)(rng, rng.choice((2, 3, 4)))
            if draft is not None and draft.key not in seen:
                seen.add(draft.key)
                yield instruct_question(draft, empty, rng), None
            continue
        parts = tuple(map(rng.choice, (_THINGS, _FILTERS, _CHANGES, _RESULTS)))
        if parts in seen:
            continue
        seen.add(parts)
        thing, dropped, change, result = parts
        slots = {
            "name": f"{change.split()[0]}_{thing.split()[0]}_{rng.randrange(1000)}",
            "thing": thing, "filter": dropped, "change": change, "result": result, "edge": rng.choice(_EDGES),
        }  # fmt: skip
        yield _PLAIN.format(**slots), slots
