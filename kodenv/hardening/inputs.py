"""New calls of a function, from the calls that were seen: drawn, tweaked, crossed over, at the bounds, and large."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kodenv.hardening.answers import Call
from kodenv.hardening.codec import MOST_CHARS
from kodenv.hardening.drawing import Drawer
from kodenv.hardening.preconditions import Preconditions
from kodenv.hardening.profiles import Profile, profile_of

_IN_A_ROW = 130  # small numbers that a function of one is given one after the other
_LARGE = 60  # items of a container that is made large


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A call that may become a case, and the rules it breaks."""

    call: Call
    broken: frozenset[str]


def usable_calls(calls: Sequence[Call]) -> list[Call]:
    """Return the calls of the most common form (how many arguments, which names), each once."""
    if not calls:
        return []
    forms = Counter((len(call.args), tuple(sorted(call.kwargs))) for call in calls)
    form = min(forms, key=lambda one: (-forms[one], one))
    found = {call.key: call for call in calls if (len(call.args), tuple(sorted(call.kwargs))) == form}
    return list(found.values())


def propose(
    calls: Sequence[Call], rules: Preconditions, *, count: int, seed: int, wide: bool, most_broken: int = 1
) -> list[Candidate]:
    """Return new calls, none of them seen before and each once.

    Args:
        calls: What was seen, all of one form.
        rules: What the calls seen have in common.
        count: How many to propose at most.
        seed: The same seed proposes the same calls.
        wide: Whether calls are to break a rule that is not firm; else they keep them all.
        most_broken: How many rules one call may break, where it may.
    """
    known = {call.key for call in calls}
    found: list[Candidate] = []
    made = _Maker(calls, seed, wide=wide).calls()
    for turn, call in zip(range(count * 12), made, strict=False):
        broken = rules.broken(call)
        if broken and not (wide and turn % 2):
            call = _repair(call, broken)
            broken = rules.broken(call)
        if broken and (not wide or len(broken) > most_broken or broken & rules.firm):
            continue
        key = call.key
        if key in known or len(key) > MOST_CHARS:
            continue
        known.add(key)
        if bool(broken) == wide:
            found.append(Candidate(call=call, broken=broken))
        if len(found) >= count:
            break
    return found


class _Maker:
    def __init__(self, calls: Sequence[Call], seed: int, *, wide: bool) -> None:
        self.calls_seen = list(calls)
        self.random, self.drawer, self.wide = random.Random(seed), Drawer(seed ^ 1, wide=wide), wide
        first = calls[0]
        self.arity, self.names = len(first.args), sorted(first.kwargs)
        rows = [self._values(call) for call in calls]
        self.profiles: list[Profile] = [profile_of(column) for column in zip(*rows, strict=True)]

    def _values(self, call: Call) -> list[Any]:
        return [*call.args, *(call.kwargs[name] for name in self.names)]

    def _call(self, values: Sequence[Any]) -> Call:
        return Call(args=tuple(values[: self.arity]), kwargs=dict(zip(self.names, values[self.arity :], strict=True)))

    def calls(self) -> Iterator[Call]:
        """Yield calls without end."""
        if not self.profiles:
            return
        if len(self.profiles) == 1 and set(self.profiles[0].kinds) == {"int"}:
            start = -10 if self.wide or self.profiles[0].low < 0 else 0
            yield from (self._call([number]) for number in range(start, _IN_A_ROW))
        ways: list[Callable[[], list[Any]]] = [self._drawn, self._tweaked, self._crossed, self._related, self._tweaked]
        turn = 0
        while True:
            turn += 1
            yield self._call(self._large() if turn % 40 == 0 else ways[turn % len(ways)]())

    def _one_seen(self) -> list[Any]:
        return self._values(self.random.choice(self.calls_seen))

    def _drawn(self) -> list[Any]:
        return [self.drawer.draw(profile) for profile in self.profiles]

    def _tweaked(self) -> list[Any]:
        values = self._one_seen()
        at = self.random.randrange(len(values))
        values[at] = self.drawer.tweak(values[at], self.profiles[at])
        return values

    def _crossed(self) -> list[Any]:
        values = self._one_seen()
        at = self.random.randrange(len(values))
        values[at] = self.drawer.draw(self.profiles[at])
        return values

    def _related(self) -> list[Any]:
        """Make one argument out of another: an item of it, a part of it, its length, itself."""
        values = self._drawn() if self.random.random() < 0.6 else self._one_seen()
        if len(values) < 2:
            return self._drawn()
        at, other = self.random.sample(range(len(values)), 2)
        target, source = values[at], values[other]
        options: list[Any] = []
        if type(target) is type(source):
            options += [source] if not isinstance(source, list | tuple | str) else [source, source[1:], source[:-1]]
        if type(target) is int and isinstance(source, list | tuple | str):
            options += [len(source), len(source) - 1, 1]
        if isinstance(source, list | tuple):
            options += [one for one in source if type(one) is type(target)][:8]
        if isinstance(source, str) and isinstance(target, str) and source:
            cut = self.random.randrange(len(source))
            options += [source[cut], source[cut:]]
        if options:
            values[at] = self.random.choice(options)
        return values

    def _large(self) -> list[Any]:
        values = self._drawn()
        for at, (value, profile) in enumerate(zip(values, self.profiles, strict=True)):
            if isinstance(value, list | tuple) and value and profile.items is not None and not profile.places:
                more = [self.drawer.draw(profile.items, 1) for _ in range(_LARGE - len(value))]
                values[at] = type(value)([*value, *more])
            elif isinstance(value, str) and value:
                values[at] = "".join(self.random.choice(value) for _ in range(_LARGE))
        return values


def _repair(call: Call, broken: frozenset[str]) -> Call:
    """Return the call changed so that it may keep the rules: sorted, cut to one length, numbers within bounds."""
    values = list(call.args)
    if "order" in broken:
        values = [_in_order(one) for one in values]
    if "lengths" in broken:
        values = _one_length(values)
    if broken & {"index", "bounds"}:
        sizes = [len(one) for one in values if isinstance(one, list | tuple | str) and one]
        values = [one % sizes[0] + 1 if type(one) is int and sizes and one > sizes[0] else one for one in values]
    if "between" in broken:
        numbers = iter(sorted(one for one in values if type(one) in (int, float)))
        values = [next(numbers) if type(one) in (int, float) else one for one in values]
    return Call(args=tuple(values), kwargs=call.kwargs)


def _in_order(value: Any) -> Any:
    if isinstance(value, list | tuple):
        try:
            return type(value)(sorted(value))
        except TypeError:
            return value
    return value


def _one_length(values: list[Any]) -> list[Any]:
    values = [_rectangle(one) for one in values]
    sizes = [len(one) for one in values if isinstance(one, list | tuple | str)]
    if not sizes:
        return values
    size = min(sizes)
    cut = [one[:size] if isinstance(one, list | tuple | str) else one for one in values]
    return [size if type(one) is int else one for one in cut] if len(sizes) == 1 else cut


def _rectangle(value: Any) -> Any:
    if isinstance(value, list | tuple) and value and all(isinstance(row, list | tuple) and row for row in value):
        width = min(len(row) for row in value)
        return type(value)(row[:width] for row in value)
    return value
