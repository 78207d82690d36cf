"""The parts of a certificate that need no sandbox: what texts say, counts, covers, bounds, inputs, stubs."""

import ast
import math
import random

import pytest

from kodenv import Case, CaseStatus, Status, Triplet, Verdict, rewards
from kodenv.certified import WEAK_SUITE, WITHOUT_CERTIFICATE, case_weights, shortcoming, weighted
from kodenv.certifying.bounds import rate_bound, wilson
from kodenv.certifying.fuzzing import ask_like
from kodenv.certifying.inputs import draw_arguments
from kodenv.certifying.kills import killers, kills_by_case, smallest_cover
from kodenv.certifying.overview import Overview
from kodenv.certifying.page import render_page
from kodenv.certifying.reading import read_triplet
from kodenv.certifying.stubs import stubs_of
from kodenv.certifying.trials import plan_runs
from kodenv.sandbox import variation


def triplet(test: str, solution: str = "def f(x):\n    return x\n", **more: object) -> Triplet:
    return Triplet(question_id="q", question="f?", solution=solution, test=test, **more)  # type: ignore[arg-type]


def verdict(*statuses: str, status: Status = Status.FAILED) -> Verdict:
    cases = tuple(Case(id=f"c{n}", status=CaseStatus(one)) for n, one in enumerate(statuses, 1))
    passed = sum(one.status is CaseStatus.PASSED for one in cases)
    return Verdict(status=status, passed=passed, total=len(cases), cases=cases)


@pytest.mark.parametrize(
    ("test", "codes"),
    [
        ("def test_a():\n    assert f(1) == 1\n", set()),
        ("def test_a():\n    check(f(1))\ndef check(x):\n    assert x == 1\n", set()),
        ("class T(unittest.TestCase):\n    def test_a(self):\n        self.assertEqual(f(1), 1)\n", set()),
        ("import pytest\ndef test_a():\n    with pytest.raises(ValueError):\n        f(1)\n", set()),
        ("def test_a():\n    try:\n        f(1)\n    except ValueError:\n        assert False\n    assert f(1)\n",
         {"constant_assertion"}),
        ("def test_a():\n    assert f(1) == f(1)\n", set()),
        ("def test_a():\n    x = f(1)\n    assert x == x\n", {"constant_assertion"}),
        ("def test_a():\n    assert f(1) or True\n", {"constant_assertion"}),
        ("import random\nrandom.seed(1)\ndef test_a():\n    assert f(random.random())\n", set()),
        ("from time import sleep\ndef test_a():\n    sleep(1)\n    assert f(1)\n", {"sleeps"}),
        ("from datetime import datetime\ndef test_a():\n    assert f(datetime.now())\n", {"reads_clock"}),
        ("from datetime import datetime\ndef test_a():\n    assert f(datetime(2020, 1, 1))\n", set()),
        ("def test_a():\n    assert open('solution.py').read()\n", {"reads_own_files"}),
        ("import contextlib\ndef test_a():\n    with contextlib.suppress(Exception):\n        assert f(1)\n",
         {"swallowed_exception"}),
    ],
)  # fmt: skip
def test_what_a_suites_text_says(test, codes):
    assert set(read_triplet(triplet(test)).warnings) == codes


def test_what_a_solution_does_is_told_apart():
    found = read_triplet(triplet("def test_a():\n    assert f()\n", "import time\ndef f():\n    return time.time()\n"))
    assert found.warnings == ("solution_reads_clock",) and "clock" in found.risks


def test_killers_of_a_run_that_ended_early():
    ids = ["c1", "c2", "c3"]
    assert killers(verdict("PASSED", "FAILED", "ERROR"), ids) == ["c2", "c3"]
    assert killers(verdict("PASSED", "NOT_RUN", "NOT_RUN"), ids) == ["c2"]
    assert killers(verdict("NOT_RUN", "NOT_RUN", "NOT_RUN"), ids) == ids
    assert killers(verdict("PASSED", "XFAILED", "PASSED"), ids) == []
    assert killers(Verdict(status=Status.TIMEOUT), ids) == ids


def test_a_cover_kills_all_and_needs_each_of_its_cases():
    rng = random.Random(3)
    for _ in range(200):
        kills = {f"c{n}": rng.sample([f"m{k}" for k in range(8)], rng.randint(1, 5)) for n in range(6)}
        chosen = smallest_cover(kills)
        every = {mutant for mutants in kills.values() for mutant in mutants}
        assert {mutant for case in chosen for mutant in kills[case]} == every
        assert [case for case in kills if case in chosen] == chosen
        assert len(chosen) <= min(len(every), len(kills))
    assert smallest_cover({}) == []
    assert kills_by_case({"m1": ["c2"], "m2": ["c2", "c1"]}, ["c1", "c2", "c3"]) == {"c1": ["m2"], "c2": ["m1", "m2"]}


def test_intervals_and_bounds():
    assert wilson(0, 0) is None
    assert wilson(10, 10) == (0.722467, 1.0) and wilson(0, 10)[1] == pytest.approx(1 - 0.722467, abs=1e-6)
    low, high = wilson(50, 100)
    assert (low, high) == pytest.approx((0.4038, 0.5962), abs=1e-4)  # as statsmodels' proportion_confint
    assert rate_bound(29) < 0.1 < rate_bound(28) and rate_bound(0) == 1
    assert math.isclose((1 - rate_bound(40)) ** 40, 0.05, rel_tol=1e-3)


def test_runs_grow_where_the_texts_name_a_source_of_chance():
    plain, risky = plan_runs(triplet("x"), frozenset(), 8), plan_runs(triplet("x"), frozenset({"hashes"}), 8)
    assert len(plain) == 8 and len(risky) == 40
    assert len({one.hash_seed for one in plain}) == 4 and len({one.hash_seed for one in risky}) == 32
    assert variation.REVERSED in {one.order for one in plain} and not any(one.days for one in plain)
    assert any(one.days for one in plan_runs(triplet("x"), frozenset({"clock"}), 8))
    assert plan_runs(triplet("x"), frozenset(), 8) == plain


def test_orders_keep_classes_together_and_every_item():
    names = ["test_a", "A::test_a", "A::test_b", "B::test_a", "test_b"]
    orders = {tuple(variation.arranged(names, names, order)) for order in range(2, 60)}
    assert len(orders) > 20 and variation.arranged(names, names, 1) == names[::-1]
    for order in orders:
        assert sorted(order) == sorted(names) and abs(order.index("A::test_a") - order.index("A::test_b")) == 1


def test_steps_of_processor_time_double():
    assert [variation.cpu_limit(step) for step in (1, 2, 3)] == [0.025, 0.05, 0.1]
    assert [variation.steps_for(seconds) for seconds in (0.001, 0.025, 0.026, 0.8)] == [1, 1, 2, 6]


def test_stubs_keep_the_names_and_nothing_else():
    solution = (
        "import math\nLIMIT = 3\nTABLE = make()\n\nclass Box(list):\n    size = 2\n    def __init__(self, x):\n"
        "        self.x = x\n    def get(self):\n        return self.x\n\n"
        "def f(x: int) -> bool:\n    return x > LIMIT\n"
    )
    stubs = stubs_of(triplet("assert f(4) == True\nassert f(5) == True\nassert f(1) == False\n", solution))
    assert stubs is not None
    for source in (stubs.raising, stubs.empty, *stubs.constants):
        tree = ast.parse(source)
        assert "self.x" not in source and "LIMIT = 3" in source and "TABLE = None" in source
        assert [node.name for node in tree.body if hasattr(node, "name")] == ["Box", "f"]
    assert "return True" in stubs.constants[0] and "return x" in stubs.constants[-1]
    printed = stubs_of(triplet('[{"input": "1", "output": "YES"}]', test_format="stdio"))
    assert printed is not None and printed.constants == ("print('YES')\n",)


def test_drawn_inputs_are_like_the_ones_seen():
    calls = [(([3, 1], "ab"), {}), (([], "ba"), {}), (([7], "a"), {"key": 2})]
    drawn = draw_arguments(calls, 60, random.Random(0))
    assert drawn[:3] == calls and len({repr(one) for one in drawn}) == len(drawn) == 60
    for (numbers, text), keywords in drawn:
        assert isinstance(numbers, list) and set(text) <= set("ab") and set(keywords) <= {"key"}
        assert all(type(one) is int and one >= 0 for one in numbers)


def test_questions_are_asked_of_checked_functions_too():
    asked = ask_like(
        triplet("def check(candidate):\n    assert candidate(3) == 3\n", entry_point="f", test_format="assert")
    )
    assert asked is not None and "f(3)" in asked.calls.values() and len(asked.calls) >= 4
    assert ask_like(triplet("def test_a():\n    assert f(*[1]) == 1\n")) is None


CERTIFICATE = {"mutants": 4, "kills": {"c1": ["m1", "m2", "m3"], "c2": ["m1"]}, "mutation_score": 0.75}


def test_a_case_counts_by_what_it_kills():
    certified = triplet("x", certificate=CERTIFICATE)
    found = weighted(verdict("FAILED", "PASSED", "PASSED"), certified)
    assert [case.weight for case in found.cases] == [0.75, 0.25, 0.0]
    assert rewards.weighted_by_kill(found) == 0.25
    assert rewards.weighted_by_kill(weighted(verdict("PASSED", "FAILED", "FAILED"), certified)) == 0.75
    bare = verdict("FAILED", "PASSED", "PASSED")
    assert weighted(bare, triplet("x")) is bare and rewards.weighted_by_kill(bare) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    "strange", [None, {}, {"kills": 3}, {"kills": {"c1": 5}, "mutants": 2}, {"mutants": "4", "kills": {}}]
)
def test_a_certificate_of_another_maker_gives_no_weights(strange):
    assert case_weights(strange) == {}


@pytest.mark.parametrize(
    ("certificate", "least", "reason"),
    [
        (None, None, ""),
        (None, 0.0, WITHOUT_CERTIFICATE),
        ({"mutation_score": None}, 0.1, WITHOUT_CERTIFICATE),
        (CERTIFICATE, 0.75, ""),
        (CERTIFICATE, 0.76, WEAK_SUITE),
        ({**CERTIFICATE, "flaky_cases": ["c1"]}, 0.1, "flaky_suite"),
    ],
)
def test_why_a_suite_is_not_good_enough(certificate, least, reason):
    assert shortcoming(triplet("x", certificate=certificate), least) == reason


def test_the_page_shows_the_weakest_and_escapes_what_it_shows():
    overview = Overview()
    for number in range(60):
        row = {
            "question_id": f"<q{number}>", "reference": "PASSED", "vacuous": False, "stub_passes": number == 1,
            "flaky_cases": ["<case>"] if number == 2 else [], "cases": ["c1", "c2"], "minimal_cases": ["c1"],
            "mutants": 100, "killed": 100 - number, "mutation_score": 1 - number / 100, "mutation_interval": [0.1, 0.9],
            "survivors": ["<script>{{TITLE}}"], "kills": {"c1": ["m1"]}, "line_coverage": 1.0, "branch_coverage": 0.5,
            "split": True, "warnings": ["stub_passes"], "measured": {"runs": 8, "failed_runs": 4},
        }  # fmt: skip
        overview.add(row, triplet("x", difficulty="easy" if number % 2 else "hard"))
    page = render_page(overview, title="A <set>")
    assert "<script" not in page and "&lt;script&gt;{{TITLE}}" in page and "A &lt;set&gt;" in page
    assert [row["question_id"] for row in overview.weakest][:2] == ["<q59>", "<q58>"]
    assert [row["question_id"] for row in overview.flakiest] == ["<q2>"]
    assert overview.all.weak == 39 and overview.all.perfect == 1 and overview.idle == 60
    assert page.index("easy") < page.index("hard")
