"""What the program prints while it answers a call appears in the grader's streams at that time."""

from __future__ import annotations

import io
import sys
import threading
from typing import Any

from kodenv.sandbox.calls.codec import Malformed
from kodenv.sandbox.calls.frames import OUTPUT, Frames
from kodenv.sandbox.calls.peer import PRINTED, Peer

TOTAL_CHARS = 16 << 20
_SEND_BYTES = 1 << 20


class _Stream(io.RawIOBase):
    """Keeps what is written until the next message takes it along."""

    def __init__(self, streams: Streams, number: int) -> None:
        super().__init__()
        self._streams, self._number = streams, number

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._number

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._streams.add(self._number, piece)
        return len(piece)


class Streams:
    """The program's ``sys.stdout`` and ``sys.stderr``."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.pending: list[tuple[int, bytes]] = []
        self.size = 0
        self.thread = threading.get_ident()
        self.files = [_text(_Stream(self, number)) for number in (1, 2)]

    def replace(self) -> None:
        """Take the place of the process's own streams; what the program put there itself stays."""
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout = self.files[0]
        if isinstance(sys.stderr, io.TextIOWrapper):
            sys.stderr = self.files[1]
        sys.stdin = _Input(self.peer)
        sys.__stdout__, sys.__stderr__ = self.files  # type: ignore[misc]

    def add(self, number: int, data: bytes) -> None:
        """Keep a piece; much of it is sent at once, while the other end waits for an answer."""
        self.pending.append((number, data))
        self.size += len(data)
        if self.size > _SEND_BYTES and threading.get_ident() == self.thread and self.peer.answering:
            self.peer.frames.send([PRINTED, [], None, [], self._pieces()])  # no flush: one is under way

    def take(self) -> list[Any]:
        """Return what was printed since the last time, as [stream, text] pairs."""
        for file in self.files:
            if not file.closed:
                file.flush()
        return self._pieces()

    def _pieces(self) -> list[Any]:
        if not self.pending:
            return []
        pending, self.pending, self.size = self.pending, [], 0
        joined: list[list[Any]] = []
        for number, data in pending:
            if joined and joined[-1][0] == number:
                joined[-1][1].append(data)
            else:
                joined.append([number, [data]])
        return [[number, b"".join(parts).decode("utf-8", "surrogateescape")] for number, parts in joined]


class _Input(io.TextIOBase):
    """The program's ``sys.stdin``: whatever the grader's is at the time."""

    def __init__(self, peer: Peer) -> None:
        super().__init__()
        self._peer = peer

    def readable(self) -> bool:
        return True

    def readline(self, size: Any = -1) -> Any:
        return str(self._peer.ask("stdin", "readline", size))

    def read(self, size: int | None = -1) -> str:
        return str(self._peer.ask("stdin", "read", -1 if size is None else size))


def read_input(peer: Peer, name: str, size: int) -> str:
    """Read from the grader's ``sys.stdin`` for the program."""
    read = sys.stdin.readline if name == "readline" else sys.stdin.read
    return str(read(size) if size >= 0 else read())


def _text(raw: Any) -> Any:
    return io.TextIOWrapper(
        io.BufferedWriter(raw), encoding="utf-8", errors="surrogateescape", newline="", line_buffering=False
    )


class Printed:
    """Writes what the program printed into the grader's streams, up to a limit."""

    def __init__(self, frames: Frames) -> None:
        self.frames = frames
        self.total = 0

    def take(self, printed: list[Any]) -> None:
        """Write pieces.

        Raises:
            SolutionGone: If the program printed more than it may.
        """
        for number, text in printed:
            if number not in (1, 2) or type(text) is not str:
                raise Malformed("expected a stream and a text")
            self.total += len(text)
            if self.total > TOTAL_CHARS:
                raise self.frames.end("the program printed too much", OUTPUT)
            stream = sys.stdout if number == 1 else sys.stderr
            stream.write(text)
