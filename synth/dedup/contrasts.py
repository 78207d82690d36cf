"""Opposites: two questions alike in all but "odd" and "even" are two questions, and embeddings hardly see it."""

from collections.abc import Iterable

# Each pair: words for the one side, words for the other.
_PAIRS = (
    ("odd", "even"),
    ("max maximum largest biggest greatest highest longest most", "min minimum smallest least lowest shortest fewest"),
    ("left leftmost", "right rightmost"),
    ("uppercase capital", "lowercase"),
    ("upper", "lower"),
    ("increasing ascending increase", "decreasing descending decrease"),
    ("first", "last"),
    ("row rows", "column columns"),
    ("prefix prefixes", "suffix suffixes"),
    ("before", "after"),
    ("encode encrypt compress", "decode decrypt decompress"),
    ("union", "intersection"),
    ("positive", "negative"),
    ("set", "unset"),
    ("repeated", "non-repeated nonrepeated unrepeated unique distinct"),
    ("<", ">"),
    ("<=", ">="),
    ("==", "!="),
    ("add insert", "remove delete"),
    ("multiply product", "divide quotient"),
)
_BITS = {
    word: 1 << (2 * number + side)
    for number, pair in enumerate(_PAIRS)
    for side in (0, 1)
    for word in pair[side].split()
}
_FIRST_SIDES = sum(1 << (2 * number) for number in range(len(_PAIRS)))


def read_sides(words: Iterable[str]) -> int:
    """Return, as bits, which sides of which pairs the words name."""
    sides = 0
    for word in words:
        sides |= _BITS.get(word, 0)
    return sides


def oppose(left: int, right: int) -> bool:
    """Return whether, for some pair, one text names only the one side and the other text only the other."""
    first_left, second_left = left & ~(left >> 1) & _FIRST_SIDES, (left >> 1) & ~left & _FIRST_SIDES
    first_right, second_right = right & ~(right >> 1) & _FIRST_SIDES, (right >> 1) & ~right & _FIRST_SIDES
    return bool(first_left & second_right | second_left & first_right)
