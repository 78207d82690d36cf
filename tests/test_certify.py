"""Certificates: every planted defect is named as what it is, and a sound suite has none."""

import json

import pytest

from kodenv import Triplet
from kodenv.certifying.certifier import Certifier, Effort
from kodenv.certifying.codes import CODES
from kodenv.judge import Judge

SOLUTION = "def f(x):\n    if x > 3:\n        return x + 1\n    return x - 1\n"
IMPORT = "from solution import f\n\n"
A = "def test_a():\n    assert f(4) == 5\n\n"
SOUND = IMPORT + A + "def test_b():\n    assert f(3) == 2\n\ndef test_c():\n    assert f(0) == -1\n"
COLUMNS = [
    "question_id", "reference", "vacuous", "stub_passes", "flaky_cases", "cases", "minimal_cases", "mutants", "killed",
    "mutation_score", "mutation_interval", "survivors", "kills", "line_coverage", "branch_coverage", "split",
    "entry_point_named", "prompt_leak", "warnings", "measured",
]  # fmt: skip


@pytest.fixture(scope="module")
def certifier():
    with (
        Judge(cache=False) as judge,
        Judge(isolation="shared", plants=False, cache=False) as bench,
        Judge(isolation="shared", plants=False, cache=False) as shaker,
    ):
        yield Certifier(judge, bench, shaker, Effort(mutants=12))


def triplet(test: str, name: str = "q", **more: str) -> Triplet:
    values = {"question": "Write f(x), such that f(4) is 5.", "solution": SOLUTION, "entry_point": "f", **more}
    return Triplet(question_id=name, test=test, **values)


def test_a_sound_suite_kills_every_mutant_and_has_no_warning(certifier):
    row = certifier.certify(triplet(SOUND)).to_row()
    assert list(row) == COLUMNS
    assert row["reference"] == "PASSED" and row["split"] and row["entry_point_named"]
    assert not (row["vacuous"] or row["stub_passes"] or row["flaky_cases"] or row["warnings"] or row["survivors"])
    assert row["killed"] == row["mutants"] == 12 and row["mutation_score"] == 1
    assert row["mutation_interval"][0] < 0.9 and row["mutation_interval"][1] == 1
    assert row["cases"] == ["test_a", "test_b", "test_c"] and row["minimal_cases"] == ["test_a", "test_b"]
    assert row["line_coverage"] == row["branch_coverage"] == 1
    assert row["prompt_leak"] == pytest.approx(1 / 3, abs=1e-6)
    json.dumps(row, allow_nan=False)


DEFECTS = {
    "no_assertion": IMPORT + "def test_a():\n    f(4)\n",
    "case_without_assertion": IMPORT + A + "def test_b():\n    f(3)\n",
    "constant_assertion": IMPORT + A + "def test_b():\n    assert (f(3), 7)\n",
    "swallowed_exception": IMPORT
    + "def test_a():\n    try:\n        assert f(4) == 6\n    except Exception:\n        pass\n",
    "vacuous": "def g(x):\n    return x + 1\n\ndef test_a():\n    assert g(4) == 5\n",
    "stub_passes": IMPORT + "def test_a():\n    assert f(4) is None or isinstance(f(4), int)\n",
    "case_without_solution": IMPORT + A + "def test_b():\n    assert sorted([2, 1]) == [1, 2]\n",
    "reads_clock": "import time\n" + IMPORT + A + "def test_b():\n    assert time.time() > 0\n",
    "network": "import socket\n" + IMPORT + A,
    "sleeps": "import time\n" + IMPORT + "def test_a():\n    time.sleep(0)\n    assert f(4) == 5\n",
    "unseeded_random": "import random\n" + IMPORT + "def test_a():\n    assert f(random.randint(4, 9)) >= 5\n",
    "reads_own_files": "import inspect, solution\n\ndef test_a():\n    assert inspect.getsource(solution.f)\n"
    "    assert solution.f(4) == 5\n",
}  # fmt: skip
FLAKY = {
    "flaky_order": IMPORT
    + "seen = []\n\ndef test_a():\n    seen.append(f(4))\n\ndef test_b():\n    assert seen == [5]\n",
    "flaky_clock": "import datetime\n" + IMPORT + A
    + "def test_b():\n    assert datetime.date.today().year < 2030 and f(3) == 2\n",
    "flaky_chance": "import random\n" + IMPORT + A + "def test_b():\n    assert random.random() > 0.3 and f(3) == 2\n",
    "flaky_by_itself": "import os\n" + IMPORT + A + "def test_b():\n    assert os.urandom(1)[0] % 2 and f(3) == 2\n",
    "flaky_timeout": "import random\n" + IMPORT + A
    + "def test_b():\n    while random.random() < 0.1:\n        while True:\n            pass\n    assert f(3) == 2\n",
}  # fmt: skip


@pytest.mark.parametrize("code", sorted(DEFECTS))
def test_a_planted_defect_is_named(certifier, code):
    found = certifier.certify(triplet(DEFECTS[code], code))
    assert found.reference == "PASSED" and code in found.warnings
    assert not found.flaky_cases
    assert found.vacuous == (code in ("vacuous", "swallowed_exception"))
    assert found.stub_passes == ("stub_passes" in found.warnings)


@pytest.mark.parametrize("code", sorted(FLAKY))
def test_an_unsteady_case_is_found_and_its_cause_named(certifier, code):
    found = certifier.certify(triplet(FLAKY[code], code))
    assert list(found.flaky_cases) == ["test_b"] and {"flaky", code} <= {*found.warnings}
    assert "test_b" not in found.kills and "test_b" not in found.minimal_cases


def test_every_code_is_explained():
    assert DEFECTS.keys() | FLAKY.keys() <= CODES.keys()
