"""Programs that share a process get the verdicts that they get alone."""

import pytest

from kodenv import Judge, Status, Triplet
from kodenv.certifying.harmless import keeps_to_itself
from kodenv.certifying.kills import is_late
from kodenv.conditions import Conditions, Trial

SOLUTION = "def f(x):\n    return x + 1\n"
CASES = "def test_a():\n    assert f(1) == 2\ndef test_b():\n    assert f(2) == 3\ndef test_c():\n    f(5)\n"
PYTEST = f"import random\n{CASES}"
SCRIPT = "x = 1\nassert f(x) == 2\nassert f(2) == 3\nassert f(5)\n"
PROGRAMS = [
    SOLUTION,
    "def f(x):\n    return x - 1\n",
    "def f(x):\n    return x + 1 if x < 2 else 0\n",
    "def f(x:\n",
    "raise ValueError('at once')\n",
    "def g(x):\n    return x\n",
    "def f(x):\n    while x > 1: pass\n    return 2\n",  # over its time in the second case
    "while True: pass\n",
    "def f(x):\n    return x + 1 if x < 2 else sum(range(10**10))\n",  # never back in the interpreter
    "import os\ndef f(x):\n    os._exit(0)\n",
    "import os, signal\ndef f(x):\n    os.kill(os.getpid(), signal.SIGSEGV)\n",
    "import sys\ndef f(x):\n    sys.exit(0)\n",
    "def f(x):\n    return f(x)\n",
    "def f(x):\n    return [0] * 10**12\n",
    "x = 9\nf = lambda y: y + 1\n",
    "def f(x):\n    print('word' * 1000)\n    return x + 1\n",
    "import random\nrandom.seed(4)\ndef f(x):\n    return x + 1\n",
    "import random\ndef f(x):\n    return x + (1 if random.random() > 0.5 else 1)\n",
    SOLUTION,
]  # fmt: skip
LIMITED = Conditions(cpu_s=0.1, timeout_s=10.0)


@pytest.fixture(scope="module")
def bench():
    with Judge(isolation="shared", plants=False, cache=False) as made:
        yield made


def seen(verdict):
    return verdict.status, [(case.id, case.status) for case in verdict.cases], is_late(verdict)


@pytest.mark.parametrize(("test", "form"), [(PYTEST, "pytest"), (SCRIPT, "assert")])
def test_a_program_in_turn_gets_the_verdict_that_it_gets_alone(bench, test, form):
    triplet = Triplet(question_id="q", question="f?", solution=SOLUTION, test=test, test_format=form)
    alone = bench.try_many([Trial(triplet, one, LIMITED) for one in PROGRAMS])
    in_turns = bench.try_in_turns(triplet, PROGRAMS, LIMITED)
    for program, one, other in zip(PROGRAMS, in_turns, alone, strict=True):
        assert seen(one) == seen(other), program
    assert in_turns[0].solved and in_turns[-1].solved


def test_more_programs_than_fit_into_a_job_come_back_in_their_order(bench):
    triplet = Triplet(question_id="q", question="f?", solution=SOLUTION, test=SCRIPT, test_format="assert")
    programs = [SOLUTION if n % 3 else f"def f(x):\n    return {n}\n" for n in range(80)]
    verdicts = bench.try_in_turns(triplet, programs, LIMITED)
    assert [one.solved for one in verdicts] == [bool(n % 3) for n in range(80)]
    assert all(one.status in (Status.PASSED, Status.FAILED) for one in verdicts)


def test_a_run_may_end_at_its_first_failure(bench):
    triplet = Triplet(question_id="q", question="f?", solution=SOLUTION, test=SCRIPT, test_format="assert")
    [verdict] = bench.try_in_turns(triplet, ["def f(x):\n    return 0\n"], LIMITED, stop=1)
    assert [str(case.status) for case in verdict.cases] == ["FAILED", "NOT_RUN", "NOT_RUN"]


def test_where_programs_are_judged_apart_from_the_suite_none_share_a_process():
    triplet = Triplet(question_id="q", question="f?", solution=SOLUTION, test=SCRIPT, test_format="assert")
    with Judge(isolation="split", plants=False, cache=False) as apart:
        [verdict] = apart.try_in_turns(triplet, [SOLUTION], LIMITED)
    assert verdict.solved and verdict.isolation.mode == "split"


@pytest.mark.parametrize(
    ("solution", "test", "keeps"),
    [
        (SOLUTION, PYTEST, True),
        ("import math\ndef f(x):\n    return math.floor(x)\n", SCRIPT, True),
        ("import os\ndef f(x):\n    return x\n", SCRIPT, False),
        ("def f(x):\n    return open(x)\n", SCRIPT, False),
        ("import math\nmath.pi = 3\ndef f(x):\n    return x\n", SCRIPT, False),
        ("def f(x):\n    return setattr(int, 'a', 1)\n", SCRIPT, False),
        ("class A:\n    def f(self):\n        self.x = 1\n", SCRIPT, True),
        (SOLUTION, "from unittest.mock import patch\nassert f(1)\n", False),
        (SOLUTION, "def test_a(monkeypatch):\n    assert f(1)\n", False),
        ("def f(x:\n", SCRIPT, False),
    ],
)
def test_only_what_leaves_nothing_behind_may_share_a_process(solution, test, keeps):
    assert keeps_to_itself(Triplet(question_id="q", question="f?", solution=solution, test=test)) is keeps
