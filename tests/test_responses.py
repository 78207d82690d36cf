import dataclasses
import json
import os
import random
from collections import Counter

import pytest
from fake_judge import read_jsonl, reply, triplet_row, write_inputs, write_jsonl
from test_rejection import rollout
from test_sample import run

from kodenv.errors import ConfigError
from kodenv.extract import extract_for
from kodenv.rejection import Reason, Rule, select
from kodenv.replies import iter_replies
from kodenv.responses.checking import find_defects
from kodenv.responses.counting import count_tokens
from kodenv.responses.form import RECIPES, Form, read_recipe
from kodenv.responses.loops import measure_repetition
from kodenv.responses.placeholders import find_placeholder
from kodenv.triplets import load_triplets

GOOD = "<think>\nAdd them.\n</think>\n\nHere it is:\n```python\ndef f(a):\n    return a\n```\n"
PROGRAM = "def f(a):\n    return a\n"
TAGS = Form(think=True)


def defects(completion=GOOD, form=RECIPES["strict"], *, program=PROGRAM, status="FAILED", **columns):
    plain = dataclasses.replace(form, min_reply_tokens=None) if form == RECIPES["strict"] else form
    return find_defects(
        dataclasses.replace(rollout(0, status), completion=completion, program=program, **columns), plain
    )


def test_a_whole_reply_has_no_defect():
    assert defects() == ()


def test_without_a_form_nothing_is_one():
    assert defects("no", Form(), program=None) == ()


@pytest.mark.parametrize(
    ("completion", "defect"),
    [
        ("```python\nf\n```", "no_reasoning"),
        ("<think>\n\n</think>\n```python\nf\n```", "no_reasoning"),
        ("<think>never ends", "think_tags"),
        ("opened by the prompt</think>\n```python\nf\n```", "think_tags"),
        ("Sure!\n<think>a</think>\n```python\nf\n```", "think_tags"),
        ("<think>a</think>b\n<think>c</think>\n```python\nf\n```", "think_tags"),
        ("<think>a</think></think>\n```python\nf\n```", "think_tags"),
    ],
)
def test_think_tags_are_there_and_balanced(completion, defect):
    assert defects(completion, TAGS) == (defect,)


def test_tags_that_a_program_handles_are_its_own():
    code = 'def f(a):\n    return a.split("</think>")[-1].replace("<think>", "")\n'
    assert defects(f"<think>split at the tag</think>\n```python\n{code}```\n", TAGS) == ()


def test_the_opening_tag_may_have_been_in_the_prompt():
    form = Form(think=True, opening_tag_in_prompt=True)
    assert defects("a</think>\n```python\nf\n```", form) == ()
    assert defects(GOOD, form) == ()
    assert defects("a</think>b</think>", form) == (Reason.THINK_TAGS,)


@pytest.mark.parametrize(
    ("answer", "language", "found"),
    [
        ("```python\nf\n```", "python", ()),
        ("```py\nf\n```", "python", ()),
        ("```cpp\nint main() {}\n```", "cpp", ()),
        ("def f(): pass", "python", ("no_fence",)),
        ("```\nf\n```", "python", ("fence_language",)),
        ("```python\nf\n```", "cpp", ("fence_language",)),
        ("```java\nf\n```", "python", ("fence_language",)),
    ],
)
def test_a_fence_with_the_language_follows_the_reasoning(answer, language, found):
    assert (
        defects(f"<think>a\n```python\nin here\n```\n</think>\n{answer}", Form(fence=True), language=language) == found
    )


def test_code_blocks_in_the_reasoning_are_found_and_inline_marks_are_not():
    form = Form(plain_reasoning=True)
    assert defects("<think>a\n```python\nf\n```\n</think>\n```python\nf\n```", form) == (Reason.CODE_IN_REASONING,)
    assert defects("<think>use `f(a)` and ```f``` here</think>\n```python\nf\n```", form) == ()


def test_syntax_is_the_languages_own_and_what_passed_is_a_program():
    form = Form(syntax=True)
    assert defects(form=form, program="def f(:") == (Reason.SYNTAX,)
    assert defects(form=form, program="print 1") == (Reason.SYNTAX,)
    assert defects(form=form, program=None) == (Reason.NO_PROGRAM,)
    assert defects(form=form, program="passenger = 1\nif passenger:\n    pass\n") == ()
    pytest.importorskip("tree_sitter_cpp")
    assert defects(form=form, program="int main( {", language="cpp") == (Reason.SYNTAX,)
    assert defects(form=form, program="int main() { return 0; }", language="cpp") == ()
    assert defects(form=form, program="int main( {", language="cpp", status="PASSED") == ()


def test_cpp_syntax_without_its_grammar_is_refused_and_not_passed_over(monkeypatch):
    monkeypatch.setattr("kodenv.responses.checking.has_grammar", lambda language: language == "python")
    with pytest.raises(ConfigError, match="expected the package tree-sitter-cpp"):
        defects(form=Form(syntax=True), language="cpp")
    assert defects(form=Form(fence=True), language="cpp") == (Reason.FENCE_LANGUAGE,)


@pytest.mark.parametrize(
    "program",
    [
        "def f(a):\n    # Your code here\n    return a\n",
        "def f(a):\n    # ... rest of the code\n    return a\n",
        "def f(a):\n    # TODO: implement this\n    return a\n",
        "def g(a):\n    ...\n\ndef f(a):\n    return g(a)\n",
        'def f(a):\n    """Add."""\n    raise NotImplementedError("later")\n',
        "class A:\n    def f(self):\n        ...\n",
    ],
)
def test_placeholders_are_found(program):
    assert find_placeholder(program, "python")
    assert defects(program=program, form=Form(placeholders=True)) == (Reason.PLACEHOLDER,)


@pytest.mark.parametrize(
    "program",
    [
        "def f(a):\n    passenger = a\n    return passenger\n",
        "class Empty(Exception):\n    pass\n",
        "def f(a):\n    pass\n",
        "def f(a):\n    return a[..., 0]\n",
        'def f():\n    return "write your code here"\n',
        "def f(a):\n    # the todo list\n    return [t for t in a]\n",
        "def f(a):\n    # the remainder of the division\n    return a % 2\n",
        "class P(Protocol):\n    def f(self): ...\n",
        "class A:\n    @abstractmethod\n    def f(self): ...\n",
        "@overload\ndef f(a: int) -> int: ...\ndef f(a):\n    return a\n",
        "def f(a):\n    if a:\n        raise NotImplementedError\n    return a\n",
    ],
)
def test_programs_that_only_look_like_it_are_whole(program):
    assert find_placeholder(program, "python") is None


def test_placeholders_in_cpp():
    pytest.importorskip("tree_sitter_cpp")
    assert find_placeholder("int main() { /* your code here */ }", "cpp")
    assert find_placeholder("int main() { // the answer\n return 0; }", "cpp") is None


def test_classes_are_dropped_unless_they_are_what_is_asked_for():
    program = "class Solution:\n    def f(self):\n        return 1\n"
    form = Form(classes=False)
    assert defects(program=program, form=form) == (Reason.CLASS_BASED,)
    assert defects(program=program, form=form, question="Complete:\nclass Solution:") == ()
    assert defects(program="def f():\n    class Inner: pass\n", form=form) == ()


def prose(words, seed=0):
    draw = random.Random(seed)
    return " ".join(
        draw.choice(["the", "sum", "of", "it", "is", "then", "so", "we", "add", "one"]) for _ in range(words)
    )


def test_loops_are_found_and_long_reasoning_is_not():
    assert not measure_repetition(prose(20_000)).looping
    assert measure_repetition(prose(2_000) + " " + "Wait, is it even? " * 70).looping
    assert measure_repetition(prose(60) + " " + "wait " * 256).looping
    # Two rounds of a long passage are second thoughts, not a loop; a matrix of noughts is not one either.
    assert not measure_repetition(f"{prose(300)} {prose(300)} {prose(900, 1)}").looping
    assert not measure_repetition(prose(300) + " 0" * 200).looping
    assert measure_repetition("").words == 0


def test_ideas_that_come_again_in_another_order_are_a_loop():
    parts = [prose(40, seed) for seed in range(20)]
    draw = random.Random(1)
    assert measure_repetition(" ".join(draw.choice(parts) for _ in range(60))).looping
    assert defects(f"<think>{' '.join(parts * 3)}</think>\n```python\nf\n```", Form(loops=True)) == (Reason.LOOP,)


def test_periodic_length_is_measured_in_words():
    found = measure_repetition(prose(50) + " " + " ".join(["a b c d"] * 25))
    assert found.periodic_words == 100


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("", 0), ("add", 1), ("international", 3), ("123", 3), ("a b\n\nc", 4), ("x_1 = y", 5), ("λx", 2), ("日本", 2)],
)
def test_tokens_are_counted_by_the_stated_rule(text, tokens):
    assert count_tokens(text) == tokens


def test_lengths_have_bounds():
    long = "add " * 20
    assert defects(form=Form(max_question_tokens=19), question=long) == (Reason.QUESTION_TOO_LONG,)
    assert defects(form=Form(max_question_tokens=20), question=long) == ()
    assert defects(long, Form(min_reply_tokens=21)) == (Reason.TOO_SHORT,)
    assert defects(long, Form(max_reply_tokens=19)) == (Reason.TOO_LONG,)
    assert defects(long, Form(min_reply_tokens=20, max_reply_tokens=20)) == ()


def test_the_first_defect_is_the_reason_and_outranks_the_suite_but_not_the_judge():
    rollouts = [rollout(0, "FAILED"), rollout(1, "PASSED"), rollout(2, "UNSCORED")]
    found = [(Reason.LOOP, Reason.SYNTAX), (), (Reason.LOOP,)]
    assert select(rollouts, Rule(), found) == [Reason.LOOP, Reason.KEPT, Reason.UNSCORED]


def test_every_rollout_is_kept_with_its_defects_and_every_drop_is_counted(tmp_path):
    triplets = write_jsonl(tmp_path / "t.jsonl", [triplet_row("a")])
    texts = [reply(), "no tags\n```python\ndef f(): return 1\n```", reply("failed"), "<think>x</think> nothing"]
    replies = write_jsonl(tmp_path / "r.jsonl", [{"question_id": "a", "completion": text} for text in texts])
    outcome = run(tmp_path / "out", triplets, replies, form=RECIPES["opencodereasoning"])
    rows = read_jsonl(tmp_path / "out" / "rollouts.jsonl")
    assert [row["reason"] for row in rows] == ["kept", "no_reasoning", "not_solved", "no_fence"]
    assert rows[3]["defects"] == ["no_fence", "no_program"]
    assert outcome.result["reasons"] == {"kept": 1, "no_fence": 1, "no_reasoning": 1, "not_solved": 1}
    card = (tmp_path / "out" / "README.md").read_text()
    assert "| `no_fence` | 1 | no fenced block follows the reasoning |" in card
    assert "max_question_tokens" in (tmp_path / "out" / "run.json").read_text()


def test_a_run_without_a_form_is_what_it_was(tmp_path):
    run(tmp_path / "out", *write_inputs(tmp_path, {"a": [""]}))
    (row,) = read_jsonl(tmp_path / "out" / "rollouts.jsonl")
    assert "defects" not in row
    assert "form" not in json.loads((tmp_path / "out" / "run.json").read_text())["config"]


def test_recipes_come_by_name_or_from_a_file(tmp_path):
    assert read_recipe("kodcode").classes is False
    path = tmp_path / "mine.toml"
    path.write_text('base = "opencodereasoning"\nloops = true\nmax_question_tokens = 100\n')
    expected = dataclasses.replace(RECIPES["opencodereasoning"], loops=True, max_question_tokens=100)
    assert read_recipe(str(path)) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("thinks = true", "unknown key 'thinks'; did you mean 'think'"),
        ('base = "ocr"', "base: unknown recipe 'ocr'"),
        ("think = 1", "recipe: think: expected true or false, got 1"),
        ("max_reply_tokens = 0", "max_reply_tokens: expected a whole number from 1 on, got 0"),
        ("min_reply_tokens = 9\nmax_reply_tokens = 3", "expected at most max_reply_tokens 3, got 9"),
        ("think", "expected TOML, got a bad file"),
    ],
)
def test_a_bad_recipe_is_told_in_one_sentence(tmp_path, text, said):
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=rf"mine\.toml: .*{said}"):
        read_recipe(str(path))


def test_an_unknown_recipe_is_refused():
    with pytest.raises(ConfigError, match="unknown recipe 'kodcodes'; did you mean 'kodcode'"):
        read_recipe("kodcodes")
    with pytest.raises(ConfigError, match=r"expected a readable file"):
        read_recipe("absent.toml")


@pytest.mark.skipif("KODENV_REAL_DATA" not in os.environ, reason="KODENV_REAL_DATA is not set")
def test_the_recorded_replies_have_the_defects_that_were_found_by_hand():
    folder = os.path.join(os.environ["KODENV_REAL_DATA"], "kodcode_demo", "*")
    triplets = {one.question_id: one for one in load_triplets(os.path.join(folder, "triplets.jsonl.gz"))}
    counts, whole = Counter(), 0
    for said in iter_replies([os.path.join(folder, "r1_responses_*.jsonl.gz")]):
        triplet = triplets[said.question_id]
        program = extract_for(triplet, said.completion).program
        question = triplet.question
        found = defects(said.completion, RECIPES["strict"], program=program, question=question)
        counts.update(map(str, found))
        whole += not found
    # docs/distillation.md shows these; each reply behind them was read.
    assert counts == {
        "class_based": 43, "code_in_reasoning": 10, "no_fence": 7, "no_program": 7, "too_long": 2, "think_tags": 1,
    }  # fmt: skip
    assert whole == 609 - 59
