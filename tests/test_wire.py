"""Frames arrive whole, in order, with their descriptors, and are read no further than their end."""

import os
import socket
import threading

import pytest

from kodenv.sandbox.wire import Channel


@pytest.fixture
def pair():
    left, right = (Channel(end, of_judge=judge) for end, judge in zip(socket.socketpair(), (True, False), strict=True))
    yield left, right
    left.close()
    right.close()


def test_frames_arrive_in_order_with_their_bodies(pair) -> None:
    left, right = pair
    left.send({"a": 1}, (b"x", b"", b"\0yz"))
    left.send({"b": "λ\ud800"})
    first, second = right.receive(), right.receive()
    assert (first[0]["a"], first[1], first[2]) == (1, [b"x", b"", b"\0yz"], None)
    assert (second[0]["b"], second[1]) == ("λ\ud800", [])


def test_a_large_frame_is_whole(pair) -> None:
    left, right = pair
    body = os.urandom(1 << 20) * 8
    thread = threading.Thread(target=left.send, args=({}, (body, body)))
    thread.start()
    assert right.receive()[1] == [body, body]
    thread.join()


def test_each_frame_has_its_own_descriptor(pair) -> None:
    left, right = pair
    for n in range(3):
        with open(f"/proc/self/{'comm' if n == 1 else 'stat'}") as file:
            left.send({"n": n}, (b"x" * 5000,), file.fileno() if n != 2 else None)
    got = [right.receive() for _ in range(3)]
    names = [os.readlink(f"/proc/self/fd/{d}").rsplit("/", 1)[1] if d is not None else None for _, _, d in got]
    for _, _, descriptor in got:
        if descriptor is not None:
            assert not os.get_inheritable(descriptor)
            os.close(descriptor)
    assert names == ["stat", "comm", None]


def test_nothing_of_the_next_frame_is_read(pair) -> None:
    left, right = pair
    left.send({}, (b"mine",))
    left.send({}, (b"of another program",))
    assert right.receive()[1] == [b"mine"]
    assert not right._buffer
    assert right.receive()[1] == [b"of another program"]


@pytest.mark.parametrize("data", [b"", b"\0", b"\x10\0\0\0\0\0\0\0{"])
def test_an_end_in_the_middle_is_an_end(pair, data: bytes) -> None:
    left, right = pair
    left.sock.sendall(data)
    left.close()
    with pytest.raises(EOFError):
        right.receive()


def test_sending_to_nobody_is_an_error(pair) -> None:
    left, right = pair
    right.close()
    with pytest.raises(OSError):
        left.send({}, (b"x",))
