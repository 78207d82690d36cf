"""Frames between the judge and a worker: a length, a JSON head, raw bodies, and descriptors beside them."""

from __future__ import annotations

import array
import json
import marshal
import socket
import struct
from typing import Any

_HEAD = struct.Struct("=II")
_CHUNK = 1 << 18
_RIGHTS_SIZE = socket.CMSG_SPACE(4)


class Channel:
    """A stream socket that carries frames between the judge and a worker.

    Heads of jobs are marshalled, which is cheapest for the worker to read; heads of answers are JSON, which runs no
    code and builds no odd objects in the judge whatever became of the worker.
    """

    def __init__(self, sock: socket.socket, *, of_judge: bool) -> None:
        """Take over a connected AF_UNIX stream socket; ``of_judge`` tells which of the two ends this is."""
        self.sock = sock
        self._of_judge = of_judge
        self._buffer = bytearray()
        self._descriptors: list[int] = []

    def send(self, head: dict[str, Any], bodies: tuple[bytes, ...] = (), descriptor: int | None = None) -> None:
        """Send a frame; ``bodies`` follow the head, whose ``"bodies"`` gives their lengths.

        Raises:
            OSError: If the other end is gone.
        """
        head = {**head, "bodies": [len(body) for body in bodies], "descriptor": descriptor is not None}
        text = marshal.dumps(head, 2) if self._of_judge else json.dumps(head).encode()
        data = b"".join((_HEAD.pack(len(text), sum(head["bodies"])), text, *bodies))
        sent = 0
        if descriptor is not None:
            rights = array.array("i", [descriptor])
            sent = self.sock.sendmsg([data], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
        if sent < len(data):
            self.sock.sendall(memoryview(data)[sent:])

    def receive(self) -> tuple[dict[str, Any], list[bytes], int | None]:
        """Return the next frame's head, bodies and descriptor.

        Raises:
            EOFError: If the other end closed, or died in the middle.
        """
        self._fill(_HEAD.size)
        head_size, body_size = _HEAD.unpack_from(self._buffer)
        total = _HEAD.size + head_size + body_size
        self._fill(total)
        text = bytes(self._buffer[_HEAD.size : _HEAD.size + head_size])
        head: dict[str, Any] = json.loads(text) if self._of_judge else marshal.loads(text)
        bodies, start = [], _HEAD.size + head_size
        for size in head["bodies"]:
            bodies.append(bytes(self._buffer[start : start + size]))
            start += size
        del self._buffer[:total]
        return head, bodies, self._descriptors.pop(0) if head["descriptor"] else None

    def _fill(self, size: int) -> None:
        while len(self._buffer) < size:
            # no more than this frame: what follows belongs to another program and must not lie in a fork's memory
            data, rights, _, _ = self.sock.recvmsg(
                min(_CHUNK, size - len(self._buffer)), _RIGHTS_SIZE, socket.MSG_CMSG_CLOEXEC
            )
            for _, _, descriptors in rights:
                self._descriptors += array.array("i", descriptors)
            if not data:
                raise EOFError("the other end of the channel closed")
            self._buffer += data

    def close(self) -> None:
        """Close the socket."""
        self.sock.close()
