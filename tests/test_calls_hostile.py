"""What a program that speaks the call channel's own language can and cannot have the grader do."""

import array
import collections
import datetime
import functools
import itertools
import operator
import os
import random
import threading
import types
import unittest
import unittest.mock

import pytest
from test_calls import program

from kodenv.sandbox import calls

PEER = """
import sys

def peer():
    frame = sys._getframe()
    while frame is not None:
        for value in list(frame.f_locals.values()):
            if callable(getattr(value, "ask", None)) and hasattr(value, "frames"):
                return value
        frame = frame.f_back

def tried(operation, *operands):
    try:
        return ["did", peer().ask(operation, *operands)]
    except Exception as error:
        return ["refused", type(error).__name__]
"""

NAMED = """
import array, builtins, collections, enum, functools, io, itertools, operator, pathlib, random, string, types, typing
import datetime, decimal
def all_tried():
    found = []
    for cls, arguments in [
        (operator.attrgetter, ("x",)), (operator.methodcaller, ("x",)), (operator.itemgetter, (0,)), (map, (int, [])),
        (functools.partial, (int,)), (filter, (None, [1])), (itertools.starmap, (int, [])), (property, ()),
        (types.SimpleNamespace, ()), (super, ()), (pathlib.Path, ("x",)), (int, ("3",)), (list, ()), (object, ()),
        (collections.deque, ()), (random.Random, ()), (array.array, ("b",)), (string.Formatter, ()),
        (enum.Enum, ("x",)), (datetime.date, (1, 1, 1)), (decimal.Decimal, (1,)), (type, (1,)), (len, ([],)),
        (eval, ("1",)), (typing.Any, ()), (ValueError, ("x",)),
    ]:
        if tried("call", cls, arguments, None)[0] == "did":
            found.append(str(cls))
    for target, name, arguments in [
        (pathlib.PurePosixPath("/"), "exists", ()), ("{0.__class__}", "format", (3,)), ("x", "upper", ()),
        ([1], "append", (2,)), ({}, "get", (1,)), (int, "from_bytes", (b"x", "big")), (3, "bit_length", ()),
        (sys, "getrefcount", (3,)), (enum.Enum, "mro", ()), (ValueError, "mro", ()), (typing.Any, "__call__", ()),
    ]:
        if tried("method", target, name, arguments, None)[0] == "did":
            found.append(name)
        if tried("get", target, name)[0] == "did":
            found.append("get " + name)
        if tried("set", target, name, 1)[0] == "did":
            found.append("set " + name)
    for name in ("repr", "copy", "iter", "str", "hash"):
        if tried("do", name, [1])[0] == "did":
            found.append("do " + name)
    if tried("unbound", str, "upper", "x", (), None)[0] == "did":
        found.append("unbound")
    for operation in ("turn", "task"):
        if tried(operation, "sys", "", "x", 1)[0] == "did":
            found.append(operation)
    return found
def class_of(thing):
    # the class of an object of the tests is known to the program, too: it may not be made anew with other arguments
    return tried("call", type(thing), ("__globals__",), None)[0]
"""


@pytest.mark.parametrize("round_", range(2))
def test_a_program_cannot_have_the_grader_act_on_what_it_names_itself(round_):
    with program(PEER + NAMED) as solution:
        assert solution.all_tried() == []
        assert solution.class_of(operator.attrgetter("x")) == "refused"
        assert solution.class_of(operator.methodcaller("x")) == "refused"


WIRE = """
def raw(*node):
    # a question in the channel's own letters: objects are named by tags, not handed over
    p = peer()
    p.frames.send(list(node))
    return p._wait([])
def raw_tried(nodes):
    found = []
    for node in nodes:
        try:
            found.append(raw(*node))
        except Exception:
            pass
    return found
"""


def test_named_classes_are_no_targets_on_the_wire_either():
    nodes = [
        ["call", [], [{"k": name}, {"t": arguments}, None], 0, []]
        for name, arguments in (("builtins:int", ["3"]), ("builtins:list", []), ("builtins:Exception", ["x"]))
    ]
    nodes += [["do", [], ["repr", {"k": "builtins:int"}], 0, []], ["get", [], [{"M": [1, "sys"]}, "path"], 0, []]]
    with program(PEER + WIRE) as solution:
        assert solution.raw_tried(nodes) == []


NO_DATA = """
operator:attrgetter functools:partial types:FunctionType builtins:map builtins:type builtins:property string:Formatter
itertools:starmap unittest.mock:Mock numpy:memmap pandas:ExcelFile pandas:read_csv builtins:eval builtins:super
io:FileIO tempfile:TemporaryFile
"""


@pytest.mark.parametrize("name", NO_DATA.split())
def test_a_class_that_is_no_data_cannot_be_named(name):
    with program(PEER + WIRE + "def name(one): return raw_value(one)") as solution, pytest.raises(calls.SolutionGone):
        solution.raw_tried([["get", [], [{"k": name}, "x"], 0, []]])


def test_typing_and_modules_name_nothing_but_their_own():
    for node in ({"Y": "__builtins__"}, {"Y": "sys"}, {"Y": "_type_check"}, {"K": "os:system"}):
        with program(PEER + WIRE) as solution, pytest.raises(calls.SolutionGone):
            solution.raw_tried([["get", [], [node, "x"], 0, []]])
    with program("import sys\nclass M(type(sys)): pass\nhandle = M('kodenv.sandbox.calls')") as solution:
        assert solution.handle is not calls


FORGED = """
def forge(kind, hashed, content, base, real):
    shapes = type(peer()._write).shape_node.__globals__["shapes"]
    describe = shapes.describe
    def forged(cls, *rest):
        shape = describe(cls, *rest)
        if cls.__name__ == "Any":
            shape["e"], shape["h"] = kind, hashed
            shape["a"] += [[one, "m"] for one in ("__eq__", "__ne__", "__hash__", "__class__", "__getattribute__")]
            if base: shape["b"] = base + shape["b"]
            if real: shape["w"] = real
            if kind == "fields": shape["f"] = content
        return shape
    shapes.describe = forged
class Any:
    data = 0
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 0
    def __class__(self): return int
class AnyInt(int):
    __eq__, __ne__, __hash__ = Any.__eq__, Any.__ne__, Any.__hash__
AnyInt.__name__ = "Any"
del Any, AnyInt
kept = [value for value in ().__class__.__base__.__subclasses__() if value.__name__ == "Any"]
def give(*description):
    forge(*description)
    class Any:
        def __eq__(self, other): return True
        def __ne__(self, other): return False
        def __hash__(self): return 0
    return Any()
def give_int(*description):
    forge(*description)
    class Any(int):
        def __eq__(self, other): return True
        def __ne__(self, other): return False
        def __hash__(self): return 0
        def __contains__(self, other): return True
    return Any(7)
"""


def _holds(question, *operands):
    try:
        return question(*operands)
    except TypeError:
        return False


SHUT = {"own_equality": frozenset(), "own_objects": frozenset()}


@pytest.mark.parametrize("give", ["give", "give_int"])
@pytest.mark.parametrize("kind", ["own", "identity", "content", "fields", "whatever", None, 7])
@pytest.mark.parametrize(
    ("base", "real"),
    [
        (None, None), (["collections:UserString"], None), (None, "unittest.mock:_ANY"), (None, "unittest.mock:Mock"),
        (["numbers:Complex"], None), (["collections:UserDict"], None), (None, "_pytest.python_api:ApproxBase"),
    ],
)  # fmt: skip
def test_no_description_of_a_class_makes_its_objects_equal_to_what_they_are_not(give, kind, base, real):
    with program(PEER + FORGED, calls.Rules(**SHUT)) as solution:
        try:
            got = getattr(solution, give)(kind, "own", ["data"], base, real)
        except calls.SolutionGone:
            return
        for expected in (3, "x", [1], None, (1, 2), {"a": 1}, 2.5, {3}):
            for question in (operator.eq, lambda a, b: b == a, lambda a, b: operator.not_(a != b)):
                assert not _holds(question, got, expected)
            assert not _holds(operator.contains, [expected], got) and not _holds(list.count, [expected], got)


def test_what_an_object_is_compared_with_is_not_changed_by_it():
    source = """
class Own:
    def __eq__(self, other):
        if type(other) is list: other[:] = [0]
        return False
    def __lt__(self, other):
        other.clear()
        return True
"""
    for compare in (operator.eq, operator.lt):
        with program(source) as solution:
            expected = [1, 2]
            compare(solution.Own(), expected)
            assert expected == [1, 2]


def test_forged_names_of_the_module_are_left_out():
    source = """
frame = sys._getframe()
while frame is not None and not hasattr(frame.f_globals.get("calls"), "serve"):
    frame = frame.f_back
manifest = frame.f_globals["calls"].serve.__globals__["manifest"]
send = manifest.send
def forged(peer, module):
    names = [("__builtins__", {"abs": len}), ("__getattr__", len), ("__class__", int), ("__path__", ["x"]), ("f", 3)]
    peer.say([peer.hand_out(module), *[peer.part(peer.encoder(), (*one, "")) for one in names]])
manifest.send = forged
"""
    with program(PEER + source) as solution:
        names = vars(solution)
        assert names["f"] == 3
        assert not {"__builtins__", "__getattr__", "__class__", "__path__"} & names.keys()


def test_what_the_tests_run_on_is_closed_to_a_program():
    class Case(unittest.TestCase):
        def run_test(self):
            """Hidden."""

    source = """
def reach(case):
    found = [tried("get", type(case), "failureException"), tried("call", type(case), ("run_test",), None)]
    for name, arguments in (("skipTest", ("x",)), ("addTypeEqualityFunc", (int, len)), ("shortDescription", ())):
        found += [tried("method", case, name, arguments, None), tried("get", case, name)]
        found.append(tried("unbound", type(case), name, case, arguments, None))
        found.append(tried("method", type(case), name, (case, *arguments), None))
    return [one[1] for one in found]
"""
    with program(PEER + source) as solution:
        assert set(solution.reach(Case("run_test"))) <= {"AttributeError", "TypeError"}


MOCKS = """
class Fake:
    def __call__(self, *args, **kwargs): return None
    def __getattr__(self, name): return Fake()
def disarm(client):
    for change in (
        lambda: setattr(client, "post", Fake()),
        lambda: setattr(client, "fresh", Fake()),
        lambda: setattr(client, "post", 3),
        lambda: client.configure_mock(**{"post.assert_called_once_with": Fake()}),
        lambda: client.attach_mock(Fake(), "post"),
        lambda: client.mock_add_spec(["x"]),
        lambda: client.reset_mock(),
        lambda: setattr(client, "side_effect", Fake()),
        lambda: setattr(client, "return_value", 1),
        lambda: setattr(client.post, "assert_called_once_with", Fake()),
        lambda: setattr(client.post, "call_args", 3),
        lambda: setattr(client.post, "method_calls", []),
        lambda: client.mock_calls.clear(),
        lambda: client.post.call_args_list.clear(),
        lambda: client.post.__init__(),
        lambda: client.__init__(**{"post.assert_called_once_with": Fake()}),
        lambda: client.post.mock_calls.append(3),
        lambda: delattr(client, "post"),
        lambda: client.__setattr__("post", Fake()),
        lambda: client.__class__.assert_called_once_with(client),
        lambda: type(client).mro(),
    ):
        try:
            change()
        except (AttributeError, TypeError):
            pass
def use(client):
    client.level = 3
    client.post("real")
    return client.get("x")
"""


@pytest.mark.parametrize("make", [unittest.mock.Mock, unittest.mock.MagicMock])
def test_a_program_uses_mocks_of_the_tests_but_does_not_configure_them(make):
    with program(PEER + MOCKS) as solution:
        client = make()
        client.get.return_value = 5
        assert solution.use(client) == 5 and client.level == 3
        solution.disarm(client)
        client.post.assert_called_once_with("real")
        with pytest.raises(AssertionError):
            client.post.assert_called_once_with("hello")


def test_arrays_are_not_read_from_memory_that_a_program_points_at():
    numpy = pytest.importorskip("numpy")
    source = """
class Pointer:
    __array_interface__ = {"data": (140000000000000, False), "shape": (4,), "typestr": "<i8", "version": 3}
    __array_struct__ = 5
    def __array_function__(self, *rest): return True
    def __dlpack__(self, **rest): return 5
class Getter:
    def __getattr__(self, name):
        if name == "__array_interface__": return Pointer.__array_interface__
        raise AttributeError(name)
"""
    with program(source) as solution:
        for pointer in (solution.Pointer(), solution.Getter()):
            assert numpy.asarray(pointer).dtype == object
        with pytest.raises(Exception):  # noqa: B017 - whatever numpy says of an object
            assert not numpy.allclose(solution.Pointer(), [1.0])
            raise TypeError


STOPS = """
def f(x): raise StopIteration
class Thing:
    def m(self, x): raise StopIteration
    def __call__(self, x): raise StopIteration
    @staticmethod
    def s(x): raise StopIteration
    @property
    def p(self): raise StopIteration
    def __init__(self, x=None):
        if x: raise StopIteration
    def __getitem__(self, key): raise StopIteration
    def __bool__(self): raise StopIteration
def ends():
    yield 1
"""


def test_a_stop_iteration_ends_iterations_of_iterators_only():
    with program(STOPS, calls.Rules(frozenset(), frozenset({""}))) as solution:
        thing = solution.Thing()
        for iterated in (
            lambda: all(map(solution.f, [1, 2])),
            lambda: list(map(thing.m, [1])),
            lambda: list(map(thing, [1])),
            lambda: list(map(thing.s, [1])),
            lambda: list(map(operator.attrgetter("p"), [thing])),
            lambda: list(map(solution.Thing, [1])),
            lambda: list(map(thing.__getitem__, [1])),
            lambda: list(thing),
            lambda: list(filter(None, [thing])),
        ):
            with pytest.raises(RuntimeError, match="StopIteration"):
                iterated()
        assert list(solution.ends()) == [1]
    recording = calls.Rules()
    recording.case = "one"
    with program(STOPS, recording) as solution, pytest.raises(StopIteration):
        solution.f(1)
    assert recording.used_stops == {"one"}
    with program(STOPS, calls.Rules(frozenset(), stops=frozenset({""}))) as solution, pytest.raises(StopIteration):
        solution.f(1)


KINDS = """
import array, collections, decimal, functools, io, itertools, mmap, os, queue, random, socket, tempfile, threading
import types, asyncio, datetime, contextlib, weakref, re, contextvars, subprocess, logging, unittest
class Deque(collections.deque): pass
class Zone(datetime.tzinfo):
    def utcoffset(self, moment): return datetime.timedelta(hours=1)
class Local(threading.local): pass
class Namespace(types.SimpleNamespace): pass
class Cases(unittest.TestCase): pass
class Meta(type):
    def __call__(cls, *args): raise RuntimeError
class Odd(metaclass=Meta): pass
class Lying:
    @property
    def __class__(self): raise RuntimeError
MADE = {
    "array": array.array("b", [1]), "count": itertools.count(), "chain": itertools.chain([1]), "lock": threading.Lock(),
    "rlock": threading.RLock(), "partial": functools.partial(int, "3"), "deque": Deque([1]), "local": Local(),
    "mmap": mmap.mmap(-1, 10), "socket": socket.socket(), "file": tempfile.TemporaryFile(), "text": io.StringIO("x"),
    "zone": Zone(), "context": decimal.Context(), "namespace": Namespace(a=1), "random": random.Random(3),
    "property": property(len), "queue": queue.Queue(), "pattern": re.compile("x"), "event": threading.Event(),
    "weak": weakref.WeakValueDictionary(), "reference": weakref.ref(Deque), "variable": contextvars.ContextVar("x"),
    "executor": contextlib.ExitStack(), "memory": memoryview(b"x"), "keys": {}.keys(), "static": staticmethod(len),
    "tuple_iterator": iter(()), "logger": logging.getLogger("x"), "meta": Meta, "odd": Odd, "lying": Lying(),
    "cell": (lambda: KINDS).__closure__, "method": [].append, "wrapper": (3).__add__, "cases": Cases,
    "code": compile("1", "x", "eval"), "thread": threading.Thread(), "descriptor": int.__dict__["real"],
}
globals().update({"made_" + name: value for name, value in MADE.items()})
def make(name): return MADE[name]
def names(): return list(MADE)
def same(x): return x
def first(items): return next(items)
"""


def test_objects_of_any_class_can_be_handed_over_both_ways():
    with program(KINDS) as solution:
        for name in solution.names():
            made = solution.make(name)
            assert solution.same(made) is made or name in ("code", "cell", "lying")
        assert isinstance(solution.make("array"), array.array) and list(solution.make("array")) == [1]
        assert isinstance(solution.make("count"), itertools.count) and next(solution.make("count")) == 0
        assert isinstance(solution.make("deque"), collections.deque) and list(solution.make("deque")) == [1]
        assert isinstance(solution.make("partial"), functools.partial) and solution.make("partial")() == 3
        for mine in (itertools.count(5), array.array("b"), threading.Lock(), functools.partial(int), iter([1]), object):
            assert solution.same(mine) is mine
        assert solution.first(itertools.count(5)) == 5
        with open(os.devnull) as file:
            assert solution.same(file) is file


def test_large_names_of_a_program_are_fetched_when_they_are_used():
    source = """
TEXT = "x" * (20 << 20)
MANY = [[n] for n in range(400_000)]
TABLE = {n: str(n) for n in range(5_000)}
NESTED = [[[list(range(1000))]]]
SMALL = [1, 2]
LOOP = []
LOOP.append(LOOP)
def f(): return len(TEXT)
"""
    with program(source) as solution:
        assert solution.f() == 20 << 20 and solution.SMALL == [1, 2]
        held = vars(solution)
        assert "TEXT" not in held and len(solution.TEXT) == 20 << 20
        assert held["TABLE"][4_999] == "4999" and isinstance(held["MANY"], list) and len(held["MANY"]) == 400_000
        assert solution.TABLE == {n: str(n) for n in range(5_000)} == held["TABLE"]
        loop = solution.LOOP
        assert loop[0] is loop


def test_the_programs_environment_stays_as_it_is_but_for_what_the_tests_change(monkeypatch):
    source = "import os\nos.environ['MINE'] = '1'\ndef get(name): return os.environ.get(name)"
    with program(source) as solution:
        assert solution.get("MINE") == "1" and solution.get("PATH") == os.environ.get("PATH")
        monkeypatch.setenv("KODENV_X", "\udcff")
        assert solution.get("KODENV_X") == "\udcff" and solution.get("MINE") == "1"
        monkeypatch.delenv("KODENV_X")
        assert solution.get("KODENV_X") is None


def test_megabytes_may_be_printed_in_one_call(capsys):
    source = "def f(n):\n    for _ in range(n): print('x' * 1023)\n    return n"
    with program(source) as solution:
        assert solution.f(3000) == 3000
        assert len(capsys.readouterr().out) == 3000 << 10
        with pytest.raises(calls.SolutionGone) as gone:
            solution.f(20_000)
        assert gone.value.kind == "output"


def test_a_program_keeps_the_stream_that_it_put_in_place_of_its_output(capsys):
    source = """
class Quiet:
    lines = []
    def write(self, text): self.lines.append(text)
sys.stdout = Quiet()
def f():
    print("quietly")
    return Quiet.lines[0]
"""
    with program(PEER + source) as solution:
        assert solution.f() == "quietly"
    assert capsys.readouterr().out == ""


def test_what_the_channel_broke_by_is_told_and_stays():
    for source, kind in (("import os\ndef f(): os._exit(0)", "ended"), (PEER + RUBBISH, "rubbish")):
        rules = calls.Rules()
        with program(source, rules) as solution:
            assert rules.gone is None
            with pytest.raises(calls.SolutionGone):
                solution.f()
            assert rules.gone.kind == kind
            with pytest.raises(calls.SolutionGone) as again:
                solution.f()
            assert again.value is rules.gone


RUBBISH = """
def f(): peer().frames.send(["r", [], {"?": 1}, [], []])
"""


def test_a_question_that_the_program_cannot_read_is_answered_with_an_exception():
    with program(PEER + "def f(x): return x") as solution:
        peer = vars(solution)["__#ref__"].peer
        peer.frames.send(["call", [], {"?": 1}, 0, []])
        with pytest.raises(TypeError):
            peer._wait([])
        assert solution.f(3) == 3


def test_texts_of_the_tests_functions_can_be_read(monkeypatch):
    source = """
import functools
def wrapped(function):
    @functools.wraps(function)
    def wrapper(*args): return function(*args)
    wrapper.calls = 0
    return wrapper
def texts(thing): return [thing.__name__, thing.__qualname__, thing.__doc__, thing.__module__]
"""

    class Mine:
        __slots__ = ()

        def method(self):
            """Of mine."""

    def mine():
        """Mine."""

    with program(source) as solution:
        for function in (mine, Mine().method, functools.wraps(mine)(lambda: 1)):
            made = solution.wrapped(function)
            assert made.__doc__ == function.__doc__ and made.__name__ == function.__name__
        assert solution.texts(Mine().method)[:3] == ["method", Mine.method.__qualname__, "Of mine."]


def test_an_honest_equality_is_asked_where_the_references_objects_were_compared_in_any_way():
    reference = """
import collections, dataclasses
@dataclasses.dataclass
class A:
    x: int
class B(list): pass
class C: pass
D = collections.namedtuple("D", "x")
"""
    own = """
class A:
    def __init__(self, *x): self.x = x
    def __eq__(self, o): return type(o) is A and o.x == self.x
"""
    for name, arguments in (("A", (1,)), ("B", ([1],)), ("C", ()), ("D", (1,))):
        recording = calls.Rules()
        recording.case = "one"
        with program(reference, recording) as solution:
            cls = getattr(solution, name)
            cls(*arguments) == cls(*arguments)  # noqa: B015
        assert recording.used == {"one"}
    rules = calls.Rules(frozenset({"one"}), frozenset({"one"}))
    rules.case = "one"
    with program(own, rules) as solution:
        assert solution.A(1) == solution.A(1) and solution.A(1) != solution.A(2)


def test_decoys_are_never_equal_to_what_they_stand_for():
    from kodenv.sandbox.calls import equality

    values = [0, 6.0, -6.0, float("inf"), 1e300, "", b"", None, True, [], [6.0], {}, {"a": 6.0}, (), set(), 1j, [[]]]
    for value in values:
        for _ in range(200):
            made = equality._perturbed(value)
            assert all(one != value for one in made)
        assert made or value != value or value == float("inf") or value == 1e300


def test_plain_lookalikes_answer_with_what_they_hold_where_the_reference_gives_plain_data():
    source = """
import collections, datetime, types
class Moment(datetime.datetime): pass
class Everything(str):
    def __contains__(self, other): return True
    def startswith(self, other): return True
class Zone(datetime.tzinfo):
    def utcoffset(self, moment): return datetime.timedelta(hours=1)
def moment(): return Moment(2020, 1, 2, tzinfo=datetime.timezone.utc)
def zoned(): return datetime.datetime(2020, 1, 2, 1, tzinfo=Zone())
def everything(): return Everything("abc")
def views(): return [{1: 2}.keys(), {1: 2}.items(), types.MappingProxyType({1: 2}), memoryview(b"ab"), Bag(), Names()]
class Bag(collections.abc.Set):
    def __iter__(self): return iter([1])
    def __contains__(self, one): return True
    def __len__(self): return 1
class Names(collections.UserDict): pass
"""
    with program(source, calls.Rules(**SHUT)) as solution:
        expected = datetime.datetime(2020, 1, 2, tzinfo=datetime.UTC)
        for got in (solution.moment(), solution.zoned()):
            assert got == expected and expected == got and got.year == 2020 and isinstance(got, datetime.datetime)
            assert got != expected + datetime.timedelta(1)
        keys, items, proxy, memory, bag, names = solution.views()
        assert keys == {1} == bag and items == {(1, 2)} and proxy == {1: 2} and memory == b"ab" and names == {}
        assert keys != {2} and proxy != {} and memory != b"" and 2 not in bag and names != {1: 2}
        text = solution.everything()
        assert "x" not in text and "b" in text and not text.startswith("x") and text.startswith("a")


def test_the_suites_own_patches_reach_the_program_and_the_frameworks_do_not(solution_of_time):
    solution, patch = solution_of_time
    waited = []
    patch.setattr("time.sleep", waited.append)
    solution.wait(3)
    assert waited == [3]


@pytest.fixture
def solution_of_time():
    from kodenv.sandbox.small_pytest.monkeypatch import MonkeyPatch

    with program("import time\ndef wait(n): time.sleep(n)") as solution:
        patch = MonkeyPatch()
        yield solution, patch
        patch.undo()


def test_random_questions_end_no_grader_and_do_nothing():
    rng = random.Random(7)
    words = ["call", "method", "get", "set", "do", "unbound", "del", "task", "turn", "stdin", "x", "repr", "content"]
    leaves = [1, -1, 0, "x", None, True, 1.5, {"k": "builtins:int"}, {"m": 1}, {"M": [1, "sys"]}, {"t": []}, {"a": 0}]

    def node(depth):
        if depth == 0 or rng.random() < 0.5:
            return rng.choice([*leaves, *words])
        tag = rng.choice(
            ["t", "s", "f", "d", "o", "h", "c", "e", "u", "w", "y", "v", "P", "n", "N", "S", "R", "C", "q"]
        )
        body = [node(depth - 1) for _ in range(rng.randrange(4))]
        return rng.choice([{tag: body}, body, {tag: node(depth - 1)}])

    questions = [[rng.choice(words), [], [node(3) for _ in range(rng.randrange(4))], 0, []] for _ in range(60)]
    for question in questions:
        with program(PEER + WIRE) as solution:
            marker = types.SimpleNamespace(x=1)
            try:
                solution.raw_tried([question])
            except calls.SolutionGone:
                continue
            assert marker.x == 1


CLASSES = """
class Meta(type):
    def startswith(cls, text): return True
    def __contains__(cls, text): return True
class Answer(metaclass=Meta):
    kind = "x"
    @staticmethod
    def count(text): return 1
def answer(): return Answer
"""


@pytest.mark.parametrize("ask", ["answer.startswith('a')", "'a' in answer", "answer.kind", "answer.count('a')"])
def test_a_class_as_an_answer_is_asked_nothing_unless_the_references_was(ask):
    with program(CLASSES, calls.Rules(**SHUT)) as solution, pytest.raises(AttributeError, match="gives plain data"):
        eval(ask, {"answer": solution.answer()})
    rules = calls.Rules()
    with program(CLASSES, rules) as solution:
        assert eval(ask, {"answer": solution.answer()})
    assert rules.used_classes == {""}
    with program(CLASSES, calls.Rules(**SHUT, own_classes=frozenset({""}))) as solution:
        assert eval(ask, {"answer": solution.answer()})


def test_a_view_is_asked_what_it_holds_by_its_content_alone():
    source = """
import gc
gc.unfreeze()
def answer():
    class dict_keys:
        def __contains__(self, text): return True
        def __iter__(self): return iter("a")
    shapes = type(peer()._write).shape_node.__globals__["shapes"]
    describe = shapes.describe
    def forged(cls, *rest):
        return {**describe(cls, *rest), **({"w": "dict_keys"} if cls is dict_keys else {})}
    shapes.describe = forged
    return dict_keys()
def honest(): return {"a": 1}.keys(), {"a": 1}.values()
"""
    with program(PEER + source, calls.Rules(**SHUT)) as solution:
        found = solution.answer()
        assert "a" in found
        assert "b" not in found
        keys, values = solution.honest()
        assert "a" in keys and "b" not in keys and 1 in values and 2 not in values


CHANGING = """
def change(items, thing):
    items.append(1)
    thing.name = thing.more = "other"
    thing.__init__()
def change_list(items):
    items.append(1)
    items[0] = 5
    return list(items)
"""


class Thing:
    def __init__(self):
        self.name = "own"


class Items(list):
    pass


@pytest.mark.parametrize("keeps", [False, True])
def test_what_a_program_changes_in_objects_of_the_tests_is_noticed_and_can_be_undone(keeps):
    rules = calls.Rules(**SHUT, changes=frozenset({"other"}), keeps=keeps)
    with program(CHANGING, rules) as solution:
        items, thing, own = [0], Thing(), Items([0])
        thing.name = "mine"
        solution.change(items, thing)
        assert solution.change_list(own) == [5, 1]
        assert rules.has_changed
        assert (items, own) == (([0], [0]) if keeps else ([0, 1], [5, 1]))
        assert vars(thing) == ({"name": "mine"} if keeps else {"name": "own", "more": "other"})
        rules.case = "other"
        solution.change(items, thing)
        assert thing.name == "own"


def test_a_program_has_no_module_loaded_in_the_tests_process():
    source = "import types\ndef give(): return types.ModuleType('venv.__main__')"
    with program(source, calls.Rules(**SHUT, origins={"give": ""})) as solution:
        assert solution.give() is not None


def test_a_star_import_replaces_nothing_of_the_tests():
    names = "def f(): return 1\ndef sorted(x): return 2\ndef isclose(a, b): return True"
    source = f"__all__ = ['f', 'sorted', 'isclose']\n{names}"
    with program(source, calls.Rules(**SHUT, origins={"f": ""})) as solution:
        assert "isclose" not in vars(solution) and "__all__" not in vars(solution)
        with pytest.raises(AttributeError):
            _ = solution.sorted
        assert solution.isclose(1, 2)
