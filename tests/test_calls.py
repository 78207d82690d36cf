import asyncio
import contextlib
import enum
import io
import json
import os
import random
import socket
import sys
import types
import unittest.mock

import pytest

from kodenv.sandbox import calls
from kodenv.sandbox.calls import guard

SOURCE = """
import abc, asyncio, dataclasses, enum, functools, math, os, random, sys
from collections import Counter, namedtuple

LIMIT = 3
CACHE = {}

def same(x): return x
def add(a, b=2): return a + b
def reverse(items): items.reverse(); return items
def grow(items, table): items.append(4); table["k"] = items
def count(start=0):
    while True:
        got = yield start
        start = got if got is not None else start + 1
def apply(function, *args): return function(*args)
def say(text): print(text); print("!", file=sys.stderr)
def ask(): return input()
def roll(): return random.randint(0, 10**9)
def listing(): return os.listdir("/nowhere")
def reads(path):
    with open(path) as file: return file.read()
def variable(): return os.environ.get("KODENV_X")
def deep(n): return deep(n + 1)
def limit(): return LIMIT
def attribute(thing, name): return getattr(thing, name)
def change(thing, name, value): setattr(thing, name, value)
def leave(): os._exit(0)
def vanish(): sys.exit(3)

class TooBad(ValueError):
    def __init__(self, text, code): super().__init__(text); self.code = code
class WorseYet(TooBad):
    def __str__(self): return "worse"
def fail(): raise TooBad("very bad", 5)
def fail_from():
    try: 1 / 0
    except ZeroDivisionError as error: raise KeyError("k") from error
class Stringless(Exception):
    def __str__(self): raise RuntimeError("no text")
def fail_stringless(): raise Stringless("x")
def guarded(function):
    try: return function()
    except Exception as error: return type(error).__name__
def passing(function): return function()

class Vector:
    kinds = 2
    def __init__(self, x): self.x = x
    def __eq__(self, other): return isinstance(other, Vector) and other.x == self.x
    def __hash__(self): return hash(self.x)
    def __add__(self, other): return Vector(self.x + other.x)
    def __lt__(self, other): return self.x < other.x
    def __len__(self): return self.x
    def __iter__(self): return iter(range(self.x))
    def __contains__(self, value): return value == self.x
    def __getitem__(self, key): return key * 2
    def __setitem__(self, key, value): self.x = value
    def __call__(self): return self.x
    def __enter__(self): return self
    def __exit__(self, *info): return info[0] is KeyError
    def __repr__(self): return f"Vector({self.x})"
    def double(self): return self.x * 2
    @property
    def half(self): return self.x / 2
    @staticmethod
    def fixed(value): return value
    @classmethod
    def named(cls): return cls.__name__

class Plain: pass
class Always:
    def __eq__(self, other): return True
class NotSentinel:
    def __eq__(self, other): return type(other) is int
class Duck:
    def __sub__(self, other): return self
    def __abs__(self): return self
    def __lt__(self, other): return True
    def startswith(self, text): return True
class Items(list): pass
class Text(str):
    def shout(self): return self.upper() + "!"
class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self): ...
    def twice(self): return 2 * self.area()
Point = namedtuple("Point", "x y")
@dataclasses.dataclass
class Card:
    rank: int
    marks: list = dataclasses.field(default_factory=list)
class Color(enum.Enum):
    RED = 1
    BLUE = "b"
class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2
@functools.lru_cache(None)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
async def later(x):
    await asyncio.sleep(0.001)
    return x + 1
async def numbers(n):
    for i in range(n):
        await asyncio.sleep(0)
        yield i
async def through(function): return await function(3)
def all(values): return True
"""


@contextlib.contextmanager
def program(source=SOURCE, rules=None):
    """Load a program in a process of its own and yield the module that stands for it."""
    near, far = socket.socketpair()
    child = os.fork()
    if child == 0:
        try:
            near.close()
            module = types.ModuleType("solution")
            sys.modules["solution"] = module
            exec(compile(source, "solution.py", "exec", dont_inherit=True), module.__dict__)
            calls.serve(far, module)
        finally:
            os._exit(0)
    far.close()
    try:
        with unchanged_process():
            yield calls.connect(near, rules or calls.Rules())
    finally:
        near.close()
        os.waitpid(child, 0)


@contextlib.contextmanager
def unchanged_process():
    """Take back what ``connect`` wraps: a grader's process ends with its verdict, this one does not."""
    places = [(random, "seed"), (random, "setstate"), (os, "chdir"), (unittest.mock._patch, "__enter__")]
    places.append((unittest.mock._patch, "__exit__"))
    for name in ("numpy.random", "kodenv.sandbox.small_pytest.monkeypatch", "_pytest.monkeypatch"):
        module = sys.modules.get(name)
        owner = getattr(module, "MonkeyPatch", module)
        places += [(owner, one) for one in ("seed", "set_state", "setattr", "delattr", "undo") if hasattr(owner, one)]
    kept = [(owner, name, getattr(owner, name)) for owner, name in places]
    finders = list(sys.meta_path)
    try:
        yield
    finally:
        sys.meta_path[:] = finders
        for owner, name, value in kept:
            setattr(owner, name, value)


@pytest.fixture
def solution():
    with program() as module:
        yield module


def test_functions_take_and_give_plain_data(solution):
    assert solution.add(3) == 5
    assert solution.add("a", b="b") == "ab"
    assert solution.add.__name__ == "add"
    assert solution.LIMIT == 3


def test_what_is_returned_of_the_arguments_is_the_argument(solution):
    items = [3, [1], 2]
    assert solution.same(items) is items
    assert solution.same(solution.add) is solution.add
    assert solution.same(solution.Vector) is solution.Vector
    thing = solution.Vector(1)
    assert solution.same(thing) is thing
    mine = object()
    assert solution.same(mine) is mine


def test_changes_in_place_come_back(solution):
    items, table = [3, 1], {}
    assert solution.reverse(items) is items
    assert items == [1, 3]
    solution.grow(items, table)
    assert items == [1, 3, 4]
    assert table["k"] is items


def test_generators_stay_lazy_and_can_be_sent_to(solution):
    numbers = solution.count(5)
    assert isinstance(numbers, types.GeneratorType)
    assert [next(numbers), next(numbers), numbers.send(9)] == [5, 6, 9]
    numbers.close()
    assert list(numbers) == []


def test_objects_can_be_used_as_themselves(solution):
    a = solution.Vector(3)
    assert isinstance(a, solution.Vector) and type(a) is solution.Vector and not isinstance(a, int)
    assert (a.double(), a.half, a.fixed(1), solution.Vector.named(), solution.Vector.kinds) == (6, 1.5, 1, "Vector", 2)
    assert (a + solution.Vector(4)).x == 7
    assert a < solution.Vector(4) and len(a) == 3 and list(a) == [0, 1, 2] and 3 in a and a[4] == 8 and a() == 3
    a.x = 5
    assert a.x == 5 and str(a) == repr(a) == f"{a}" == "Vector(5)"
    a[0] = 8
    assert vars(a) == {"x": 8} and hash(a) == hash(8)
    with a as same:
        assert same is a
        raise KeyError
    assert solution.Vector.double(a) == 16


def test_missing_attributes_and_abstract_classes_raise_as_usual(solution):
    with pytest.raises(AttributeError):
        solution.Vector(1).nothing  # noqa: B018
    with pytest.raises(TypeError, match="abstract"):
        solution.Shape()
    with pytest.raises(AttributeError):
        solution.nothing  # noqa: B018


def test_exceptions_arrive_as_themselves(solution):
    with pytest.raises(solution.TooBad, match="very bad") as caught:
        solution.fail()
    assert isinstance(caught.value, ValueError) and caught.value.code == 5 and caught.value.args == ("very bad",)
    assert issubclass(solution.WorseYet, solution.TooBad) and str(solution.WorseYet("x", 1)) == "worse"
    with pytest.raises(KeyError) as chained:
        solution.fail_from()
    assert isinstance(chained.value.__cause__, ZeroDivisionError) and type(chained.value) is KeyError
    with pytest.raises(solution.Stringless) as textless:
        solution.fail_stringless()
    with pytest.raises(RuntimeError):
        str(textless.value)
    with pytest.raises(RecursionError):
        solution.deep(0)
    with pytest.raises(SystemExit) as stop:
        solution.vanish()
    assert stop.value.code == 3


def test_callbacks_run_here_and_their_exceptions_pass_through(solution):
    seen = []
    assert solution.apply(lambda a, b: seen.append(a) or b, 1, 2) == 2 and seen == [1]
    assert solution.apply(lambda x: solution.apply(lambda y: y + 1, x) * 2, 3) == 8
    error = LookupError("mine")

    def fail():
        raise error

    assert solution.guarded(fail) == "LookupError"
    with pytest.raises(LookupError) as caught:
        solution.passing(fail)
    assert caught.value is error


def test_test_classes_derive_from_the_programs(solution):
    class Square(solution.Shape):
        def __init__(self, side):
            self.side = side

        def area(self):
            return self.side**2

    class Louder(solution.Vector):
        def double(self):
            return super().double() + 1

    square = Square(3)
    assert square.twice() == 18 and isinstance(square, solution.Shape) and type(square) is Square
    assert Louder(4).double() == 9


def test_enums_named_tuples_and_data_classes(solution):
    color, level = solution.Color, solution.Level
    assert color(1) is color.RED and color["BLUE"].value == "b" and [one.name for one in color] == ["RED", "BLUE"]
    assert color.RED != color.BLUE and {color.RED: 1}[color.RED] == 1 and issubclass(color, enum.Enum)
    assert level.HIGH > level.LOW and level.LOW == 1 and isinstance(level.LOW, int)
    point = solution.Point(1, 2)
    assert point == (1, 2) and point.x == 1 and isinstance(point, tuple) and point._replace(x=5) == (5, 2)
    assert solution.Card(1) == solution.Card(1) and solution.Card(1) != solution.Card(2)


def test_derived_containers_are_what_they_derive_from(solution):
    items, text = solution.Items([1, 2]), solution.Text("ab")
    assert isinstance(items, list) and issubclass(solution.Items, list) and items == [1, 2]
    assert [[1, 2]].index(items) == 0
    items.append(3)
    assert list(items) == [1, 2, 3] and len(items) == 3
    assert isinstance(text, str) and text == "ab" and text.shout() == "AB!" and "x" + text == "xab"


def test_coroutines_run_in_the_event_loop_of_the_test(solution):
    async def test():
        assert await asyncio.gather(solution.later(1), solution.later(2)) == [2, 3]
        assert [one async for one in solution.numbers(3)] == [0, 1, 2]

        async def ten_times(x):
            await asyncio.sleep(0)
            return 10 * x

        assert await solution.through(ten_times) == 30

    asyncio.run(test())


def test_what_is_printed_is_printed_here_and_input_is_read_here(solution, capsys, monkeypatch):
    solution.say("hello")
    assert capsys.readouterr() == ("hello\n", "!\n")
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        solution.say("there")
    assert printed.getvalue() == "there\n"
    monkeypatch.setattr(sys, "stdin", io.StringIO("line\n"))
    assert solution.ask() == "line"


def test_patches_of_real_modules_reach_the_program(solution):
    with unittest.mock.patch("os.listdir", return_value=["a"]) as fake:
        assert solution.listing() == ["a"]
    fake.assert_called_once_with("/nowhere")
    with pytest.raises(FileNotFoundError):
        solution.listing()
    with unittest.mock.patch("builtins.open", unittest.mock.mock_open(read_data="text")):
        assert solution.reads("x") == "text"
    random.seed(4)
    first = solution.roll()
    random.seed(4)
    assert solution.roll() == first == random.Random(4).randint(0, 10**9)
    with unittest.mock.patch.dict(os.environ, KODENV_X="5"):
        assert solution.variable() == "5"
    assert solution.variable() is None


def test_names_of_the_program_can_be_patched(solution):
    with unittest.mock.patch.object(solution, "LIMIT", 7):
        assert solution.limit() == 7
    assert solution.limit() == 3
    with unittest.mock.patch.object(solution.Vector, "double", return_value=1):
        assert solution.Vector(4).double() == 1
    assert solution.Vector(4).double() == 8


HIDDEN = (
    "__globals__ __code__ __closure__ __self__ __func__ __dict__ __defaults__ __builtins__ __getattribute__ "
    "__reduce_ex__ __subclasses__ __wrapped__ _private"
)


@pytest.mark.parametrize("name", HIDDEN.split())
def test_the_programs_cannot_look_behind_what_tests_hand_over(name):
    class Mine:
        _private = "secret"

        def method(self):
            return 1

    def generator():
        yield 1

    for thing in (Mine(), Mine().method, lambda: 1, Mine, generator(), sys, sys._getframe()):
        for operation, operands in (("get", ()), ("method", ((), None)), ("set", (1,)), ("del", ())):
            with pytest.raises(AttributeError):
                guard.OPERATIONS[operation](None, thing, name, *operands)


def test_running_frames_and_modules_are_not_handed_out(solution):
    def generator():
        yield 1

    for name in ("gi_frame", "gi_code"):
        with pytest.raises(AttributeError):
            solution.attribute(generator(), name)
    frame = sys._getframe()
    assert solution.same(frame) is None
    assert solution.attribute(types.SimpleNamespace(frame=frame), "frame") is None
    module = types.ModuleType("suite")
    module.secret = 5
    with pytest.raises(AttributeError):
        solution.attribute(module, "secret")


def test_the_program_cannot_disarm_a_mock(solution):
    fake = unittest.mock.Mock()
    for name in ("assert_called_once_with", "assert_called", "called", "call_count"):
        with pytest.raises(AttributeError):
            solution.change(fake, name, lambda *args: None)
    with pytest.raises(AssertionError):
        fake.assert_called()


def test_liars_equal_nothing_where_the_reference_gave_plain_data():
    rules = calls.Rules(frozenset(), frozenset(), {name: "" for name in ("Always", "Duck", "Vector", "Items", "Text")})
    with program(rules=rules) as solution:
        assert solution.Always() != 4 and [4].count(solution.Always()) == 0 and solution.Always() not in [1, 2]
        with pytest.raises(TypeError):
            abs(solution.Duck() - 3.14)
        with pytest.raises(TypeError):
            solution.Duck().startswith("a")
        assert solution.Items([1, 2]) == [1, 2] and 2 in solution.Items([1, 2]) and solution.Text("a") == "a"


def test_an_own_equality_is_asked_where_the_references_was_but_liars_are_found_out():
    recording = calls.Rules()
    recording.case = "one"
    with program(rules=recording) as solution:
        assert solution.Vector(3) == solution.Vector(3)
    assert recording.used == {"one"}
    rules = calls.Rules(frozenset({"one"}), frozenset({"one"}))
    rules.case = "one"
    with program(rules=rules) as solution:
        assert solution.Vector(3) == solution.Vector(3) and solution.Vector(3) != solution.Vector(4)
        assert solution.Always() != 4 and solution.NotSentinel() != 4
        rules.case = "two"
        assert solution.Vector(3) != solution.Vector(3)


def test_names_of_the_standard_library_come_from_there():
    recording = calls.Rules()
    with program("import math\nfrom math import sqrt\ndef f(): pass", recording):
        pass
    assert recording.found_origins == {"math": "math", "sqrt": "math:sqrt", "f": ""}
    cheat = "class math:\n    isclose = lambda *a: True\ndef sqrt(x): return 1\ndef abs(x): return 0\ndef f(): return 2"
    with program(cheat, calls.Rules(frozenset(), frozenset(), recording.found_origins)) as solution:
        names = vars(solution)
        assert names["math"].isclose(1, 2) is False and names["sqrt"](4) == 2 and "abs" not in names
        assert solution.f() == 2


def test_the_end_of_the_program_is_the_end_of_the_channel(solution):
    with pytest.raises(calls.SolutionGone):
        solution.leave()
    with pytest.raises(calls.SolutionGone):
        solution.add(1)


def test_a_program_that_did_not_load_is_told_apart():
    near, far = socket.socketpair()
    with near, far, unchanged_process():
        calls.report_failure(far, "line 1: SyntaxError", False)
        failure = calls.connect(near, calls.Rules())
    assert isinstance(failure, calls.LoadFailure) and failure.message == "line 1: SyntaxError" and not failure.is_memory


def test_objects_are_let_go_of_at_the_other_end(solution):
    for _ in range(50):
        solution.Plain()
    import gc

    names = solution.apply(lambda: 1)
    assert names == 1
    with program(
        "import gc\nclass Plain: pass\ndef alive(): return sum(type(o) is Plain for o in gc.get_objects())"
    ) as own:
        for _ in range(50):
            own.Plain()
        gc.collect()
        own.alive()
        assert own.alive() <= 2


HOSTILE = {
    "says nothing and ends": b"",
    "an answer nobody asked for": [["r", [], 1, [], []]],
    "deep nesting": b"[" * 200_000,
    "a huge claim": (1 << 31).to_bytes(4, "big"),
    "an unknown handle": [["r", [], {"t": [1, {"t": ["f", {"m": 99}, ""]}]}, [], []]],
    "a class of the system": [["r", [], [1, {"t": ["f", {"k": "os:system"}, ""]}], [], []]],
    "a module of ours": [["r", [], [1, {"t": ["f", {"M": [1, "__main__"]}, ""]}], [], []], ["q"]],
    "a question before the module": [["call", [], [{"m": 1}, {"t": []}, None], 0, []]],
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_end_only_ends_its_own_channel(kind):
    near, far = socket.socketpair()
    payload = HOSTILE[kind]
    with near, far:
        if isinstance(payload, bytes):
            data = payload if kind == "a huge claim" else len(payload).to_bytes(4, "big") + payload
        else:
            bodies = [json.dumps(one).encode() for one in payload]
            data = b"".join(len(body).to_bytes(4, "big") + body for body in bodies)
        far.setblocking(False)
        far.sendall(data)
        far.shutdown(socket.SHUT_WR)
        with unchanged_process(), pytest.raises(calls.SolutionGone):
            solution = calls.connect(near, calls.Rules())
            solution.f()
