"""What plan_suite says of a suite is true when the suite runs."""

import gzip
import json
import os
from pathlib import Path

import pytest
from test_cases import MARK, SUITES

from kodenv.errors import DataError
from kodenv.sandbox import cases
from kodenv.suites import module_imports, plan_suite

DATA = os.environ.get("KODENV_REAL_DATA")


def plan(test: str):
    return plan_suite(test, "pytest", None)


@pytest.mark.parametrize("path", SUITES, ids=lambda path: path.stem)
def test_suites_the_small_runner_covers_stay_with_it(path: Path) -> None:
    planned = plan(path.read_text(encoding="utf-8").split(MARK)[1])
    assert planned.runner == ("pytest" if path.stem == "generator_test" else "small"), planned.reason


@pytest.mark.parametrize(
    "test",
    [
        "import pytest\ndef test_a(capfd): pass",
        "import pytest\ndef test_a(caplog): pass",
        "def test_a(tmpdir): pass",
        "import pytest\n@pytest.mark.parametrize('a', [1], indirect=True)\ndef test_a(a): pass",
        "import pytest\n@pytest.mark.filterwarnings('error')\ndef test_a(): pass",
        "import pytest\n@pytest.fixture(params=[1], scope='module')\ndef a(request): pass\ndef test_a(a): pass",
        "import pytest\n@pytest.fixture(scope=choose)\ndef a(): pass\ndef test_a(a): pass",
        "import pytest\n@pytest.fixture\nasync def a(): pass\ndef test_a(a): pass",
        "import pytest\ndef test_a(request): request.node",
        "import pytest\ndef test_a():\n with pytest.raises(E) as e: f()\n e.group_contains(E)",
        "import pytest\ndef test_a(): pytest.exit('x')",
        "import pytest as p\ndef test_a(): p.RaisesGroup(E)",
        "from pytest import RaisesGroup\ndef test_a(): pass",
        "import pytest\nx = pytest\ndef test_a(): x.raises",
        "from hypothesis import given\ndef test_a(): pass",
        "import pytest_asyncio\ndef test_a(): pass",
        "def pytest_generate_tests(metafunc): pass\ndef test_a(): pass",
        "class TestA:\n __test__ = False\n def test_a(self): pass",
        "def test_a():\n yield 1",
        "import pytest, unittest\nclass A(unittest.TestCase):\n @pytest.fixture(autouse=True)\n def f(self): pass",
        "import pytest\n@pytest.mark.parametrise('a', [1])\ndef test_a(a): pass",
    ],
)
def test_suites_beyond_the_small_runner_go_to_pytest(test: str) -> None:
    assert plan(test).runner == "pytest"


@pytest.mark.parametrize(
    "test",
    [
        "import pytest\n@pytest.mark.skipif(True, reason='x')\ndef test_a(): pass",
        "def test_a(): pytest.skip('x')\nimport pytest",
        "if x:\n def test_a(): pass",
        "for n in range(3):\n globals()[f'test_{n}'] = lambda: None",
        "from helpers import *\ndef test_a(): pass",
        "from helpers import Base\nclass TestA(Base):\n pass",
        "from helpers import test_b\ndef test_a(): pass",
        "@decorated\ndef test_a(): pass",
        "import pytest\n@pytest.mark.parametrize('a', make())\ndef test_a(a): pass",
        "import pytest\n@pytest.mark.parametrize('a', [f(1)])\ndef test_a(a): pass",
        "import pytest\nx = -x\n@pytest.mark.parametrize('a', [x])\ndef test_a(a): pass",
        "import pytest\n@pytest.fixture(params=[1])\ndef a(request): pass\ndef test_a(a): pass",
        "import unittest\nclass A(unittest.TestCase):\n def test_a(self): self.skipTest('x')",
        "def test_a(): pass\ntest_b = make()",
    ],
)
def test_ids_are_unknown_where_the_text_does_not_tell(test: str) -> None:
    planned = plan(test)
    assert planned.case_ids is None
    assert "ids unknown" in planned.reason


def test_main_guard_is_not_looked_at() -> None:
    planned = plan("import pytest\ndef test_a(): pass\nif __name__ == '__main__':\n    pytest.main()")
    assert (planned.runner, planned.case_ids, planned.reason) == ("small", ("test_a",), "")


@pytest.mark.parametrize("test", ["def test_a(:", "\0", "x = " + "(" * 500])
def test_a_suite_that_does_not_parse_is_refused(test: str) -> None:
    with pytest.raises(DataError, match="expected a Python test suite"):
        plan(test)


def test_odd_escapes_give_no_warning() -> None:
    assert plan("def test_a():\n    assert '\\d'").case_ids == ("test_a",)


@pytest.mark.parametrize(
    "test",
    [
        "open('solution.py')",
        "import subprocess",
        "import inspect, solution\ninspect.getsource(solution)",
        "import importlib, solution\nimportlib.reload(solution)",
    ],
)
def test_suites_that_look_at_the_file_are_seen(test: str) -> None:
    assert plan(test).needs_source_file
    assert not plan("import solution\ndef test_a(): solution.f()").needs_source_file


def test_imports_are_top_level_names() -> None:
    assert module_imports("import a.b, c\nfrom d.e import f\nfrom . import g\ndef h():\n    import i") == {
        "a",
        "c",
        "d",
        "i",
    }
    assert module_imports("not python at all") == frozenset()


def test_script_ids_are_those_of_its_steps() -> None:
    source = "import math\nassert f(1)\nx = 2\nfor n in (1, 2):\n    assert f(n)\nprint('done')"
    planned = plan_suite(source, "assert", "f")
    assert (planned.runner, planned.case_ids) == ("script", ("assert_1", "assert_2"))
    assert planned.case_ids == tuple(one for one, _ in cases.compile_assert(source, "f") if one)


def test_check_without_an_entry_point_is_refused() -> None:
    with pytest.raises(DataError, match="entry_point"):
        plan_suite("def check(candidate):\n    assert candidate(1)", "assert", None)


def _rows(name: str) -> list[dict[str, str]]:
    if DATA is None:
        pytest.skip("KODENV_REAL_DATA is not set: no real data to plan")
    path = Path(DATA) / name
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


@pytest.mark.parametrize(
    "name", ["kodcode_canonical_a.jsonl.gz", "bigcodebench_stdlib_a.jsonl", "humaneval.jsonl", "mbpp_canonical.jsonl"]
)
def test_real_suites_are_small_with_known_ids(name: str) -> None:
    planned = [plan_suite(row["test"], row["test_format"], row["entry_point"]) for row in _rows(name)]
    known = [one for one in planned if one.runner in ("small", "script") and one.case_ids]
    assert len(known) >= 0.95 * len(planned)
