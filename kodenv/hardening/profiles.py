"""What the values seen at one place of a call have in common: kinds, ranges, lengths, letters, and what they hold."""

import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

_CLASSES = (string.ascii_lowercase, string.ascii_uppercase, string.digits, " ", string.punctuation)
_FEW_LETTERS = 6  # texts that use so few different letters are written in a language of their own
_SAMPLES = 40
SEQUENCES = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The values seen at one place: an argument, or what stands inside of one.

    Attributes:
        kinds: Names of the types seen, with how often.
        low, high: Of the numbers seen; 0 where none was.
        decimals: The most digits behind the point of a float.
        letters: What texts are written in: classes of letters that were seen, or just the letters where they are few.
        shortest, longest: Lengths of the texts and containers.
        items: What containers hold (dicts: their values), all places together.
        places: One profile for each place, where all containers have the same small length and mixed content.
        keys: What the keys of dicts are.
        samples: Some of the values themselves.
    """

    kinds: Counter[str]
    low: float = 0
    high: float = 0
    decimals: int = 1
    letters: str = ""
    shortest: int = 0
    longest: int = 0
    items: "Profile | None" = None
    places: "tuple[Profile, ...]" = ()
    keys: "Profile | None" = None
    samples: tuple[Any, ...] = field(default=())


def profile_of(values: Sequence[Any]) -> Profile:
    """Return what the values have in common."""
    kinds = Counter(type(value).__name__ for value in values)
    numbers = [value for value in values if type(value) in (int, float) and abs(value) < 1e300]
    texts = [value if isinstance(value, str) else value.decode("latin-1") for value in values if is_text(value)]
    holders = [value for value in values if type(value).__name__ in (*SEQUENCES, "dict")]
    dicts = [value for value in holders if isinstance(value, dict)]
    inside = [one for value in holders for one in (value.values() if isinstance(value, dict) else ordered(value))]
    lengths = [len(value) for value in values if is_text(value)] + [len(value) for value in holders]
    keys = [key for value in dicts for key in value]
    return Profile(
        kinds=kinds,
        low=min(numbers, default=0),
        high=max(numbers, default=0),
        decimals=max((_decimals(value) for value in numbers if type(value) is float), default=1),
        letters=_letters("".join(texts)),
        shortest=min(lengths, default=0),
        longest=max(lengths, default=0),
        items=profile_of(inside) if inside else None,
        places=_places(holders),
        keys=profile_of(keys) if keys else None,
        samples=tuple(_distinct(values)[:_SAMPLES]),
    )


def is_text(value: object) -> bool:
    """Whether a value is a text or bytes."""
    return isinstance(value, str | bytes)


def ordered(value: Any) -> list[Any]:
    """Return what a container holds, in an order that is the same in every process."""
    return sorted(value, key=repr) if isinstance(value, set | frozenset) else list(value)


def _distinct(values: Sequence[Any]) -> list[Any]:
    seen: dict[str, Any] = {}
    for value in values:
        seen.setdefault(f"{type(value).__name__}{value!r}", value)
    return list(seen.values())


def _decimals(value: float) -> int:
    text = repr(value)
    return min(6, len(text.partition(".")[2])) if "e" not in text else 3


def _letters(text: str) -> str:
    used = sorted(set(text))
    if len(used) <= _FEW_LETTERS:
        return "".join(used)
    known = "".join(letters for letters in _CLASSES[:4] if any(one in letters for one in used))
    return known + "".join(one for one in used if one not in known)


def _places(holders: Sequence[Any]) -> tuple[Profile, ...]:
    """Return a profile per place where containers are records: one length, and not one kind throughout."""
    records = [value for value in holders if isinstance(value, list | tuple)]
    if len(records) < max(2, len(holders)) or len({len(value) for value in records}) != 1:
        return ()
    columns = list(zip(*records, strict=True))
    kinds = [{type(one).__name__ for one in column} for column in columns]
    if not 2 <= len(columns) <= 6 or any(len(kind) > 1 for kind in kinds) or len(set(map(tuple, kinds))) == 1:
        return ()
    return tuple(profile_of(column) for column in columns)
