"""Texts as comparison sees them: normalised, as words, and as sets of hashed runs of words."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]

_SPACE = re.compile(r"\s+")
# "### Question 4:", "**New Coding Assessment Question**", "Problem." and the like, alone or before the text.
_HEADING = re.compile(
    r"^[#*_\s]*(?:new\s+)?(?:(?:coding|programming|assessment|python)\s+)*(?:question|problem|task|exercise)"
    r"(?:\s*\d+)?[*_]*(?:\s*[:.]+[*_]*(?=\s|$)|\s*\n)\s*",
    re.IGNORECASE,
)
# Comparison signs stay: "x < 0" and "x > 0" are two questions.
_WORD = re.compile(r"\w+|[<>=!+*/%&|^~-]+")
_REMEMBERED_WORDS = 1 << 18


def normalise(text: str) -> str:
    r"""Return the text without a heading, in one Unicode form, with every run of white space as one blank.

    Upper and lower case stay: a question about "A" is not one about "a".

    >>> normalise("### Question 4:  Add  two numbers.\n")
    'Add two numbers.'
    """
    text = unicodedata.normalize("NFC", text)
    return _SPACE.sub(" ", _HEADING.sub("", text, count=1)).strip()


def split_words(text: str) -> list[str]:
    """Return the words and operators of a text, in lower case, without punctuation.

    >>> split_words("Return `x` if x<0.")
    ['return', 'x', 'if', 'x', '<', '0']
    """
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


class WordHasher:
    """Hashes words to 64 bits, and remembers those of late; the same word gives the same hash on any machine."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def hash_words(self, words: Sequence[str]) -> Hashes:
        """Return the hash of each word."""
        known = self._known
        if len(known) > _REMEMBERED_WORDS:
            known.clear()
        for word in words:
            if word not in known:
                digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
                known[word] = int.from_bytes(digest, "little")
        return np.array([known[word] for word in words], dtype=np.uint64)


def hash_runs(words: Hashes, length: int) -> Hashes:
    """Return the hash of every run of ``length`` words, in order; of all words together if they are fewer."""
    return hash_all_runs(words, min(length, len(words)))[-1] if len(words) else words


def hash_all_runs(words: Hashes, longest: int) -> list[Hashes]:
    """Return the hashes of every run of one word, of two, and so on up to ``longest``."""
    mixed = np.zeros(len(words), dtype=np.uint64)
    runs = []
    for offset in range(min(longest, len(words))):
        count = len(words) - offset
        mixed = scramble(mixed[:count] * np.uint64(0x9E3779B97F4A7C15) + words[offset:])
        runs.append(mixed)
    return runs


def scramble(values: Hashes) -> Hashes:
    """Spread every bit over all others.

    Source: the finaliser of SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators").
    """
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
