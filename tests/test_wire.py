"""Frames arrive whole, in order, with their descriptors, and are read no further than their end."""

import os
import socket
import threading

import pytest

from kodenv.sandbox import wire


@pytest.fixture
def pair():
    left, right = socket.socketpair()
    yield left, right
    left.close()
    right.close()


def job(number: int = 1, *bodies: bytes, suite: int = -1) -> wire.Job:
    return wire.Job(number, wire.SPLIT, wire.TRACE, 2.5, 64, list(bodies), suite)


def packed(results: bytes = b"", output: bytes = b"") -> bytes:
    flags = wire.SETTLED | wire.LOADED
    return wire.pack_run(wire.EXIT, flags, (0, -1, 9), (0.5, 0.25, 0.125), 1 << 33, b"n" * 16, results, output)


def test_jobs_arrive_in_order_with_their_bodies(pair) -> None:
    left, right = pair
    wire.send_job(left, job(7, b"x", b"", b"\0yz"))
    wire.send_job(left, job(8, "λ".encode()))
    first, second = wire.receive_job(right), wire.receive_job(right)
    assert (first.number, first.bodies, first.suite) == (7, [b"x", b"", b"\0yz"], -1)
    assert (first.mode, first.flags, first.timeout_s, first.memory_mb) == (wire.SPLIT, wire.TRACE, 2.5, 64)
    assert (second.number, second.bodies) == (8, ["λ".encode()])


def test_a_large_job_is_whole(pair) -> None:
    left, right = pair
    body = os.urandom(1 << 20) * 8
    thread = threading.Thread(target=wire.send_job, args=(left, job(1, body, body)))
    thread.start()
    assert wire.receive_job(right).bodies == [body, body]
    thread.join()


def test_each_job_has_its_own_descriptor(pair) -> None:
    left, right = pair
    for n in range(3):
        with open(f"/proc/self/{'comm' if n == 1 else 'stat'}") as file:
            wire.send_job(left, job(n, b"x" * 5000, suite=file.fileno() if n != 2 else -1))
    got = [wire.receive_job(right).suite for _ in range(3)]
    names = [os.readlink(f"/proc/self/fd/{d}").rsplit("/", 1)[1] if d >= 0 else None for d in got]
    for descriptor in got:
        if descriptor >= 0:
            assert not os.get_inheritable(descriptor)
            os.close(descriptor)
    assert names == ["stat", "comm", None]


def test_nothing_of_the_next_job_is_read(pair) -> None:
    left, right = pair
    wire.send_job(left, job(1, b"mine"))
    first = wire.receive_job(right)
    wire.send_job(left, job(2, b"of another program"))
    assert first.bodies == [b"mine"]
    right.setblocking(False)
    size = len(right.recv(1 << 16, socket.MSG_PEEK))
    assert size == wire._JOB.size + wire._SIZE.size + len(b"of another program")


def test_an_answer_is_what_was_sent(pair) -> None:
    left, right = pair
    wire.send_answer(left, 5, [packed(b"said", b"printed"), wire.over_output(packed())])
    number, (first, second) = wire.receive_answer(right)
    assert number == 5
    assert (first.ended, first.exit, first.signal, first.grader_signal) == ("exit", 0, None, 9)
    assert (first.wall_s, first.cpu_s, first.program_cpu_s, first.peak_memory_bytes) == (0.5, 0.25, 0.125, 1 << 33)
    assert (first.results, first.output, first.nonce) == (b"said", b"printed", b"n" * 16)
    assert (second.ended, second.results) == ("output", b"")


@pytest.mark.parametrize("data", [b"", b"\0", b"\x10\0\0\0\0\0\0\0{"])
def test_an_end_in_the_middle_is_an_end(pair, data: bytes) -> None:
    left, right = pair
    left.sendall(data)
    left.close()
    with pytest.raises(EOFError):
        wire.receive_job(right)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        wire._ANSWER.pack(1, 1, 4) + b"abcd",
        wire._ANSWER.pack(1, 65_535, 0),
        wire._ANSWER.pack(1, 1, 0xFFFF_FFFF),
        wire._ANSWER.pack(1, 1, len(packed())) + b"\xff" + packed()[1:],
        wire._ANSWER.pack(1, 1, 999) + packed(),
    ],
)
def test_what_is_no_answer_is_an_end(pair, data: bytes) -> None:
    left, right = pair
    left.sendall(data)
    left.close()
    with pytest.raises(EOFError):
        wire.receive_answer(right)


def test_a_message_of_the_start_is_whole(pair) -> None:
    left, right = pair
    wire.send_text(left, {"b": "λ\ud800", "list": [1, 2]})
    assert wire.receive_text(right) == {"b": "λ\ud800", "list": [1, 2]}


def test_sending_to_nobody_is_an_error(pair) -> None:
    left, right = pair
    right.close()
    with pytest.raises(OSError):
        wire.send_job(left, job(1, b"x"))
