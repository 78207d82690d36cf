"""The two ends: the program's process, which hostile code shares, and the grader's, which trusts nothing it reads."""

from __future__ import annotations

import types
from typing import Any

from kodenv.sandbox.calls import awaiting, guard, manifest, operations, patches
from kodenv.sandbox.calls.frames import Frames
from kodenv.sandbox.calls.module import Solution
from kodenv.sandbox.calls.output import Printed, Streams, read_input
from kodenv.sandbox.calls.peer import RAISED, Peer
from kodenv.sandbox.calls.references import Maker, Writer
from kodenv.sandbox.calls.rules import Rules


class LoadFailure:
    """Why there is no module: the program did not load."""

    __slots__ = ("is_memory", "message")

    def __init__(self, message: str, is_memory: bool) -> None:
        self.message, self.is_memory = message, is_memory


def serve(sock: Any, module: types.ModuleType) -> None:
    """Offer a loaded program: send what it has, then answer calls until the other end closes.

    Args:
        sock: A connected stream socket.
        module: The program.
    """
    peer = Peer(Frames(sock), {**operations.OPERATIONS, **patches.operations(), **awaiting.operations()}, Maker, Writer)
    peer.rules = Rules()
    streams = Streams(peer)
    streams.replace()
    peer.collect_output = streams.take
    manifest.send(peer, module)
    peer.serve()


def report_failure(sock: Any, message: str, is_memory: bool) -> None:
    """Say, instead of :func:`serve`, that the program did not load.

    Args:
        sock: A connected stream socket.
        message: One line about it.
        is_memory: Whether memory ran out.
    """
    Frames(sock).send([RAISED, [], [message, is_memory], [], []])


def connect(sock: Any, rules: Rules, *, mirrored: bool = True) -> types.ModuleType | LoadFailure:
    """Wait for the program and return it as a module of proxies.

    Args:
        sock: A connected stream socket.
        rules: What decides on equality.
        mirrored: Whether what the tests change in the interpreter's modules is changed at the other end, too.

    Raises:
        SolutionGone: If the other end closed or sent rubbish; every later use of the module may raise it, too.
    """
    frames = rules.frames = Frames(sock)
    peer = Peer(frames, {**guard.OPERATIONS, **awaiting.operations(), "stdin": read_input}, Maker, Writer)
    peer._write.is_grader = peer._make.is_grader = peer.is_grader = True
    peer.may = guard.handed_over
    peer.rules = rules
    peer.take_output = Printed(frames).take
    first = frames.receive()
    if len(first) == 5 and first[0] == RAISED:
        return _failure(frames, first[2])
    names = peer.first(first)
    try:
        module = Solution(peer, names)
    except Exception as error:
        raise frames.end("the program's process sent a malformed list of names") from error
    if mirrored:
        patches.Mirror(peer).install()
    return module


def _failure(frames: Frames, node: Any) -> LoadFailure:
    if type(node) is list and len(node) == 2 and type(node[0]) is str:
        return LoadFailure(node[0], node[1] is True)
    raise frames.end("the program's process sent a malformed message")
