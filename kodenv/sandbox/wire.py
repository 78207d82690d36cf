"""Frames between the judge and a worker: fixed heads, raw bodies, and a descriptor beside a job.

Fixed heads cost the worker least: whatever it touches between two forks is copied by the kernel, page by page.
Answers are numbers and raw bytes, so reading one runs no code in the judge, whatever became of the worker.
"""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

SHARED, SPLIT, STDIO = range(3)  # how a job is run
NATIVE, NATIVE_SHARED, NATIVE_SPLIT, COMPILE, CHECK = range(3, 8)  # jobs of compiled programs
# Flags of a job; above the low byte stands what kodenv.sandbox.variation packs. IN_TURNS: the program's bytes are a
# marshalled list of programs, see kodenv.sandbox.turns.
SOURCE_FILE, TRACE, IN_TURNS = 1, 2, 4
ENDINGS = ("exit", "wall", "output", "memory", "forged")
EXIT, WALL, OUTPUT, MEMORY, FORGED = range(5)
SETTLED, LOADED, ALIVE = 1, 2, 4  # flags of a run

_TEXT = struct.Struct("=I")
_JOB = struct.Struct("=IBQHIdI")  # number, mode, flags, inputs, MiB, seconds, bytes that follow
_SIZE = struct.Struct("=I")
_ANSWER = struct.Struct("=IHI")  # number, runs, bytes that follow
_RUN = struct.Struct("=BBhhhdddQ16sII")
_RIGHTS_SIZE = socket.CMSG_SPACE(8)
_MOST_BYTES = 1 << 29  # of one frame


class Job:
    """One job as the worker reads it: the program, then an input per stdio case or the suite's descriptor.

    Jobs of the native modes bring the program's file as ``suite`` and its suite's file as ``beside``.
    """

    __slots__ = ("beside", "bodies", "flags", "memory_mb", "mode", "number", "suite", "timeout_s")

    def __init__(
        self,
        number: int,
        mode: int,
        flags: int,
        timeout_s: float,
        memory_mb: int,
        bodies: list[bytes],
        suite: int,
        beside: int = -1,
    ) -> None:
        """Keep the parts; a descriptor is -1 where there is none."""
        self.number, self.mode, self.flags = number, mode, flags
        self.timeout_s, self.memory_mb = timeout_s, memory_mb
        self.bodies, self.suite, self.beside = bodies, suite, beside


class Run:
    """What a worker saw of one run of a program.

    Attributes:
        ended: One of :data:`ENDINGS`.
        exit: The exit status of the program's process, or None.
        signal: The signal that ended it, or None.
        grader_signal: In ``split``, the signal that ended the suite's process, or None.
        wall_s: From the fork to the end, in seconds.
        cpu_s: Processor seconds of the program's process (and, in ``split``, the suite's).
        program_cpu_s: Processor seconds of the program's process alone.
        peak_memory_bytes: Of the program's process.
        nonce: The mark of genuine reports; empty if the program never got there, or none is needed.
        settled: Whether every process said that its limits were in force.
        loaded: Whether the program was loaded when its suite was handed over.
        alive: In ``split``, whether the program's process was still there when its suite's had ended.
        results: What was reported.
        output: What was printed (stdio).
    """

    __slots__ = (
        "alive", "cpu_s", "ended", "exit", "grader_signal", "loaded", "nonce", "output", "peak_memory_bytes",
        "program_cpu_s", "results", "settled", "signal", "wall_s",
    )  # fmt: skip

    def __init__(self) -> None:
        """Make the account of a run that ended well and said nothing."""
        self.ended = "exit"
        self.exit: int | None = 0
        self.signal: int | None = None
        self.grader_signal: int | None = None
        self.wall_s = self.cpu_s = self.program_cpu_s = 0.0
        self.peak_memory_bytes = 0
        self.nonce = b""
        self.settled = self.loaded = True
        self.alive = False
        self.results = self.output = b""


def pack_run(
    ended: int, flags: int, status: tuple[int, int, int], times: tuple[float, float, float], peak: int, nonce: bytes,
    results: bytes | bytearray, output: bytes | bytearray,
) -> bytes:  # fmt: skip
    """Return a run as bytes.

    Args:
        ended: Index in :data:`ENDINGS`.
        flags: ``SETTLED`` and ``LOADED``.
        status: Exit status, signal, signal of the suite's process; -1 for none.
        times: Wall, processor, and the program's own processor seconds.
        peak: Peak memory in bytes.
        nonce: 16 bytes, or none.
        results: What was reported.
        output: What was printed.
    """
    head = _RUN.pack(ended, flags, *status, *times, peak, nonce, len(results), len(output))
    return b"".join((head, results, output))


def over_output(run: bytes) -> bytes:
    """Return a packed run with its ending changed: all runs of the job together printed too much."""
    return bytes([OUTPUT]) + run[1:]


def send_text(sock: socket.socket, message: dict[str, Any]) -> None:
    """Send a message of the start-up: what a worker is to be, or what it became.

    Raises:
        OSError: If the other end is gone.
    """
    text = json.dumps(message).encode()
    sock.sendall(_TEXT.pack(len(text)) + text)


def receive_text(sock: socket.socket) -> Any:
    """Return a message of the start-up.

    Raises:
        EOFError: If the other end closed.
        OSError: If it does not answer.
    """
    (size,) = _TEXT.unpack(_exactly(sock, _TEXT.size))
    return json.loads(_exactly(sock, min(size, _MOST_BYTES)))


def send_job(sock: socket.socket, job: Job) -> None:
    """Send a job; its descriptors stay open here.

    Raises:
        OSError: If the worker is gone.
    """
    sizes = b"".join(_SIZE.pack(len(body)) for body in job.bodies)
    total = len(sizes) + sum(map(len, job.bodies))
    head = _JOB.pack(job.number, job.mode, job.flags, len(job.bodies), job.memory_mb, job.timeout_s, total)
    data = b"".join((head, sizes, *job.bodies))
    rights = [one for one in (job.suite, job.beside) if one >= 0]
    sent = socket.send_fds(sock, [data], rights) if rights else 0
    if sent < len(data):
        sock.sendall(memoryview(data)[sent:])


def receive_job(sock: socket.socket) -> Job:
    """Return the next job. Reads no byte more: what follows belongs to another program.

    Raises:
        EOFError: If the judge closed its end.
    """
    head, rights, _, _ = sock.recvmsg(_JOB.size, _RIGHTS_SIZE, socket.MSG_CMSG_CLOEXEC | socket.MSG_WAITALL)
    if len(head) < _JOB.size:
        raise EOFError("the judge closed its end")
    number, mode, flags, count, memory_mb, timeout_s, total = _JOB.unpack(head)
    data = sock.recv(total, socket.MSG_WAITALL)
    if len(data) < total:
        data += _exactly(sock, total - len(data))
    bodies, start = [], count * _SIZE.size
    for index in range(count):
        (size,) = _SIZE.unpack_from(data, index * _SIZE.size)
        bodies.append(data[start : start + size])
        start += size
    suite = int.from_bytes(rights[0][2][:4], "little") if rights else -1
    beside = int.from_bytes(rights[0][2][4:8], "little") if rights and len(rights[0][2]) >= 8 else -1
    return Job(number, mode, flags, timeout_s, memory_mb, bodies, suite, beside)


def send_answer(sock: socket.socket, number: int, runs: list[bytes]) -> None:
    """Send the packed runs of a job.

    Raises:
        OSError: If the judge is gone.
    """
    body = b"".join(runs)
    sock.sendall(_ANSWER.pack(number, len(runs), len(body)) + body)


def receive_answer(sock: socket.socket) -> tuple[int, list[Run]]:
    """Return the number of the oldest job and its runs.

    Raises:
        EOFError: If the worker closed its end, or sent what is no answer.
        OSError: If it does not answer.
    """
    number, count, total = _ANSWER.unpack(_exactly(sock, _ANSWER.size))
    if total > _MOST_BYTES:
        raise EOFError("the worker sent what is no answer")
    data = _exactly(sock, total)
    runs, start = [], 0
    try:
        for _ in range(count):
            run, start = _read_run(data, start)
            runs.append(run)
    except (struct.error, IndexError) as error:
        raise EOFError("the worker sent what is no answer") from error
    return number, runs


def _read_run(data: bytes, start: int) -> tuple[Run, int]:
    run = Run()
    ended, flags, code, number, grader, run.wall_s, run.cpu_s, run.program_cpu_s, peak, nonce, results, output = (
        _RUN.unpack_from(data, start)
    )
    run.ended = ENDINGS[ended]
    run.exit = code if code >= 0 else None
    run.signal = number if number >= 0 else None
    run.grader_signal = grader if grader >= 0 else None
    run.peak_memory_bytes = peak
    run.settled, run.loaded = bool(flags & SETTLED), bool(flags & LOADED)
    run.alive = bool(flags & ALIVE)
    run.nonce = nonce if any(nonce) else b""
    middle = start + _RUN.size + results
    run.results, run.output = data[start + _RUN.size : middle], data[middle : middle + output]
    return run, middle + output


def _exactly(sock: socket.socket, size: int) -> bytes:
    data = sock.recv(size, socket.MSG_WAITALL) if size else b""
    parts = [data]
    have = len(data)
    while have < size:
        if not data:
            raise EOFError("the other end of the channel closed")
        data = sock.recv(min(size - have, 1 << 20), socket.MSG_WAITALL)
        parts.append(data)
        have += len(data)
    return b"".join(parts)
