"""Follows one running program: what is reported, what it prints, when it ends, when it is over its time.

One watch serves all runs of a worker, and does as little as it can: every object touched between two forks costs
the kernel a copied page.
"""

from __future__ import annotations

import _socket
import array
import os
import select
import socket
from time import monotonic

from kodenv.sandbox import limits, wire

_LOOK_S = 0.05  # how long reports may wait; less time than a program needs to fill the channel with honest ones
_RUNNING = -1


class Watch:
    """The parent's end of everything that the children of one run say."""

    def __init__(self, caller: int) -> None:
        """Watch on behalf of a caller, whose end of the descriptor ``caller`` closes when nobody waits any more."""
        self.caller = caller
        self.poll = select.poll()
        self.poll.register(caller, 0)
        self.control: _socket.socket | None = None
        self.output = self.pidfd = self.suite = -1
        self.watched: list[int] = []
        self.ended, self.nonce, self.loaded, self.keep_output = _RUNNING, b"", False, False
        self.results, self.printed, self.count = bytearray(), bytearray(), 0

    def start(self, pid: int, control: _socket.socket, output: int, suite: int, *, keep_output: bool) -> None:
        """Begin to watch.

        Args:
            pid: The child whose end is the end of the run.
            control: Where reports come from.
            output: Where printed text comes from.
            suite: What that child is handed once it says that the program was loaded; -1: nothing.
            keep_output: Whether printed text is wanted, or only counted.
        """
        self.control, self.output, self.suite = control, output, suite
        self.pidfd = os.pidfd_open(pid)
        control.setblocking(False)
        os.set_blocking(output, False)
        self.ended, self.nonce, self.loaded, self.keep_output = _RUNNING, b"", suite < 0, keep_output
        self.results, self.printed, self.count = bytearray(), bytearray(), 0
        self.watched = [output, self.pidfd]
        if not self.loaded:
            self.watched.append(control.fileno())
        for descriptor in self.watched:
            self.poll.register(descriptor, select.POLLIN)

    def caller_speaks(self) -> bool:
        """Return whether the caller's next words lie in its channel."""
        self.poll.modify(self.caller, select.POLLIN)
        speaks = any(descriptor == self.caller for descriptor, _ in self.poll.poll(0))
        self.poll.modify(self.caller, 0)
        return speaks

    def until(self, deadline: float) -> None:
        """Return when the run ended or broke a limit; ``ended`` says which."""
        while self.ended == _RUNNING:
            left = deadline - monotonic()
            if left <= 0:
                self.ended = wire.WALL
                return
            # reports are not worth a wake-up each: they lie in the channel until somebody looks
            happened = self.poll.poll((min(left, _LOOK_S) if self.loaded else left) * 1000 + 1)
            if not happened:
                while self.loaded and self._hear():
                    pass
            for descriptor, _ in happened:
                if descriptor == self.pidfd:
                    if self.ended == _RUNNING:
                        self.ended = wire.EXIT
                elif descriptor == self.output:
                    self._collect()
                elif descriptor in self.watched:
                    self._hear()
                else:
                    os._exit(0)  # nobody waits for the verdict; the namespace ends with us

    def _hear(self) -> bool:
        """Take what was reported; False when there is nothing, or nothing will come."""
        assert self.control is not None
        try:
            data = self.control.recv(1 << 14)
        except BlockingIOError:
            return False
        except ConnectionResetError:
            data = b""
        if not data:
            self._ignore(self.control.fileno())
            return False
        if self.loaded:
            self.results += data
            if len(self.results) > limits.RESULT_BYTES:
                self.ended = wire.OUTPUT
        elif data == b"L" and not self.results:
            self._hand_over()
        elif data[:1] == b"{":
            self.results += data
        else:
            self.ended = wire.FORGED  # not what our side of the child says before the suite runs
        return self.ended in (_RUNNING, wire.WALL, wire.EXIT)

    def _hand_over(self) -> None:
        assert self.control is not None
        self.loaded, self.nonce = True, os.urandom(16)
        self._ignore(self.control.fileno())
        try:
            self.control.sendmsg([self.nonce], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [self.suite]))])
        except (BrokenPipeError, ConnectionResetError):
            return  # the program closed the channel that it could not know of

    def _collect(self) -> bool:
        """Take what the program printed; False when there is nothing, or nothing will come."""
        try:
            data = os.read(self.output, 1 << 16)
        except BlockingIOError:
            return False
        if not data:
            self._ignore(self.output)
            return False
        self.count += len(data)
        if self.keep_output:
            self.printed += data
        # a suite's output is only counted, and planted cases make a program print again
        if self.count > (limits.OUTPUT_BYTES if self.keep_output else limits.ALL_OUTPUT_BYTES):
            self.ended = wire.OUTPUT
        return self.ended != wire.OUTPUT

    def _ignore(self, descriptor: int) -> None:
        if descriptor in self.watched:
            self.watched.remove(descriptor)
            self.poll.unregister(descriptor)

    def drain(self) -> None:
        """Read what lies in the pipes; every writer has ended, so nothing can block or follow."""
        while self._hear():
            pass
        while self._collect():
            pass

    def forget(self) -> None:
        """Keep nothing of what was said: the next program's process begins as a copy of this one."""
        self.nonce, self.results, self.printed = b"", bytearray(), bytearray()

    def close(self) -> None:
        """Let go of what was opened for this run."""
        for descriptor in self.watched:
            self.poll.unregister(descriptor)
        self.watched.clear()
        if self.control is not None:
            self.control.close()
        os.close(self.output)
        os.close(self.pidfd)
