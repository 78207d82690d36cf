"""The fixture ``capsys``."""

from __future__ import annotations

import sys
from typing import Any, NamedTuple


class CaptureResult(NamedTuple):
    """What was printed."""

    out: str
    err: str


class CaptureFixture:
    """``capsys``: what the test printed since the last look."""

    def __init__(self) -> None:
        self._saved = (sys.stdout, sys.stderr)
        self._open = True
        self._kept = ("", "")
        self._start()

    def __class_getitem__(cls, _item: object) -> type[CaptureFixture]:
        return cls

    def _start(self) -> None:
        self._streams = (_capture_stream(), _capture_stream())
        sys.stdout, sys.stderr = self._streams

    def _drain(self) -> tuple[str, str]:
        texts = []
        for stream in self._streams:
            texts.append(stream.buffer.getvalue().decode("utf-8", "replace"))
            stream.seek(0)
            stream.truncate()
        return texts[0], texts[1]

    def readouterr(self) -> Any:
        """Return what was printed since the last call, as ``(out, err)``."""
        out, err = self._drain() if self._open else ("", "")
        result = CaptureResult(self._kept[0] + out, self._kept[1] + err)
        self._kept = ("", "")
        return result

    def close(self) -> None:
        """Give ``sys.stdout`` and ``sys.stderr`` back."""
        if self._open:
            out, err = self._drain()
            self._kept = (self._kept[0] + out, self._kept[1] + err)
            sys.stdout, sys.stderr = self._saved
            self._open = False

    def disabled(self) -> _Disabled:
        """Return a context manager inside which nothing is captured."""
        return _Disabled(self)


class _Disabled:
    def __init__(self, capture: CaptureFixture) -> None:
        self._capture = capture

    def __enter__(self) -> None:
        sys.stdout, sys.stderr = self._capture._saved

    def __exit__(self, *exc_info: Any) -> None:
        sys.stdout, sys.stderr = self._capture._streams


def _capture_stream() -> Any:
    import io

    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True)
