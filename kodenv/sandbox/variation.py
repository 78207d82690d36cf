"""What one run may do otherwise than every other, to find out which suites depend on it.

The hash seed is the worker's and fixed when it starts. The rest is set in the child, before the program is loaded:
the state of random numbers, how often threads take turns, the clock, a limit on processor time that is finer than the
kernel's; and the order of a pytest suite's cases.
"""

from __future__ import annotations

import datetime
import random
import signal
import sys
import time
from typing import Any, Union

_SEED, _ORDER, _DAYS, _STEPS = 8, 24, 40, 56  # where each stands in a job's flags, 16 bits long but for the last
_MASK = 0xFFFF
_OFTEN_S = 1e-5
_DAY_S = 86_400
_LEAST_CPU_S = 0.025
_MOST_STEPS = 16
REVERSED = 1  # the order; larger numbers shuffle
Order = Union[int, "list[str]"]


def cpu_limit(steps: int) -> float:
    """Return the processor seconds of a step: 0.025 for 1, and twice as many for each further one."""
    return float(_LEAST_CPU_S * 2 ** (steps - 1))


def steps_for(cpu_s: float) -> int:
    """Return the least step that allows so many processor seconds."""
    return next((steps for steps in range(1, _MOST_STEPS) if cpu_limit(steps) >= cpu_s), _MOST_STEPS)


def pack(seed: int, order: int, days: int, steps: int) -> int:
    """Return the flags of a job that is run so; 0 for each means: as always.

    Args:
        seed: Where random numbers start from; threads also take turns far more often.
        order: ``REVERSED``, or the number of a shuffled order of the cases.
        days: How far the clock is put forward.
        steps: After how much processor time the process is ended, as a step of :func:`cpu_limit`. For programs that
            mean no harm: one that does can lift it.
    """
    return (seed & _MASK) << _SEED | (order & _MASK) << _ORDER | (days & _MASK) << _DAYS | min(steps, 99) << _STEPS


def apply(flags: int) -> None:
    """Set up this process as a job's flags say."""
    if not flags >> _SEED:
        return
    seed, days, steps = flags >> _SEED & _MASK, flags >> _DAYS & _MASK, flags >> _STEPS
    if steps:
        signal.setitimer(signal.ITIMER_PROF, cpu_limit(steps))
    if seed:
        random.seed(seed)
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed(seed)
        sys.setswitchinterval(_OFTEN_S)
    if days:
        _put_forward(days)


def order_of(flags: int) -> int:
    """Return the order of cases that a job's flags ask for; 0: their own."""
    return flags >> _ORDER & _MASK


def limit_of(flags: int) -> float:
    """Return the processor seconds that a job's flags allow each program; 0: as many as its other limits do."""
    return cpu_limit(flags >> _STEPS) if flags >> _STEPS else 0.0


def arranged(items: list[Any], names: list[str], order: Order) -> list[Any]:
    """Return items in an order: their own, reversed, shuffled by their names, those of a class side by side, or named.

    Of named ones those that a list names come first, in its order.
    """
    if not isinstance(order, int):
        rank = {name: place for place, name in enumerate(order)}
        return [items[at] for at in sorted(range(len(items)), key=lambda at: rank.get(names[at], len(rank)))]
    if order == 0:
        return items
    if order == REVERSED:
        return items[::-1]
    places = sorted(range(len(items)), key=lambda place: _place(names[place], order))
    return [items[place] for place in places]


def _place(name: str, order: int) -> tuple[float, float]:
    """Return where a name stands: by chance, but alike wherever it is asked; its class comes first."""
    group = name.rpartition("::")[0] or name
    return random.Random(f"{order}:{group}").random(), random.Random(f"{order} {name}").random()


def _put_forward(days: int) -> None:
    """Let every clock of the calendar be ahead; what was read from one before stays as it is."""
    shift_s, real = days * _DAY_S, {name: getattr(time, name) for name in ("time", "time_ns", "gmtime", "localtime")}
    delta = datetime.timedelta(days=days)
    real_date, real_moment = datetime.date, datetime.datetime
    real_format, real_text, real_ascii = time.strftime, time.ctime, time.asctime

    def broken_down(name: str) -> Any:
        return lambda seconds=None: real[name](real["time"]() + shift_s if seconds is None else seconds)

    setattr(time, "time", lambda: real["time"]() + shift_s)  # noqa: B010
    setattr(time, "time_ns", lambda: real["time_ns"]() + shift_s * 10**9)  # noqa: B010
    for name in ("gmtime", "localtime"):
        setattr(time, name, broken_down(name))
    local = broken_down("localtime")
    setattr(time, "strftime", lambda form, when=None: real_format(form, when or local()))  # noqa: B010
    setattr(time, "ctime", lambda seconds=None: real_text(time.time() if seconds is None else seconds))  # noqa: B010
    setattr(time, "asctime", lambda when=None: real_ascii(when or local()))  # noqa: B010

    class Like(type):
        """Makes what the real class made an instance of its stand-in."""

        def __instancecheck__(cls, instance: object) -> bool:
            stands_in = cls.__mro__[1] in (real_date, real_moment)
            return isinstance(instance, cls.__mro__[1]) if stands_in else super().__instancecheck__(instance)

        def __subclasscheck__(cls, other: type) -> bool:
            stands_in = cls.__mro__[1] in (real_date, real_moment)
            return issubclass(other, cls.__mro__[1]) if stands_in else super().__subclasscheck__(other)

    class date(datetime.date, metaclass=Like):
        @classmethod
        def today(cls) -> Any:
            return super().today() + delta

    class moment(datetime.datetime, metaclass=Like):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return super().now(tz) + delta

        @classmethod
        def today(cls) -> Any:
            return super().now() + delta

        @classmethod
        def utcnow(cls) -> Any:
            return super().now(datetime.timezone.utc).replace(tzinfo=None) + delta  # noqa: UP017 (3.9)

    moment.__name__ = moment.__qualname__ = "datetime"
    setattr(datetime, "date", date)  # noqa: B010
    setattr(datetime, "datetime", moment)  # noqa: B010
