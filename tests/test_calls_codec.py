import collections
import contextlib
import datetime
import decimal
import fractions
import json
import math
import pathlib
import random
import uuid

import numpy as np
import pytest

from kodenv.sandbox.calls import guard, rules
from kodenv.sandbox.calls.frames import MESSAGE_BYTES, Frames, SolutionGone, write_json
from kodenv.sandbox.calls.peer import Peer
from kodenv.sandbox.calls.references import Maker, Writer

VALUES = [
    None, True, False, 0, -7, 1 << 80, 10**6000, -(10**6000), 1.5, -0.0, math.inf, -math.inf, 2 - 3j, "", "é\u20ac",
    "\ud83d\ude00", "\U0001f600", "\ud800", b"", b"\x00\xff", bytearray(b"ab"), [], [1, [2, "a"]], (), (1, (2,)), set(),
    {1, "a", (2,)}, frozenset([1, frozenset()]), {}, {"b": 1, "a": [2]}, {1: "x", None: {}, (1, 2): 3}, range(1, 9, 2),
    slice(1, None, 2), ..., NotImplemented, decimal.Decimal("1.500"), decimal.Decimal("-Infinity"),
    fractions.Fraction(-1, 3), datetime.date(2020, 2, 29), datetime.time(1, 2, 3, fold=1),
    datetime.datetime(2020, 1, 2, 3, 4, 5, 6, datetime.UTC), datetime.timedelta(-1, 2, 3), int, ValueError,
    datetime.timezone(datetime.timedelta(hours=2)), datetime.timezone(datetime.timedelta(hours=2), "x"),
    collections.deque([1, 2], 5), collections.OrderedDict(b=1, a=2), collections.defaultdict(list, {1: [2]}),
    collections.Counter("aab"), uuid.UUID(int=5), pathlib.Path("/a/b"), pathlib.PurePosixPath("x"), np.float32(1.5),
    np.int64(-3), np.bool_(True), np.datetime64("2020-01-01"), np.dtype("f8"),
]  # fmt: skip


class Feed:
    """A socket that gives what it was made with, then end-of-file, and takes everything."""

    def __init__(self, data: bytes = b"") -> None:
        self.data = data

    def recv(self, size: int) -> bytes:
        data, self.data = self.data[:size], self.data[size:]
        return data

    def sendall(self, data: bytes) -> None:
        pass


def _peer() -> Peer:
    peer = Peer(Frames(Feed()), guard.OPERATIONS, Maker, Writer)
    peer._write.is_grader = peer._make.is_grader = True
    peer.rules = rules.Rules(frozenset(), frozenset())
    return peer


def _through(value):
    writer, reader = _peer(), _peer()
    sent = write_json(writer._tree(_encoder(writer), value)).encode("utf-8", "surrogatepass")
    tree = json.loads(sent.decode("utf-8", "surrogatepass"))
    return reader._decode(reader._decoder([]), tree)


def _encoder(peer):
    from kodenv.sandbox.calls.codec import Encoder

    return Encoder(peer._write)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: f"{type(value).__name__}")
def test_plain_data_comes_through_as_it_is(value):
    got = _through([value])[0]
    assert type(got) is type(value)
    assert got == value
    if not isinstance(value, int):
        assert repr(got) == repr(value)


def test_nan_stays_nan_and_zero_keeps_its_sign():
    assert math.isnan(_through(math.nan))
    assert math.copysign(1, _through(-0.0)) == -1


def test_keys_keep_their_order():
    assert list(_through({"b": 1, "a": 2, "c": 3})) == ["b", "a", "c"]
    assert list(_through({2: 1, 1: 2})) == [2, 1]


def test_shared_and_cyclic_containers_keep_their_shape():
    inner = [1]
    first, second = _through([inner, inner])
    assert first is second
    loop: list[object] = []
    loop.append({"loop": loop})
    got = _through(loop)
    assert got[0]["loop"] is got


@pytest.mark.parametrize("kind", [list, tuple])
def test_deep_nesting_comes_through(kind):
    value = kind()
    for _ in range(1500):
        value = kind([value])
    got, depth = _through(value), 0
    while got:
        got, depth = got[0], depth + 1
    assert depth == 1500


def test_deep_cycles_come_through():
    bottom: list[object] = []
    value = bottom
    for _ in range(500):
        value = [value]
    bottom.append(value)
    got = _through(value)
    below = got
    for _ in range(501):
        below = below[0]
    assert below is got


def test_arrays_keep_type_shape_and_values():
    for array in (
        np.arange(6, dtype="int16").reshape(2, 3),
        np.array([[1.5, math.nan]]),
        np.array(["a", "bcd"]),
        np.array([1, None, "x"], dtype=object),
        np.array([], dtype="complex64"),
        np.array(["2020-01-01"], dtype="datetime64[D]"),
    ):
        got = _through(array)
        assert got.dtype == array.dtype and got.shape == array.shape
        np.testing.assert_array_equal(got, array)


def test_subclasses_are_no_plain_data():
    class Liar(int):
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = int.__hash__

    got = _through(Liar(3))
    assert type(got) is not int
    assert got != 4


@pytest.mark.parametrize(
    "tree",
    [
        {"zz": 1}, {"i": "0x"}, {"i": 5}, {"t": 1}, {"r": 0}, {"r": -1}, {"a": 0}, {"a": "0"}, {"m": 1},
        {"h": [1, 7]}, {"h": 1}, {"k": "os:system"}, {"k": "builtins:eval"}, {"k": "subprocess:Popen"},
        {"k": "code:InteractiveConsole"},
        {"K": "os:getpid"},
        {"k": "builtins:type"}, {"M": ["x"]}, {"v": ["os.system", "true"]}, {"v": ["datetime.date", 1]}, {"d": [1]},
        {"d": [[1], 2]}, {"o": []}, {"s": [[1]]}, {"R": [1, 2, 0]}, {"E": "x"}, {"n": ["O8", [1], "AA=="]},
        {"n": ["<f8", [1 << 60], ""]}, {"N": ["|O8", "AAAAAAAAAAA="]}, {"q": [-1, []]}, {"w": []}, {"w": [[3, [[0]],
        None]]},
        {"w": [[0, [[5]], None]]}, {"e": [1, "builtins:int", [], [], None, None, 0]}, {"c": [1, {}]},
        {"Y": "get_type_hints"},
        {"h": [1, [2, {"n": 1, "q": "q", "m": "m", "b": [], "a": [], "e": "own", "h": "own"}]]}, {"1": 1, "2": 2}, {},
    ],
    ids=str,
)  # fmt: skip
def test_what_no_encoder_writes_is_refused(tree):
    reader = _peer()
    with pytest.raises(SolutionGone, match="malformed"):
        _receive(reader, json.dumps(["r", [], tree, [], []]).encode())


def _receive(peer, body, claimed=None):
    peer.frames = Frames(Feed((len(body) if claimed is None else claimed).to_bytes(4, "big") + body))
    return peer._wait([])


@pytest.mark.parametrize(
    "body",
    [b"", b"[", b"{}", b"[]", b'"r"', b"[" * 100_000, b'["r",[],' + b"9" * 5000 + b",[],[]]", b"\xff\xfe", b'["r"]',
    b"[1,2]",
     b'["r",[[1]],null,[],[]]', b'["r",[],null,[[0,1]],[]]', b'["o",[],null,[],[[3,"x"]]]', b'["x",[],1,[],[]]',
     b"null",
     b'["call",[],[],0,[]]', b'["nothing",[],[],0,[]]'],
    ids=lambda body: repr(body[:20]),
)  # fmt: skip
def test_malformed_messages_end_the_channel(body):
    with pytest.raises(SolutionGone):
        _receive(_peer(), body)


def test_huge_claims_are_refused_before_anything_is_read():
    with pytest.raises(SolutionGone, match="size"):
        _receive(_peer(), b"", MESSAGE_BYTES + 1)


def test_a_huge_output_is_refused_with_its_mark():
    from kodenv.sandbox.calls.output import Printed

    printed = Printed(Frames(Feed()))
    with pytest.raises(SolutionGone) as caught:
        for _ in range(20):
            printed.take([[1, " " * (1 << 20)]])
    assert caught.value.kind == "output"


def test_random_and_mutated_messages_never_do_more_than_end_the_channel():
    rng = random.Random(5)
    seeds = [write_json(["r", [], tree, [], []]).encode("utf-8", "surrogatepass") for tree in _trees()]
    pieces = [
        b"{",
        b"}",
        b"[",
        b"]",
        b'"',
        b":",
        b",",
        b"-1",
        b"1e999",
        b"null",
        b'"m"',
        b'"h"',
        b'"e"',
        b'"k"',
        b'"os:system"',
    ]
    for _ in range(3000):
        body = bytearray(rng.choice(seeds) if rng.random() < 0.9 else rng.randbytes(rng.randrange(60)))
        for _ in range(rng.randrange(1, 4)):
            place = rng.randrange(len(body) + 1)
            if rng.random() < 0.5:
                body[place : place + rng.randrange(4)] = rng.choice(pieces)
            else:
                body[place : place + 1] = bytes([rng.randrange(256)])
        with contextlib.suppress(SolutionGone):
            _receive(_peer(), bytes(body))


def _trees():
    writer = _peer()

    class Thing:
        x = 1

        def method(self) -> int:
            return 1

    values = [*VALUES, Thing(), Thing, ValueError("a", 1), len, lambda: 1, np.arange(3), [[1]] * 3]
    return [writer._tree(_encoder(writer), value) for value in values]
