"""What a suite's process says of its cases, at once and one line each, over a channel that no program is handed."""

from __future__ import annotations

import json
from typing import Any

from kodenv.sandbox import limits

_quote = json.encoder.encode_basestring_ascii


class Reporter:
    """Sends what each case did at once: what held must be known also when the next case never ends."""

    __slots__ = ("control", "pending")

    def __init__(self, control: Any, nonce: bytes) -> None:
        """Report to a socket, behind a mark of genuine reports."""
        self.control, self.pending = control, bytearray(nonce)

    def add(self, case_id: str, status: str, message: str) -> None:
        """Report a case; an empty id reports about the run: ``LOADED``, ``LOAD``, ``SUITE``, ``GONE``, ``END``..."""
        self.keep(case_id, status, message)
        self.send()

    def keep(self, case_id: str, status: str, message: str) -> None:
        """Write a report, to be sent later."""
        texts = _quote(case_id), _quote(status), _quote(message[: limits.MESSAGE_CHARS])
        self.pending += f"[{texts[0]}, {texts[1]}, {texts[2]}]\n".encode()

    def send(self) -> None:
        """Send what is written."""
        while self.pending:
            del self.pending[: self.control.send(self.pending)]
