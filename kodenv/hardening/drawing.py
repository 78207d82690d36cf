"""Draws values that look like those seen: sampled, tweaked, at the bounds, and, where asked for, beyond them."""

import random
import string
from collections.abc import Callable
from typing import Any

from kodenv.hardening.profiles import SEQUENCES, Profile, is_text, ordered

_DEPTH = 6
_LONGEST = 24  # items of a drawn container, where longer ones were not seen
_HUGE = (2**31, 2**31 - 1, 3 * 10**9 + 1, 10**9 + 7, 2**53 + 1, 10**17 + 3)
_STRANGE = " _-.,!?'A0z"


class Drawer:
    """Draws from profiles with a random generator of its own.

    Args:
        seed: Of the generator: the same seed draws the same values.
        wide: Whether to go beyond what was seen: below zero, empty, other letters, much larger.
    """

    def __init__(self, seed: int, *, wide: bool) -> None:
        """Take the seed and the width; see the class."""
        self.random, self.wide = random.Random(seed), wide

    def draw(self, profile: Profile, depth: int = 0) -> Any:
        """Return a value for a place."""
        kinds = sorted(profile.kinds)
        kind = self.random.choices(kinds, [profile.kinds[one] for one in kinds])[0]
        if profile.samples and self.random.random() < 0.25:
            return self.tweak(self.random.choice(profile.samples), profile, depth)
        return self._make(kind, profile, depth)

    def _make(self, kind: str, profile: Profile, depth: int) -> Any:
        if kind == "bool":
            return self.random.random() < 0.5
        if kind == "int":
            return self.integer(profile)
        if kind == "float":
            return self.real(profile)
        if kind in ("str", "bytes"):
            text = self.text(profile)
            return text if kind == "str" else text.encode("latin-1", "replace")
        if kind in SEQUENCES and depth < _DEPTH:
            return _build(kind, self._items(profile, depth))
        if kind == "dict" and profile.keys is not None and profile.items is not None and depth < _DEPTH:
            count = self._length(profile)
            pairs = [(self.draw(profile.keys, depth + 1), self.draw(profile.items, depth + 1)) for _ in range(count)]
            return {key: value for key, value in pairs if _hashable(key)}
        same = [one for one in profile.samples if type(one).__name__ == kind]
        return self.random.choice(same) if same else None

    def integer(self, profile: Profile) -> int:
        """Return a whole number: small, inside, at the bounds or somewhat beyond them."""
        low, high = int(profile.low), int(profile.high)
        floor = low if low < 0 else min(low, 1)
        choose: list[Callable[[], int]] = [
            lambda: self.random.randint(low, max(low, high)),
            lambda: self.random.randint(floor, floor + 10),
            lambda: self.random.randint(floor, max(high * 2, 10)),
            lambda: self.random.choice((low, high)) + self.random.randint(-2, 2),
            lambda: self.random.randint(floor, max(high * 20, 100)),
        ]
        if self.wide:
            choose += [
                lambda: -self.random.randint(0, max(abs(high), 10)),
                lambda: self.random.randint(-3, 3),
                lambda: self.random.choice(_HUGE) * self.random.choice((1, 1, -1)),
            ]
        return self.random.choice(choose)()

    def real(self, profile: Profile) -> float:
        """Return a float with as many decimals as were seen."""
        if self.random.random() < 0.3:
            return float(self.integer(profile))
        span = max(abs(profile.low), abs(profile.high), 1.0)
        low = profile.low if profile.low < 0 else 0.0
        low = -span if self.wide and self.random.random() < 0.3 else low
        return round(self.random.uniform(low, span * self.random.choice((1, 1, 2))), profile.decimals)

    def text(self, profile: Profile) -> str:
        """Return a text in the letters that were seen."""
        letters = profile.letters or string.ascii_lowercase
        if self.wide and self.random.random() < 0.4:
            letters += _STRANGE
        pick = letters if self.random.random() < 0.6 else "".join(self.random.choices(letters, k=3))
        return "".join(self.random.choices(pick, k=self._length(profile)))

    def _length(self, profile: Profile) -> int:
        low, high = profile.shortest, profile.longest
        low = min(low, 1)
        return self.random.choice(
            (
                self.random.randint(profile.shortest, max(profile.shortest, high)),
                self.random.randint(low, min(max(high, 3), 4)),
                self.random.randint(low, max(min(high * 2, _LONGEST), high)),
            )
        )

    def _items(self, profile: Profile, depth: int) -> list[Any]:
        if profile.places and self.random.random() < 0.95:
            return [self.draw(place, depth + 1) for place in profile.places]
        if profile.items is None:
            return []
        inner = profile.items
        count = self._length(profile)
        if self.random.random() < 0.4:  # few different ones, so that some are equal
            few = [self.draw(inner, depth + 1) for _ in range(self.random.randint(1, 3))]
            items = [self.random.choice(few) for _ in range(count)]
        else:
            items = [self.draw(inner, depth + 1) for _ in range(count)]
        if self.random.random() < 0.2:
            items = _sorted(items)
        return items

    def tweak(self, value: Any, profile: Profile, depth: int = 0) -> Any:
        """Return a value that differs a little from one that was seen."""
        if isinstance(value, bool) or value is None:
            return self._make(type(value).__name__, profile, depth)
        if isinstance(value, int):
            return value + self.random.choice((-2, -1, 1, 2, value, 10))
        if isinstance(value, float):
            return value + self.random.choice((-1.0, 1.0, 0.5, value))
        if is_text(value):
            return self._tweak_text(value, profile)
        if type(value).__name__ in SEQUENCES:
            return _build(type(value).__name__, self._tweak_items(ordered(value), profile, depth))
        if isinstance(value, dict) and value:
            return self._tweak_dict(dict(value), profile, depth)
        return self._make(type(value).__name__, profile, depth)

    def _tweak_text(self, value: Any, profile: Profile) -> Any:
        text = value if isinstance(value, str) else value.decode("latin-1")
        for _ in range(self.random.choice((1, 1, 2, 3))):
            text = self._change(text, profile)
        return text if isinstance(value, str) else text.encode("latin-1", "replace")

    def _change(self, text: str, profile: Profile) -> str:
        at, to = sorted((self.random.randint(0, len(text)), self.random.randint(0, len(text))))
        one = self.random.choice((profile.letters or "a") + (_STRANGE if self.wide else ""))
        same = [sample for sample in profile.samples if isinstance(sample, str)]
        return self.random.choice(
            (
                text[:at] + one + text[at:],
                text[:at] + text[at + 1 :],
                text[:at] + one + text[at + 1 :],
                text[:at] + text[at : at + 1] + text[at:],
                text[:at] + text[at:to][::-1] + text[to:],
                text[at:to] or text,
                text[:at] + text[at:to] * 2 + text[to:],
                text[:at] + text[at:to].swapcase() + text[to:],
                text + self.random.choice(same or [one]),
            )
        )

    def _tweak_items(self, items: list[Any], profile: Profile, depth: int) -> list[Any]:
        inner = profile.items
        for _ in range(self.random.choice((1, 1, 2, 3))):
            if not items or inner is None:
                return items
            at = self.random.randrange(len(items))
            way = self.random.randrange(7 if not profile.places else 2)
            place = profile.places[at] if len(profile.places) == len(items) else inner
            if way == 0:
                items[at] = self.tweak(items[at], place, depth + 1)
            elif way == 1:
                items[at] = self.draw(place, depth + 1)
            elif way == 2:
                del items[at]
            elif way == 3:
                items.insert(at, self.random.choice(items))
            elif way == 4:
                items.insert(at, self.draw(inner, depth + 1))
            elif way == 5:
                self.random.shuffle(items)
            else:
                items = self.random.choice((items[::-1], items + items, items[:at], _sorted(items), items[:1]))
        return items

    def _tweak_dict(self, value: dict[Any, Any], profile: Profile, depth: int) -> dict[Any, Any]:
        if profile.items is None or profile.keys is None:
            return value
        at = self.random.choice(list(value))
        way = self.random.randrange(3)
        if way == 0:
            value[at] = self.draw(profile.items, depth + 1)
        elif way == 1:
            del value[at]
        else:
            key = self.draw(profile.keys, depth + 1)
            if _hashable(key):
                value[key] = self.draw(profile.items, depth + 1)
        return value


def _build(kind: str, items: list[Any]) -> Any:
    if kind in ("set", "frozenset"):
        items = [one for one in items if _hashable(one)]
    return SEQUENCES[kind](items)


def _hashable(value: Any) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def _sorted(items: list[Any]) -> list[Any]:
    try:
        return sorted(items)
    except TypeError:
        return sorted(items, key=repr)
