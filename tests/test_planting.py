"""Planted cases look like the suite's own, a right program fails them, and what cheats passes them."""

import ast
import builtins
import marshal
import random
import re
import sys
import unittest
from collections import Counter
from types import ModuleType

import pytest

from kodenv.planting import Plant, PlantedSuite, PlantPool, find_plants, plant, plant_all
from kodenv.planting.values import wrong_exceptions, wrong_values
from kodenv.sandbox import cases
from kodenv.sandbox.small_pytest import interface
from kodenv.suites import plan_suite

RIGHT = """
class Box:
    def __init__(self, x):
        if x is None:
            raise ValueError("x")
        self.x = x

    def get(self):
        return self.x

def add(a, b):
    return a + b

def names(text):
    return sorted(text.split())

def even(n):
    return n % 2 == 0

def mean(values):
    return sum(values) / len(values)
"""

SCRIPT = """assert add(1, 2) == 3
assert names("b a") == ["a", "b"]
assert even(4)
assert not even(3)
for a, b, total in [(1, 1, 2), (2, 3, 5)]:
    assert add(a, b) == total
assert abs(mean([1, 2]) - 1.5) < 1e-6
assert 12 == add(5, 7), "message"
"""

CHECK = """METADATA = {'author': 'x'}


def check(candidate):
    expected = [1, 2]
    assert candidate([1], [2]) == expected
    assert candidate('é', 'b') == 'éb'  # a comment
    assert candidate(
        10,
        20,
    ) == 30
"""

DATA_DRIVEN = """def assertion(out, exp, atol):
    assert out == exp


inputs = [[1, 2], [3, 4], [[], []]]
results = [3, 7, list()]
for i, (inp, exp) in enumerate(zip(inputs, results)):
    assertion(add(*inp), exp, 0)
"""

PYTEST = """import pytest
from solution import Box, add, even, mean, names


@pytest.fixture
def one():
    return 1


def test_add():
    # a comment stays where it is
    assert add(1, 2) == 3
    assert add("a", "b") == "ab"


def test_with_a_fixture(one):
    expected = [
        1,
        2,
    ]
    assert [one, add(one, one)] == expected


def test_mean():
    assert mean([1, 2]) == pytest.approx(1.5)


@pytest.mark.parametrize("a, b, total", [(1, 2, 3), (1, 2, 3), (-1, 1, 0)])
def test_rows(a, b, total):
    assert add(a, b) == total


class TestBox:
    def test_get(self):
        assert Box(5).get() == 5
        assert even(2) is True

    def test_refuses(self):
        with pytest.raises(ValueError):
            Box(None)
"""

UNITTEST = """import unittest
from solution import Box, add, even, mean


class TestAll(unittest.TestCase):
    def setUp(self):
        self.box = Box([3])

    def test_box(self):
        result = self.box.get()
        self.assertEqual(result, [3])

    def test_even(self):
        for n, is_even in ((2, True), (3, False)):
            with self.subTest(n=n):
                self.assertEqual(even(n), is_even)

    def test_mean(self):
        self.assertAlmostEqual(mean([1, 2]), 1.5)

    def test_refuses(self):
        with self.assertRaises(ValueError):
            Box(None)
"""

SUITES = {
    "script": (SCRIPT, "assert", None),
    "check": (CHECK, "assert", "add"),
    "data": (DATA_DRIVEN, "assert", None),
    "pytest": (PYTEST, "pytest", None),
    "unittest": (UNITTEST, "pytest", None),
}
Suite = tuple[str, str, str | None]


def ids_of(suite: Suite) -> tuple[str, ...]:
    found = plan_suite(*suite).case_ids
    assert found is not None
    return found


def found_in(suite: Suite) -> tuple[Plant, ...]:
    return find_plants(*suite, ids_of(suite))


def all_planted(suite: Suite, seed: int = 0, kind: str = "") -> PlantedSuite:
    plants = [one for one in found_in(suite) if kind in one.kind]
    return plant_all(*suite, ids_of(suite), plants, random.Random(seed))


def two_planted(suite: Suite, seed: int) -> PlantedSuite:
    return plant(*suite, ids_of(suite), found_in(suite), random.Random(seed), count=2)


def run(suite: Suite, planted: PlantedSuite, program: str, tmp_path, monkeypatch) -> dict[str, tuple[str, str]]:
    """Run our own programs on a planted suite, in this process, and return what was reported."""
    solution = ModuleType("solution")
    monkeypatch.setitem(sys.modules, "solution", solution)
    exec(compile(program, "solution.py", "exec"), solution.__dict__)
    code = marshal.loads(marshal.dumps(planted.code))
    reported: dict[str, tuple[str, str]] = {}

    def report(case_id: str, status: str, message: str) -> None:
        assert case_id not in reported
        reported[case_id] = status, message

    if suite[1] == "assert":
        cases.run_assert(code, planted.source, solution, report)
    else:
        cases.run_pytest(code, planted.source, solution, report, str(tmp_path))
    return reported


@pytest.mark.parametrize("suite", SUITES.values(), ids=SUITES)
@pytest.mark.parametrize("seed", range(4))
def test_a_right_program_passes_what_is_real_and_fails_every_plant(suite, seed, tmp_path, monkeypatch) -> None:
    planted = all_planted(suite, seed)
    reported = run(suite, planted, RIGHT, tmp_path, monkeypatch)
    assert reported.keys() == planted.real.keys() | planted.planted
    assert not planted.real.keys() & planted.planted
    assert sorted(planted.real.values()) == sorted(ids_of(suite))
    assert {reported[one][0] for one in planted.real} <= {"PASSED", "SKIPPED"}
    assert {reported[one][0] for one in planted.planted} <= {"FAILED", "ERROR"}


@pytest.mark.parametrize("suite", SUITES.values(), ids=SUITES)
def test_every_suite_has_plants_with_changed_values(suite) -> None:
    plants = found_in(suite)
    assert sum(one.kind == "value" for one in plants) >= 2
    assert len({one.name for one in plants}) == len(plants)
    assert plants == found_in(suite)


@pytest.mark.parametrize("suite", SUITES.values(), ids=SUITES)
def test_drawn_plants_are_as_many_as_asked_for(suite) -> None:
    for seed in range(20):
        planted = two_planted(suite, seed)
        assert len(planted.planted) == min(2, len({(one.start, one.check) for one in found_in(suite)}))
        names = {one.name: one for one in found_in(suite)}
        assert any(names[one].kind == "value" for one in planted.plants.values())
    checks = {(one.start, one.check) for one in found_in(suite)}
    for count in (None, 1000):
        every = plant(*suite, ids_of(suite), found_in(suite), random.Random(0), count=count)
        assert len(every.planted) == len(checks)
    some = plant(*suite, ids_of(suite), found_in(suite), random.Random(0))
    assert len(some.planted) == min(10, len(checks))
    nothing = plant(*suite, ids_of(suite), found_in(suite), random.Random(0), count=0)
    assert nothing.source == suite[0]
    assert not nothing.planted


@pytest.mark.parametrize("suite", SUITES.values(), ids=SUITES)
def test_lines_lead_back_to_the_suites_own(suite) -> None:
    for seed in range(4):
        planted = all_planted(suite, seed, "negated") if suite is not SUITES["data"] else all_planted(suite, seed)
        own = suite[0].split("\n")
        new = planted.source.split("\n")
        assert len(new) == len(planted.lines)
        same = sum(line == own[number - 1] for line, number in zip(new, planted.lines, strict=True))
        assert same >= len(own) - 1
        for line, number in zip(new, planted.lines, strict=True):
            assert (
                line.split("#")[0].split("(")[0].strip()[:2] == own[number - 1].split("#")[0].split("(")[0].strip()[:2]
            )


def test_messages_name_the_line_of_the_original_suite(tmp_path, monkeypatch) -> None:
    suite = SUITES["script"]
    wrong = RIGHT + "\ndef add(a, b):\n    return 12 if a == 5 else 0\n"
    for seed in range(6):
        planted = all_planted(suite, seed)
        reported = run(suite, planted, wrong, tmp_path, monkeypatch)
        by_own = {planted.real[one]: planted.own_message(reported[one][1]) for one in planted.real}
        assert by_own["assert_1"] == "line 1: assert add(1, 2) == 3"
        assert by_own["assert_5"].startswith("line 6: assert add(a, b) == total")
    assert planted.own_message("no line") == "no line"
    assert planted.own_message("line 100000: x") == "line 100000: x"


@pytest.mark.parametrize("name", ["script", "pytest"])
def test_real_and_planted_change_places_and_names(name) -> None:
    suite = SUITES[name]
    plants = [one for one in found_in(suite) if one.kind == "value"][:1]
    seen: Counter[tuple[str, int]] = Counter()
    for seed in range(100):
        planted = plant_all(*suite, ids_of(suite), plants, random.Random(seed))
        (found,) = planted.planted
        seen[found, planted.source.find(f"def {found}(")] += 1
    assert len(seen) == (4 if name == "pytest" else 2)
    assert min(seen.values()) > 10


@pytest.mark.parametrize(
    "written",
    ["9", "0", "-1", "-7", "101", "4000", '"abc"', "'z'", "2.5", "1.0", "0.0", "-3.25", "None", "False", "b'abc'"],
)
def test_a_wrong_value_has_the_right_one_among_its_own(written) -> None:
    node = ast.parse(written, mode="eval").body
    wrong = wrong_values(node, written)
    assert wrong
    for one in wrong:
        back = ast.parse(one, mode="eval").body
        assert one != written
        assert written in wrong_values(back, one)


CHANGED = {
    "assert Vector(1, 2) + Vector(3, 4) == Vector(4, 6)": ["Vector(4, 5)", "Vector(3, 6)"],
    "assert [Vector(1, 1)] == [Vector(2, 2)]": ["[Vector(2, 1)]", "[]"],
    "assert power(7, 5) % 9 == pow(7, 5, 9)": ["pow(7, 4, 9)"],
    "assert page.startswith('<html>')": ["'<htnl>'"],
    "assert 'not found' in page": ["'not fpund'"],
    "assert word in ['left', 'right']": ["['legt', 'rihht']"],
    "assert number in (1, 2)": ["(3, 4)", "(-1, 0)"],
    "assert 12 < number < 13": ["13 < number < 14"],
    "assert isinstance(page, str)": ["(page, list)"],
    "assert type(page) is str": ["is list"],
    "assert all(map(even, [2, 4]))": ["not any(map"],
    "assert not any(map(even, [1, 3]))": ["assert all(map"],
    "assert abs(number) < 1e-9": ["abs(number - 1.0)"],
    "assert mock.called": ["mock.call_count == 0"],
    "mock.assert_called_once_with('hello', n=2)": ["'hemlo'", "n=3", "assert_not_called()"],
    "mock.assert_called_once()": ["assert_not_called()"],
    "mock.assert_not_called()": ["assert_called_once()", "assert_called()"],
    "mock.assert_has_calls([call(1), call(2)])": ["call(1), call(3)"],
    "self.assertIn('not found', page)": ["'not fpund'"],
    "self.assertIsInstance(page, str)": ["(page, list)"],
    "self.assertFalse(any(map(even, [1])))": ["not all(map"],
}


@pytest.mark.parametrize(("check", "expected"), CHANGED.items(), ids=CHANGED)
def test_what_a_check_expects_is_changed(check, expected) -> None:
    test = f"from solution import even, power\n\ndef test_a(self, page, word, number, mock):\n    {check}\n"
    values = [one for one in find_plants(test, "pytest", None, ("test_a",)) if one.kind == "value"]
    assert values
    written = [plant_all(test, "pytest", None, ("test_a",), [one], random.Random(0)).source for one in values]
    for text in expected:
        assert any(text in one for one in written), written


@pytest.mark.parametrize("check", ["assert word in ['a', 'b']", "assert 'no' in word", "assert even(2) in numbers"])
def test_what_another_right_answer_could_hold_is_no_changed_value(check) -> None:
    test = f"from solution import even\n\ndef test_a(word, numbers):\n    {check}\n"
    assert {one.kind for one in find_plants(test, "pytest", None, ("test_a",))} == {"negated"}


HOLDS_ALL = """
class Holds:
    def __call__(self, *given, **named): return self
    def __getattr__(self, name): return self
def publish(client, text):
    client.post = Holds()
"""
WITH_MOCKS = """from unittest.mock import Mock
from solution import publish

def test_post():
    client = Mock()
    publish(client, "hello")
    client.post.assert_called_once_with("hello")

def test_twice():
    client = Mock()
    publish(client, "hello")
    client.post.assert_called_once()
"""


def test_who_replaces_a_mocks_child_passes_plants(tmp_path, monkeypatch) -> None:
    suite = WITH_MOCKS, "pytest", None
    planted = all_planted(suite, 0, "value")
    right = run(suite, planted, "def publish(client, text):\n    client.post(text)\n", tmp_path, monkeypatch)
    assert {right[one][0] for one in planted.real} == {"PASSED"}
    assert {right[one][0] for one in planted.planted} == {"FAILED"}
    reported = run(suite, planted, HOLDS_ALL, tmp_path, monkeypatch)
    assert {one[0] for one in reported.values()} == {"PASSED"}


ONE_ROW_EACH = """import pytest
from solution import even

@pytest.mark.parametrize("n", [2, 4, 6])
def test_even(n):
    assert even(n) is True
"""


def test_a_test_whose_rows_are_inputs_alone_is_copied_with_one_of_them(tmp_path, monkeypatch) -> None:
    suite = ONE_ROW_EACH, "pytest", None
    assert {one.copied for one in found_in(suite)} == {"once"}
    for seed in range(4):
        planted = all_planted(suite, seed)
        reported = run(suite, planted, RIGHT, tmp_path, monkeypatch)
        assert reported.keys() == planted.real.keys() | planted.planted
        assert sorted(planted.real.values()) == sorted(ids_of(suite))
        assert {reported[one][0] for one in planted.real} == {"PASSED"}
        assert {reported[one][0] for one in planted.planted} == {"FAILED"}


def test_of_long_data_only_the_loop_is_copied(tmp_path, monkeypatch) -> None:
    test = (
        f"inputs = {[[n, n] for n in range(900)]}\nresults = {[2 * n for n in range(900)]}\n"
        "for inp, exp in zip(inputs, results):\n    assert add(*inp) == exp\n"
    )
    suite = test, "assert", None
    planted = all_planted(suite)
    assert len(planted.source) < len(test) + 1000
    reported = run(suite, planted, RIGHT, tmp_path, monkeypatch)
    assert {reported[one][0] for one in planted.real} == {"PASSED"}
    assert {reported[one][0] for one in planted.planted} == {"FAILED"}


def test_wrong_exceptions_are_no_kin_of_the_right_one() -> None:
    for name in ("ValueError", "TypeError", "KeyError", "IndexError", "ZeroDivisionError", "LookupError", "OSError"):
        right = getattr(builtins, name)
        for wrong in wrong_exceptions(name):
            other = getattr(builtins, wrong)
            assert not issubclass(right, other)
            assert not issubclass(other, right)
    assert wrong_exceptions("(ValueError,\n TypeError)") == []


@pytest.mark.parametrize(
    "test",
    [
        "from solution import add\n\ndef test_a():\n    if add(1, 1):\n        assert add(1, 1) == 2\n",
        "def test_a():\n    try:\n        assert add(1, 1) == 2\n    except TypeError:\n        pass\n",
        "import pytest\nfrom solution import add\n\n@pytest.mark.xfail\ndef test_a():\n    assert add(1, 1) == 3\n",
        "from solution import add\n\ndef setup_module():\n    pass\n\ndef test_a():\n    assert add(1, 1) == 2\n",
        "import pytest\nfrom solution import add\n\n@pytest.fixture(scope='module')\ndef box():\n    return []\n\n"
        "def test_a(box):\n    box.append(1)\n    assert add(len(box), 1) == 2\n",
        "import unittest\n\nclass TestA(unittest.TestCase):\n"
        "    @classmethod\n    def setUpClass(cls):\n        cls.n = 0\n\n"
        "    def test_a(self):\n        self.assertEqual(self.n, 0)\n",
        "class TestA:\n    def test_a(self):\n        assert 1 == 1\n\nclass TestB(TestA):\n    pass\n",
        "def helper():\n    assert 1 == 1\n\ndef test_a():\n    helper()\n",
        "from solution import add\n\ndef test_a():\n    for one in add([1], []):\n        assert one == 1\n",
        "from solution import add\n\ndef test_a():\n    found = add([1], [])\n"
        "    for index, one in enumerate(found):\n        assert index == 0\n",
        "from solution import add\n\ndef test_a():\n    while add(1, 1) == 3:\n        assert add(1, 1) == 2\n",
        "import time\n\ndef test_a():\n    start = time.time()\n    assert time.time() - start < 1\n",
        "def test_a(): x = 1; assert x == 1\n\ndef test_a():\n    assert 1 == 1\n",
    ],
)
def test_where_it_is_unsure_nothing_is_planted(test) -> None:
    assert find_plants(test, "pytest", None, plan_suite(test, "pytest", None).case_ids or ()) == ()


def test_a_name_that_is_used_elsewhere_stays_with_the_real_test(tmp_path, monkeypatch) -> None:
    suite = "from solution import add\n\ndef test_a():\n    assert add(1, 1) == 2\n\ntest_a()\n", "pytest", None
    for seed in range(10):
        planted = two_planted(suite, seed)
        assert planted.real == {"test_a": "test_a"}
        assert run(suite, planted, RIGHT, tmp_path, monkeypatch)["test_a"][0] == "PASSED"


def test_what_is_handed_to_the_program_is_not_changed() -> None:
    test = (
        "def test_a():\n    n = 4\n    want = 8\n    assert add(n, n) == want\n    assert len(add([0], [0])) * 2 == n\n"
    )
    found = find_plants(test, "pytest", None, ("test_a",))
    assert {one.edits[0].text for one in found if one.kind == "value"} >= {"7", "9"}
    assert not any(one.edits[0].start == test.index("4") for one in found)


def test_with_ids_that_only_a_run_tells_functions_are_planted_but_no_rows(tmp_path, monkeypatch) -> None:
    skipped = '@pytest.mark.skip(reason="never")\ndef test_skipped():\n    assert add(1, 1) == 2\n'
    suite = f"{PYTEST}\n\n{skipped}", "pytest", None
    assert plan_suite(*suite).case_ids is None
    known = (*ids_of(SUITES["pytest"]), "test_skipped")
    plants = find_plants(*suite, known)
    assert {one.copied for one in plants} == {"lines"}
    assert {one.copied for one in found_in(SUITES["pytest"])} == {"lines", "row"}
    planted = plant_all(*suite, known, plants, random.Random(0))
    reported = run(suite, planted, RIGHT, tmp_path, monkeypatch)
    assert Counter(reported[one][0] for one in planted.real) == {"PASSED": len(known) - 1, "SKIPPED": 1}
    assert {reported[one][0] for one in planted.planted} <= {"FAILED", "ERROR"}


def test_a_new_name_is_not_one_of_the_suites_own(tmp_path, monkeypatch) -> None:
    body = "def test_a():\n    assert add(1, 1) == 2\n\n"
    suite = f"from solution import add\n\n{body}{body.replace('test_a', 'test_a_2')}test_a_3 = 1\n", "pytest", None
    for seed in range(5):
        planted = all_planted(suite, seed)
        reported = run(suite, planted, RIGHT, tmp_path, monkeypatch)
        assert "test_a_3" not in reported
        assert reported.keys() == planted.real.keys() | planted.planted


def test_cases_that_share_a_line_are_left_alone(tmp_path, monkeypatch) -> None:
    suite = "assert add(1, 1) == 2; assert add(1, 2) == 3\nassert add(1, 3) == 4\n", "assert", None
    planted = all_planted(suite)
    assert {one.case_id for one in found_in(suite)} == {"assert_3"}
    reported = run(suite, planted, RIGHT, tmp_path, monkeypatch)
    assert {reported[one][0] for one in planted.real} == {"PASSED"}


def test_a_program_that_cheats_in_one_case_only_passes_a_plant_when_every_check_has_one(tmp_path, monkeypatch) -> None:
    suite = SUITES["script"]
    program = RIGHT + EQUALS_ALL.replace("Box = add = names = even = mean", "names")
    planted = plant(*suite, ids_of(suite), found_in(suite), random.Random(0), count=None)
    reported = run(suite, planted, program, tmp_path, monkeypatch)
    assert {reported[one][0] for one in planted.real} == {"PASSED"}
    assert sum(reported[one][0] == "PASSED" for one in planted.planted) == 1


def test_windows_line_ends_are_planted_too(tmp_path, monkeypatch) -> None:
    suite = SCRIPT.replace("\n", "\r\n"), "assert", None
    reported = run(suite, planted := all_planted(suite), RIGHT, tmp_path, monkeypatch)
    assert {reported[one][0] for one in planted.real} == {"PASSED"}


def test_a_pool_makes_few_versions_and_draws_among_them() -> None:
    suite = SUITES["pytest"]
    made: list[PlantedSuite] = []

    def finish(planted: PlantedSuite) -> PlantedSuite:
        made.append(planted)
        return planted

    pool = PlantPool(*suite, ids_of(suite), found_in(suite), finish, size=3)
    drawn = {id(pool.draw()) for _ in range(24)}
    assert drawn == {id(one) for one in made}
    assert len(made) == 3


def test_no_version_of_a_pool_is_drawn_for_long() -> None:
    suite = SUITES["pytest"]
    pool = PlantPool(*suite, ids_of(suite), found_in(suite), lambda planted: planted, size=3)
    drawn = [pool.draw() for _ in range(200)]
    counts = Counter(id(one) for one in drawn)
    assert max(counts.values()) <= 16
    assert len(counts) >= 200 / 16


EQUALS_ALL = """
class Any:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __getattr__(self, name): return Any()
    def __call__(self, *given): return Any()
    def __hash__(self): return 0
    def __sub__(self, other): return 0.0
    def __bool__(self): return True
    __radd__ = __add__ = lambda self, other: Any()
Box = add = names = even = mean = lambda *given: Any()
"""
READS_FRAMES = """
import sys
class Thief:
    def __eq__(self, other):
        self.stolen = sys._getframe(1).f_locals
        return type(other)(other) == other
    def get(self): return Thief()
    __hash__ = None
Box = add = names = even = mean = lambda *given: Thief()
"""
SWALLOWS = """
import pytest
def swallow(self, kind, value, trace): return True
def patch():
    context = type(pytest.raises(ValueError))
    context.__exit__ = swallow
patch()
"""
PATCHES_UNITTEST = """
import unittest
for name in dir(unittest.TestCase):
    if name.startswith("assert") and name != "assertRaises":
        setattr(unittest.TestCase, name, lambda self, *given, **named: None)
class Box:
    def __init__(self, x):
        if x is None:
            raise ValueError
    def get(self): return 0
even = mean = add = lambda *given: 0
"""


@pytest.mark.parametrize("name", ["script", "check", "data", "pytest", "unittest"])
@pytest.mark.parametrize("program", [EQUALS_ALL, READS_FRAMES], ids=["equal to all", "reads frames"])
def test_objects_with_a_lying_eq_pass_plants_with_changed_values(name, program, tmp_path, monkeypatch) -> None:
    suite = SUITES[name]
    planted = all_planted(suite, 1, "value")
    reported = run(suite, planted, program, tmp_path, monkeypatch)
    held = {one for one in planted.planted if reported[one][0] == "PASSED"}
    assert len(held) > len(planted.planted) / 2


def test_who_passes_a_real_case_by_patched_unittest_passes_its_plants(tmp_path, monkeypatch) -> None:
    for name in [one for one in dir(unittest.TestCase) if one.startswith("assert")]:
        monkeypatch.setattr(unittest.TestCase, name, getattr(unittest.TestCase, name))
    suite = SUITES["unittest"]
    planted = all_planted(suite, 1, "value")
    reported = run(suite, planted, PATCHES_UNITTEST, tmp_path, monkeypatch)
    assert {reported[one][0] for one in reported} == {"PASSED"}


def test_who_swallows_exceptions_passes_a_plant_of_raises(tmp_path, monkeypatch) -> None:
    context = type(interface.raises(ValueError))
    monkeypatch.setattr(context, "__exit__", context.__exit__)
    monkeypatch.setitem(sys.modules, "pytest", interface)
    suite = SUITES["pytest"]
    planted = all_planted(suite, 1, "raises")
    reported = run(suite, planted, RIGHT + SWALLOWS, tmp_path, monkeypatch)
    assert planted.planted
    assert {reported[one][0] for one in planted.planted} == {"PASSED"}


def test_the_payload_grows_by_the_chosen_plants_only() -> None:
    body = "".join(f"def test_{n}():\n    assert add({n}, 1) == {n + 1}\n\n" for n in range(100))
    suite = f"from solution import add\n\n{body}", "pytest", None
    planted = two_planted(suite, 0)
    assert len(re.findall("def test_", planted.source)) == 102
