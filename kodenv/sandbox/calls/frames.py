"""Messages on the call channel: a length and a JSON text, bounded in size; whatever else arrives ends the channel."""

from __future__ import annotations

import json
import json.encoder
from typing import Any

MESSAGE_BYTES = 64 << 20
_LENGTH = 4
ENDED, RUBBISH, OUTPUT = "ended", "rubbish", "output"


class SolutionGone(BaseException):
    """The program's process ended, was ended, or sent what no program of ours sends.

    Attributes:
        kind: ``ended``, ``rubbish``, or ``output`` if it printed more than it may.
    """

    def __init__(self, message: str, kind: str = ENDED) -> None:
        super().__init__(message)
        self.kind = kind


class TooLarge(ValueError):
    """A value does not fit into one message."""


class Frames:
    """The two directions of one channel."""

    __slots__ = ("_buffer", "_sock", "_waiting", "gone")

    def __init__(self, sock: Any) -> None:
        """Use a connected stream socket."""
        self._sock = sock
        self._buffer = b""
        self._waiting: list[list[Any]] = []
        self.gone: SolutionGone | None = None

    def push_back(self, message: list[Any]) -> None:
        """Let a message that was received be received again."""
        self._waiting.append(message)

    def send(self, message: list[Any]) -> None:
        """Send one message.

        Raises:
            TooLarge: If it is over the limit; nothing was sent.
            SolutionGone: If nobody is there to read it.
        """
        body = write_json(message).encode("utf-8", "surrogatepass")
        if len(body) > MESSAGE_BYTES:
            raise TooLarge(f"a value of {len(body) >> 20} MiB is too large to pass between program and tests")
        if self.gone is not None:
            raise self.gone
        try:
            self._sock.sendall(len(body).to_bytes(_LENGTH, "big") + body)
        except OSError as error:
            raise self.end("the program's process ended", ENDED) from error

    def receive(self) -> list[Any]:
        """Wait for one message.

        Raises:
            SolutionGone: If the other end closed, or sent something else than a message.
        """
        if self._waiting:
            return self._waiting.pop()
        data = self._read()
        try:
            text = data.decode("utf-8", "surrogatepass")
            message, end = _scan(text, 0)
        except (ValueError, StopIteration, RecursionError, MemoryError) as error:
            raise self.end("the program's process sent a malformed message") from error
        if end != len(text) or type(message) is not list:
            raise self.end("the program's process sent a malformed message")
        return message

    def end(self, reason: str, kind: str = RUBBISH) -> SolutionGone:
        """Give the channel up; every later use raises the same."""
        if self.gone is None:
            self.gone = SolutionGone(reason, kind)
        return self.gone

    def _read(self) -> bytes:
        if self.gone is not None:
            raise self.gone
        data = self._buffer or self._more()
        while len(data) < _LENGTH:
            data += self._more()
        size = int.from_bytes(data[:_LENGTH], "big")
        if size > MESSAGE_BYTES:
            raise self.end("the program's process sent a message over the size limit")
        whole = _LENGTH + size
        if len(data) < whole:
            parts, have = [data], len(data)
            while have < whole:
                parts.append(self._more())
                have += len(parts[-1])
            data = b"".join(parts)
        self._buffer = data[whole:]
        return data[_LENGTH:whole]

    def _more(self) -> bytes:
        try:
            data: bytes = self._sock.recv(1 << 16)
        except OSError as error:
            raise self.end("the program's process ended", ENDED) from error
        if not data:
            raise self.end("the program's process ended", ENDED)
        return data


def _refuse(value: object) -> Any:
    raise TypeError(f"not plain data: {type(value)!r}")


_decoder: Any = json.JSONDecoder()
_scan = _decoder.scan_once
_make: Any = getattr(json.encoder, "c_make_encoder", None)
_chunks = _make and _make(None, _refuse, json.encoder.encode_basestring, None, ":", ",", False, False, True)
_plain = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


def write_json(node: Any) -> str:
    """Return the JSON text of a tree of exact plain types."""
    return "".join(_chunks(node, 0)) if _chunks else _plain.encode(node)
