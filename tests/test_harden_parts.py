"""Hardening without a sandbox: values, rules, views, the choice of cases and what is written."""

import math

import pytest

from kodenv.errors import ConfigError
from kodenv.hardening.agreement import Matrix, Rate, consensus, dual_agreement
from kodenv.hardening.answers import NO_ANSWER, Answer, Call
from kodenv.hardening.choosing import cover, features
from kodenv.hardening.codec import NotPlain, decode, encode
from kodenv.hardening.comparing import same_answer, same_value
from kodenv.hardening.inputs import propose, usable_calls
from kodenv.hardening.oracle import independent
from kodenv.hardening.preconditions import Uses, infer
from kodenv.hardening.reading import read_suite, stated_calls
from kodenv.hardening.shaking import shake
from kodenv.hardening.sizes import counting_arguments, spans
from kodenv.hardening.writing import NewCase, add_cases, source_of
from kodenv.metrics import wilson
from kodenv.records import Triplet

VALUES = [
    None, True, 0, -(2**70), 1.5, -0.0, math.inf, "a\n'\"\ud800é", b"\x00\xff", [], [1, [2, (3,)]], (), (1,), {1, "a"},
    set(), frozenset(), frozenset({2}), {}, {"k": [1], (1, 2): {3}}, 2 + 1j,
]  # fmt: skip


def call(*args, **kwargs):
    return Call(args=args, kwargs=kwargs)


def value(one):
    return Answer(kind="value", value=one)


@pytest.mark.parametrize("one", VALUES, ids=[f"{type(one).__name__}-{index}" for index, one in enumerate(VALUES)])
def test_plain_values_survive_the_border_and_their_source_says_the_same(one):
    for back in (decode(encode(one)), eval(source_of(one))):
        assert back == one and type(back) is type(one)


@pytest.mark.parametrize("one", [object(), (x for x in ()), [lambda: 0], list(range(10_000)), "x" * 100_000])
def test_what_is_not_plain_is_named_and_never_a_value(one):
    with pytest.raises(NotPlain):
        decode(encode(one))


@pytest.mark.parametrize("row", [["q", 1], ["i", "zz"], [], None, ["l", 5], ["e", [["l", []]]], {"a": 1}])
def test_what_a_lying_program_writes_is_no_answer_and_no_exception(row):
    assert Answer.from_row("value", row, [["x", row]]).kind == "opaque"
    assert Answer.from_row("gibberish", row, row) == NO_ANSWER


def test_a_subclass_that_lies_about_itself_is_encoded_as_what_it_holds():
    class Liar(int):
        def __eq__(self, other):
            return True

        def __index__(self):
            return 7

        __hash__ = int.__hash__

    assert decode(encode(Liar(3))) == 3


def test_equal_means_equal_as_the_cases_will_see_it():
    assert same_value([0.1 + 0.2], [0.3]) and same_value({"a": 1.0}, {"a": 1})
    assert not same_value([1], (1,)) and not same_value(10**9, 10**9 + 1) and not same_value("1", 1)
    assert same_value([1, 2], [2, 1], in_order=False) and not same_value([1, 1], [1, 2], in_order=False)
    assert not same_value(math.nan, math.nan)
    assert not same_answer(value(1), Answer(kind="raised", value="E"))


def test_a_function_that_returns_nothing_is_told_by_what_it_changes():
    one, other = Answer(kind="value", changed={0: [1]}), Answer(kind="value", changed={0: [2]})
    assert same_answer(one, one) and not same_answer(one, other) and not same_answer(one, value(None))


def test_rules_hold_what_every_call_shows_and_nothing_that_one_call_breaks():
    rules = infer([call([1, 2, 5], 2), call([0, 4, 4, 9], 3)], "Find it.")
    assert rules.broken(call([1, 2, 3], 1)) == frozenset()
    assert rules.broken(call([3, 2, 4], 1)) == {"order"}
    assert rules.broken(call([1, 2, 3], -1)) == {"negative"}
    assert rules.broken(call([], 0)) >= {"empty"}
    assert rules.broken(call([1, "a", 2], 1)) >= {"kind"}
    assert rules.broken(call([1, 2, 3], 3)) == {"index"} and rules.broken(call([1, 2, 3], 5)) == {"index", "bounds"}
    assert "order" not in infer([call([3, 1, 2]), call([1, 2, 3])], "").broken(call([9, 1, 5]))


def test_lengths_that_go_together_are_a_rule():
    rules = infer([call([1, 2], [3, 4]), call([1], [7])], "")
    assert rules.broken(call([1, 2, 3], [4])) == {"lengths"}
    counted = infer([call([5, 6, 7], 3), call([1], 1)], "")
    assert counted.broken(call([5, 6, 7], 2)) == {"lengths"}
    matrix = infer([call([[1, 2], [3, 4]]), call([[1]])], "")
    assert matrix.broken(call([[1, 2], [3]])) == {"lengths"}


def test_a_language_of_few_letters_stays_closed_and_others_keep_their_classes():
    brackets = infer([call("(())"), call("()[]")], "")
    assert brackets.broken(call("(x)")) == {"language"} and not brackets.broken(call("]("))
    words = infer([call("Hello World"), call("again it is")], "")
    assert not words.broken(call("zebra Q")) and words.broken(call("a-b")) == {"letters"}


def test_what_the_question_states_is_firm_and_what_it_allows_is_no_rule():
    assert "order" in infer([call([1, 2, 3])], "Search the sorted list.").firm
    assert {"negative", "zero"} <= infer([call(3)], "n is a positive number").firm
    assert not infer([call([1])], "The list may be empty.").broken(call([]))


@pytest.mark.parametrize("wide", [False, True])
def test_proposals_are_new_distinct_seeded_and_keep_the_rules(wide):
    seen = [call([1, 2, 3, 9], "ab", 2), call([4, 5, 6], "xy cd", 1), call([7, 8, 8, 9], "q", 3)]
    rules = infer(seen, "a sorted list")
    found = propose(seen, rules, count=150, seed=3, wide=wide)
    assert len(found) == 150 and found == propose(seen, rules, count=150, seed=3, wide=wide)
    assert found != propose(seen, rules, count=150, seed=4, wide=wide)
    keys = [one.call.key for one in found]
    assert len(set(keys)) == len(keys) and not {one.key for one in seen} & set(keys)
    for one in found:
        assert one.broken == rules.broken(one.call) and "order" not in one.broken and "kind" not in one.broken
        assert one.call.args[0] == sorted(one.call.args[0])
        assert len(one.broken) <= (1 if wide else 0)
    assert any(one.broken for one in found) == wide


def test_calls_of_another_form_are_left_out():
    assert usable_calls([call(1), call(2), call(1, k=2), call(2)]) == [call(1), call(2)]


def triplet(test, solution="def f(x):\n    return x", **more):
    return Triplet(question_id="q", question="?", solution=solution, test=test, test_format="assert", **more)


@pytest.mark.parametrize(
    ("test", "view"),
    [
        ("assert f(1) == 1", "{}"),
        ("assert set(f(1)) == {1}", "set({})"),
        ("assert 3 == round(f(1), 2)", "round({}, 2)"),
        ("assert abs(f(1) - 2.0) < 1e-6", "{}"),
        ("import math\nassert math.isclose(f(1), 2.0)", "{}"),
        ("assert f(1)\nassert not f(0)", "bool({})"),
        ("got = f(1)\nassert sorted(got) == [1]", "sorted({})"),
        ("def check(candidate):\n    assert tuple(candidate(1)) == (1,)\n", "tuple({})"),
        ("assert f(1) in (1, 2)", None),
        ("assert f(f(1)) == f(1)", None),
        ("assert isinstance(f(1), int)", None),
        ("assert 1 == 1", None),
    ],
)
def test_the_view_of_a_suite_is_what_it_compares(test, view):
    reading = read_suite(triplet(test))
    assert (reading.view_text if not reading.why_not else None) == view


def test_a_question_shows_calls():
    text = "Write f. For example f([1, (2)], k=')') gives 3, and my_f(9) or f(x) nothing; f() neither."
    assert stated_calls(text, "f") == ["f([1, (2)], k=')')", "f(x)"]


@pytest.mark.parametrize(
    ("program", "plain", "shaken"),
    [
        ("def f(x):\n    return list(set(x))", None, None),
        ("def f(x):\n    return [y for y in {1, 2, 3}]", [1, 2, 3], [3, 2, 1]),
        ("def f(x):\n    return max(x, key=len)", "aa", "bb"),
        ("def f(x):\n    return sorted(x, key=len, reverse=True)", ["aa", "bb", "c"], ["bb", "aa", "c"]),
        ("from collections import Counter\ndef f(x):\n    return Counter(x).most_common(1)", [("aa", 1)], [("c", 1)]),
    ],
)
def test_shaking_changes_just_what_the_language_leaves_open(program, plain, shaken):
    changed = shake(program)
    scopes = [{}, {}]
    exec(program, scopes[0])
    exec(changed, scopes[1])
    given = ["aa", "bb", "c"]
    one, other = (scope["f"](list(given)) for scope in scopes)
    if plain is None:
        assert one != other and sorted(one) == sorted(other)
    else:
        assert (one, other) == (plain, shaken)


def test_a_program_without_sets_and_keys_cannot_be_shaken():
    assert shake("def f(x):\n    return x + 1") is None


def test_a_cover_sees_everything_as_often_as_wanted_with_few():
    sees = [frozenset("a"), frozenset("ab"), frozenset("abc"), frozenset("d"), frozenset()]
    assert cover(sees, {"a": 1, "b": 1, "c": 1, "d": 1}, {}, 9) == [2, 3]
    assert cover(sees, {"a": 2, "b": 1}, {}, 9) == [1, 0]
    assert cover(sees, {"a": 1, "d": 1}, {"d": 5.0}, 1) == [3]


def test_features_tell_special_inputs_apart():
    plain, special = features(call([1, 2, 3], 2), 3), features(call([3, 3], 0), False)
    assert {"0:repeated", "1:zero", "result=False"} <= special and not special & {"0:rising", "1:even "} - plain


FORMS = {
    "assert": ("assert f(1) == 1\n", None),
    "check": ("def check(candidate):\n    assert candidate(1) == 1\n\ncheck(f)\n", None),
    "check only": ("def check(candidate):\n    assert candidate(1) == 1", "f"),
    "pytest": ("from solution import f\n\ndef test_one():\n    assert f(1) == 1", None),
}


@pytest.mark.parametrize("form", FORMS)
def test_cases_are_added_behind_what_stood_there(form):
    test, entry = FORMS[form]
    test_format = "pytest" if form == "pytest" else "assert"
    reading = read_suite(triplet(test, entry_point=entry))
    cases = [
        NewCase(call=call([2]), expected=[2]),
        NewCase(call=call(0.5), expected=0.5),
        NewCase(call=call([3]), expected=[3, 4], in_order=False),
        NewCase(call=call([3, 1]), expected=[1, 3], place=0),
    ]
    stronger = add_cases(test, test_format, reading, cases)
    for line in test.rstrip("\n").split("\n"):
        assert line in stronger
    once = stronger.count("def _hardened_same(")
    assert once == 1 and stronger.count("assert") == 5 and stronger.count("def _hardened_after(") == 1
    again = add_cases(stronger, test_format, reading, cases)
    assert again.count("def _hardened_same(") == 1 and compile(again, "suite", "exec")
    assert add_cases(test, test_format, reading, []) == test


def test_one_program_of_each_essence():
    same = ["def f(x):\n    return x", "def f(x):\n    '''Doc.'''\n    # said\n    return  x", "def f(x):", "y = 1"]
    assert list(independent(same)) == [same[0], "y = 1"]
    assert list(independent(same, without=same[1])) == ["y = 1"]


def test_consensus_needs_a_share_of_all_and_a_number():
    answers = [value(1), value(1.0), value(1), value(2), Answer(kind="raised", value="E")]
    voted = consensus(answers, threshold=0.6)
    assert voted is not None and voted.votes == 3
    assert consensus(answers, threshold=0.7) is None
    assert consensus([value(1)], fewest=2) is None and consensus([]) is None
    assert consensus([Answer(kind="raised", value="E")] * 5) is None
    with pytest.raises(ConfigError, match="threshold"):
        consensus(answers, threshold=0.5)


def test_dual_agreement_counts_programs_alike_times_cases_held():
    rows = ((True, True, False), (True, True, False), (True, False, False), (False, False, False))
    assert dual_agreement(Matrix(cases=("a", "b", "c"), rows=rows, solved=(False,) * 4)) == [4, 4, 1, 0]


def test_a_rate_says_how_sure_it_is():
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(45, 50)
    assert (round(low, 3), round(high, 3)) == (0.786, 0.957)
    assert "90.0%" in str(Rate(hits=45, total=50)) and Rate(hits=0, total=0).value is None


@pytest.mark.parametrize(
    ("body", "counts", "steps"),
    [
        ("return x + 1 > 0", False, False),
        ("return x // 2", True, False),
        ("while x > 0:\n        x -= 1\n    return x", True, True),
        ("y = x\n    return [0] * y", True, True),
        ("return sum(range(x))", True, True),
        ("return 'abc'[x]", True, True),
        ("return f(x - 1) if x else 0", True, True),
        ("return helper(x)", True, True),
        ("return max(x, 3) ^ 5", False, False),
    ],
)
def test_a_number_that_is_counted_with_is_told_from_one_that_is_only_computed_with(body, counts, steps):
    program = f"def helper(n):\n    return list(range(n))\n\ndef f(x):\n    {body}\n"
    assert (0 in counting_arguments(program, "f")) == counts
    assert ("x" in counting_arguments(program, "f", dividing=False)) == steps


def test_what_is_counted_with_stays_above_zero_and_small():
    seen = [call(4, 9), call(7, 12)]
    uses = Uses(counting=frozenset([0]), stepping=frozenset([0]))
    rules = infer(seen, "", uses)
    assert rules.broken(call(-1, 9)) == rules.broken(call(0, 9)) == {"size"}
    assert rules.broken(call(4, -9)) >= {"negative"} and "size" in rules.firm
    assert rules.broken(call(10**6, 10**7)) == {"size", "huge"} and rules.broken(call(10, 9)) == {"between"}
    program = "def f(a, b, c):\n    return [x[a:b] for x in range(c)]\n"
    assert spans(program, "f") == {frozenset([0, 1]), frozenset("ab")}
    spanned = infer(seen, "", Uses(spans=spans(program, "f")))
    assert spanned.broken(call(10, 9)) == {"size"}


def test_sets_among_the_arguments_are_walked_backwards_too():
    scope = {}
    exec(shake("def f(x):\n    return [y for y in x[0]]", "f"), scope)
    assert scope["f"]([{1, 2, 3}]) == [3, 2, 1]


def test_zeros_ahead_of_a_number_are_asked_only_where_they_were_seen():
    plain = infer([call("101"), call("0")], "")
    assert "language" in plain.broken(call("0101")) and not plain.broken(call("110"))
    assert "language" not in infer([call("0011"), call("10")], "").broken(call("0101"))


@pytest.mark.parametrize(
    ("question", "open_ended"),
    [
        ("Return any valid answer.", True),
        ("If there are several, return any.", True),
        ("Return any one of them.", True),
        ("Return the sum, if there are any numbers.", False),
        ("Any of the digits may repeat.", False),
    ],
)
def test_a_question_that_takes_any_answer_gets_no_cases(question, open_ended):
    triplet = Triplet(
        question_id="q", question=question, solution="def f(x):\n    return x\n", test="assert f(1) == 1\n",
        test_format="assert", entry_point="f",
    )  # fmt: skip
    assert ("several" in read_suite(triplet).why_not) is open_ended


def test_finding_an_item_is_told_from_finding_its_place():
    assert "0-1:twin 1" in features(call([3, 1, 3], 3), [3, 1])
    assert "0-1:twin 1" not in features(call([3, 3, 1], 2), [3, 1])
    assert "0-1:twin 0" in features(call([3, 1, 3], 2), [3, 1])
