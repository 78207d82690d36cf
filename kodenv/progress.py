"""How far a command is: a live bar on a terminal, plain lines otherwise."""

import time
from typing import TextIO

_BAR_CELLS = 24
_REDRAW_S = 0.1
_LINE_EVERY_S = 10.0


class Progress:
    """Counts steps and shows rate and time left. A context manager, so that the bar's line is ended.

    Progress is for people: nothing may depend on what it shows.
    """

    def __init__(self, stream: TextIO, label: str, total: int | None, *, done: int = 0) -> None:
        """Begin.

        Args:
            stream: Where to write.
            label: What is counted.
            total: How many steps there will be; None if unknown.
            done: Steps that an earlier run did; they count, but not for the rate.
        """
        self._stream = stream
        self._label = label
        self._total = total
        self._done = self._before = done
        self._live = stream.isatty()
        self._began = time.monotonic()
        # A first line comes soon, so that a long run shows signs of life.
        self._next = self._began + (_REDRAW_S if self._live else 2.0)
        self._wrote = False
        self._counts: dict[str, int] = {}

    def advance(self, status: str = "") -> None:
        """Count one step, and what came of it."""
        self._done += 1
        if status:
            self._counts[status] = self._counts.get(status, 0) + 1
        now = time.monotonic()
        if now >= self._next:
            self._next = now + (_REDRAW_S if self._live else _LINE_EVERY_S)
            self._write(now)

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        if self._live and self._done > self._before:
            self._write(time.monotonic())
            self._stream.write("\n")
        elif self._wrote:
            self._write(time.monotonic())
        self._stream.flush()

    def _write(self, now: float) -> None:
        text = self._describe(now)
        self._stream.write(f"\r\x1b[2K{self._bar()}{text}" if self._live else f"{text}\n")
        self._stream.flush()
        self._wrote = True

    def _bar(self) -> str:
        if not self._total:
            return ""
        filled = min(_BAR_CELLS, _BAR_CELLS * self._done // self._total)
        return f"{'█' * filled}{'░' * (_BAR_CELLS - filled)} "

    def _is_telling(self) -> bool:
        """Whether enough is done for its rate to say something of the rest."""
        return self._total is not None and (self._done - self._before) * 20 >= self._total - self._before

    def _describe(self, now: float) -> str:
        elapsed = max(now - self._began, 1e-9)
        rate = (self._done - self._before) / elapsed
        parts = [f"{self._label} {self._done:,}" + (f"/{self._total:,}" if self._total is not None else "")]
        parts.append(f"{rate:,.1f}/s")
        if self._total is not None and self._done < self._total and self._is_telling():
            parts.append(f"{format_seconds((self._total - self._done) / rate)} left")
        parts += [f"{status} {count:,}" for status, count in sorted(self._counts.items())][:4]
        return " · ".join(parts)


def format_seconds(seconds: float) -> str:
    """Return a time for people: ``42 s``, ``3 min 05 s``, ``2 h 07 min``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
