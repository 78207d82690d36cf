"""Hardening with a sandbox: weak suites of our own, wrong programs they accept, right programs they must not refuse."""

import dataclasses
import json

import pytest

from kodenv.hardening.answers import Call
from kodenv.hardening.harden import COLUMN, EARLIER, Options, harden
from kodenv.hardening.running import Probe, Runner
from kodenv.judge import Judge
from kodenv.mutation import draw_mutants
from kodenv.records import Triplet

QUICK = Options(tries=120, most=24, runs=2)


@pytest.fixture(scope="module")
def judge():
    with Judge(cache=False, timeout_s=5, plants=False) as opened:
        yield opened


@pytest.fixture(scope="module")
def runner():
    with Runner(timeout_s=5) as opened:
        yield opened


def mutants(triplet):
    return [one.source for one in draw_mutants(triplet.solution, 40)]


def task(solution, test, question="Do it.", **more):
    more = {"test_format": "assert", **more}
    return Triplet(question_id="task", question=question, solution=solution, test=test, **more)


def made_harder(judge, runner, one, options=QUICK, programs=()):
    return harden(one, judge=judge, runner=runner, mutants=mutants, programs=programs, options=options)


CLAMP = "def clamp(x, low, high):\n    return max(low, min(x, high))\n"
WEAK = "assert clamp(5, 0, 10) == 5\nassert clamp(3, 1, 9) == 3\n"
FORMS = {
    "assert": WEAK,
    "check": "def check(candidate):\n    assert candidate(5, 0, 10) == 5\n    assert candidate(3, 1, 9) == 3\n",
    "pytest": "import pytest\nfrom solution import clamp\n\n"
    "@pytest.mark.parametrize('x,low,high', [(5, 0, 10), (3, 1, 9)])\n"
    "def test_inside(x, low, high):\n    assert clamp(x, low, high) == x\n",
    "unittest": "import unittest\nfrom solution import clamp\n\nclass TestClamp(unittest.TestCase):\n"
    "    def test_it(self):\n        self.assertEqual(clamp(5, 0, 10), 5)\n"
    "        self.assertEqual(clamp(3, 1, 9), 3)\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_a_weak_suite_in_any_form_catches_more_and_keeps_what_it_had(judge, runner, form):
    test_format = "assert" if form in ("assert", "check") else "pytest"
    weak = task(CLAMP, FORMS[form], test_format=test_format, entry_point="clamp")
    wrong = ["def clamp(x, low, high):\n    return x\n", "def clamp(x, low, high):\n    return min(x, high)\n"]
    right = "def clamp(x, low, high):\n    return low if x < low else high if x > high else x\n"
    assert [judge.judge(weak, one).solved for one in (*wrong, right)] == [True, True, True]
    stronger = made_harder(judge, runner, weak)
    account = stronger.extra[COLUMN]
    assert account["added"] > 0 and account["version"] == 1 and account["survivors_after"] == 0, account
    verdicts = [judge.judge(stronger, one) for one in (*wrong, CLAMP)]
    assert [one.solved for one in verdicts] == [False, False, True]
    before = [case.id for case in judge.judge(weak, CLAMP).cases]
    assert [case.id for case in verdicts[-1].cases][: len(before)] == before
    assert verdicts[-1].isolation.mode == judge.judge(weak, CLAMP).isolation.mode == "split"
    assert stronger.extra[EARLIER][0]["test"] == weak.test
    assert all(line in stronger.test for line in weak.test.rstrip("\n").split("\n"))


def test_the_same_triplet_and_seed_give_the_same_row_with_more_workers_too(judge, runner):
    weak = task(CLAMP, WEAK)
    first = made_harder(judge, runner, weak)
    with Runner(workers=2, timeout_s=5) as wide:
        assert made_harder(judge, wide, weak).to_row() == first.to_row()
    other = made_harder(judge, runner, weak, dataclasses.replace(QUICK, seed=1))
    assert other.test != first.test
    twice = made_harder(judge, runner, first)
    assert [one["version"] for one in twice.extra[EARLIER]] in ([0], [0, 1])


RIGHT = {
    "the order of a set": (
        "def common(a, b):\n    return list(set(a) & set(b))\n"
        "", "assert common([3, 4, 5, 60], [5, 7, 4, 10]) == [4, 5]\n",
        "def common(a, b):\n    return sorted(set(a) & set(b))\n", "def common(a, b):\n    return [4, 5]\n",
    ),
    "ties": (
        "def longest(words):\n    return max(words, key=len)\n", "assert longest(['a', 'bcd', 'ef']) == 'bcd'\n",
        "def longest(words):\n    return max(reversed(words), key=len)\n", "def longest(words):\n"
        "    return [word for word in words if len(word) >= 3][0]\n",
    ),
    "changed in place": (
        "def order(values):\n    values.sort()\n", "x = [2, 1]\norder(x)\nassert x == [1, 2]\n"
        "assert order([1]) is None\n",
        "def order(values):\n    values[:] = sorted(values)\n", "def order(values):\n    values.reverse()\n",
    ),
    "arguments it spoils": (
        "def total(values):\n    s = 0\n    while values:\n        s += values.pop()\n    return s\n",
        "assert total([1, 2]) == 3\n", "def total(values):\n    return sum(values)\n",
        "def total(values):\n    return values[0] + values[-1]\n",
    ),
    "an iterator": (
        "def odd(values):\n    return (x for x in values if x % 2)\n", "assert list(odd([1, 2, 3, 4])) == [1, 3]\n",
        "def odd(values):\n    return [x for x in values if x % 2 == 1]\n", "def odd(values):\n    return [1, 3]\n",
    ),
    "rounding": (
        "def mean(values):\n    return sum(values) / len(values)\n", "assert abs(mean([1, 2, 4.5]) - 2.5) < 1e-6\n",
        "def mean(values):\n    n = len(values)\n    return sum(x / n for x in values)\n",
        "def mean(values):\n    return sorted(values)[len(values) // 2] + 0.5\n",
    ),
    "truth": (
        "import re\ndef fits(text):\n    return re.match('a+$', text)\n", "assert fits('aa')\nassert not fits('ab')\n",
        "def fits(text):\n    return text != '' and set(text) == {'a'}\n", "def fits(text):\n"
        "    return len(text) > 0 and text[-1] == 'a'\n",
    ),
    "a sorted list, as the question says": (
        "import bisect\ndef place(values, x):\n    return bisect.bisect_left(values, x)\n",
        "assert place([1, 2, 4, 5], 4) == 2\nassert place([1, 3, 3, 7], 8) == 4\n",
        "def place(values, x):\n    return sum(v < x for v in values)\n",
        "def place(values, x):\n    return sum(v <= x for v in values) if x > 7 else values.index(x)\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("trap", RIGHT)
def test_a_right_program_that_is_built_otherwise_still_passes(judge, runner, trap):
    solution, test, right, wrong = RIGHT[trap]
    weak = task(solution, test, question="Work on the sorted list." if "sorted" in trap else "Do it.")
    assert judge.judge(weak, right).solved and judge.judge(weak, wrong).solved
    stronger = made_harder(judge, runner, weak)
    assert stronger.extra[COLUMN]["added"] > 0, stronger.extra[COLUMN]
    accepted = judge.judge(stronger, right)
    assert accepted.solved, accepted.message
    assert not judge.judge(stronger, wrong).solved


LEFT = {
    "random": ("import random\ndef f(n):\n    return random.randint(0, n * 10**9)\n", "assert f(0) == 0\n"),
    "any right answer": ("def f(n):\n    return n + 1\n", "assert f(3) in (3, 4)\nassert f(5) > 4\n"),
    "vacuous": ("def f(n):\n    return n + 1\n", "assert 1 + 1 == 2\n"),
    "an object": ("class A:\n    pass\ndef f(n):\n    return A()\n", "assert f(1) is not None\n"),
    "not a number": ("def f(n):\n    return float('nan')\n", "assert f(1) != 1\n"),
    "a count of its calls": ("c = [0]\ndef f(n):\n    c[0] += 1\n    return c[0]\n", "assert f(1) == 1\n"),
    "a class": ("class F:\n    def g(self, n):\n        return n\n", "assert F().g(1) == 1\n"),
    "a broken suite": ("def f(n):\n    return n\n", "assert f(1 ==\n"),
    "a reference that fails": ("def f(n):\n    return n\n", "assert f(1) == 2\n"),
}


@pytest.mark.parametrize("kind", LEFT)
def test_what_has_no_one_right_answer_is_left_as_it_is_with_a_reason(judge, runner, kind):
    solution, test = LEFT[kind]
    weak = task(solution, test)
    same = made_harder(judge, runner, weak)
    account = same.extra[COLUMN]
    assert same.test == weak.test and account["added"] == 0 and account["why_not"] and same.extra[EARLIER] == []


def test_inputs_on_which_the_reference_raises_are_never_used(judge, runner):
    solution = "def inverse(n):\n    if n % 3 == 0:\n        raise ValueError(n)\n    return 100 // n\n"
    stronger = made_harder(judge, runner, task(solution, "assert inverse(4) == 25\n"))
    assert stronger.extra[COLUMN]["refused"]["the reference raises"] > 10 and stronger.extra[COLUMN]["added"]
    assert judge.judge(stronger, "def inverse(n):\n    return 100 // n if n else None\n").solved


HOSTILE = {
    "forges": "import os\nfor fd in range(3, 20):\n    try:\n"
    "        os.write(fd, b'[0, \"value\", [\"i\", \"0x1\"], []]\\n' * 9)\n"
    "    except OSError:\n        pass\ndef clamp(*a):\n    return 1\n",
    "leaves": "import os\ndef clamp(*a):\n    os._exit(0)\n",
    "loops": "def clamp(*a):\n    while True:\n        try:\n            while True: pass\n"
    "        except BaseException:\n            pass\n",
    "floods": "def clamp(*a):\n    print('x' * 10**6)\n    return 'y' * 10**7\n",
    "is none": "def clamp(",
}  # fmt: skip


def test_hostile_candidates_stop_nothing_and_outvote_nobody(judge, runner):
    weak = task(CLAMP, WEAK)
    options = dataclasses.replace(QUICK, tries=40)
    with Runner(timeout_s=1.5) as short:
        stronger = made_harder(judge, short, weak, options, programs=list(HOSTILE.values()))
    assert stronger.extra[COLUMN]["added"] > 0
    assert judge.judge(stronger, CLAMP).solved


AGREEING = [
    "def double(x):\n    return x + x\n", "def double(x):\n    y = x\n    return y + x\n", "def double(x):\n"
    "    return 2 * x\n",
]  # fmt: skip


def test_agreement_counts_only_where_independent_programs_agree_with_the_reference(judge, runner):
    test = "assert double(2) == 4\nassert double(3) == 6\n"
    options = dataclasses.replace(QUICK, oracle="agreement")
    sound = made_harder(judge, runner, task("def double(x):\n    return x * 2\n", test), options, AGREEING)
    assert sound.extra[COLUMN]["added"] > 0 and sound.extra[COLUMN]["programs"] == 3
    assert not judge.judge(sound, "def double(x):\n    return x * x if x == 2 else x + 3\n").solved
    alone = made_harder(judge, runner, task("def double(x):\n    return x * 2\n", test), options, AGREEING[:1])
    assert alone.extra[COLUMN]["added"] == 0
    bad = task("def double(x):\n    return x * 2 if x < 50 else 7\n", test)
    disputed = made_harder(judge, runner, bad, options, AGREEING)
    account = disputed.extra[COLUMN]
    assert account["refused"]["programs outvote the reference"] > 0 and account["disputed"][0]["reference"] == "7"
    assert judge.judge(disputed, AGREEING[0]).solved
    trusting = made_harder(judge, runner, bad, QUICK)
    assert not judge.judge(trusting, AGREEING[0]).solved


def test_inside_the_domain_seen_no_rule_is_broken(judge, runner):
    weak = task("def more(n):\n    return n + 1 if n > 0 else -1\n", "assert more(4) == 5\nassert more(10) == 11\n")
    seen = made_harder(judge, runner, weak, dataclasses.replace(QUICK, domain="seen"))
    wide = made_harder(judge, runner, weak)
    assert seen.extra[COLUMN]["beyond_seen"] == {} and wide.extra[COLUMN]["beyond_seen"]
    careful = "def more(n):\n    if n < 1:\n        raise ValueError(n)\n    return n + 1\n"
    assert judge.judge(seen, careful).solved and not judge.judge(wide, careful).solved


def test_a_stdio_suite_keeps_the_shape_of_its_inputs_and_catches_more(judge, runner):
    solution = (
        "n = int(input())\nvalues = list(map(int, input().split()))\nassert len(values) == n\n"
        "print(max(values) - min(values))\n"
    )
    test = '[{"input": "3\\n1 5 9\\n", "output": "8"}, {"input": "4\\n2 2 3 7\\n", "output": "5"}]'
    weak = task(solution, test, test_format="stdio")
    wrong = "input()\nvalues = list(map(int, input().split()))\nprint(values[-1] - values[0])\n"
    right = "n = int(input())\nvalues = sorted(map(int, input().split()))\nprint(values[n - 1] - values[0])\n"
    assert judge.judge(weak, wrong).solved
    stronger = made_harder(judge, runner, weak)
    assert stronger.extra[COLUMN]["added"] > 0, stronger.extra[COLUMN]
    assert not judge.judge(stronger, wrong).solved and judge.judge(stronger, right).solved
    assert json.loads(stronger.test)[:2] == json.loads(test)
    assert made_harder(judge, runner, weak).test == stronger.test
    pointed = made_harder(judge, runner, dataclasses.replace(weak, points=[30, 70]))
    assert pointed.test == stronger.test
    assert pointed.points == [30, 70] + [0] * stronger.extra[COLUMN]["added"] and judge.judge(pointed, right).solved


KIN = [
    "def f(x):\n    return x\n",
    "def f(x):\n    while x == 2:\n        pass\n    return -x\n",
    "import os\ndef f(x):\n    os._exit(0) if x == 1 else None\n    return x\n",
    "def f(x",
    "import builtins\nlen = builtins.len\ndef f(x):\n    return [x] * len('ab')\n",
]


def test_mutants_that_share_a_process_answer_as_each_would_alone(runner):
    calls = [Call(args=(number,)) for number in range(4)]
    like = Probe(program="", entry_point="f", calls=calls, call_s=0.1, patience=1)
    alone = list(runner.run(dataclasses.replace(like, program=one) for one in KIN))
    together = runner.run_kin(like, KIN)
    assert together == alone
    kinds = [[answer.kind for answer in row] for row in together]
    assert kinds == [
        ["value"] * 4, ["value", "value", "time", "none"], ["value", "none", "none", "none"], ["none"] * 4,
        ["value"] * 4,
    ]  # fmt: skip
    assert together[4][3].value == [3, 3]
