"""Mutants: one slip each, programs all of them, none the program itself, nothing that a suite could not see."""

import ast

import pytest

from kodenv.mutation import KINDS, diff_of, draw_mutants, mutate

PROGRAM = '''"""Says 1 and 2."""
import math


class Half(ValueError):
    """Not whole: 0."""


def f(values: list[int], least: int = 3) -> int:
    """Return 7 of values."""
    total = 0
    for value in values[1:]:  # a comment: 9
        if not value or value >= least and value != 4:
            total += max(value, abs(-value)) / 2
            continue
        print("seen", value)
        while total > 10 ** 2:
            total //= 3
            break
        if value in (5, 6):
            raise Half(f"half {value + 1}", 8)
    return [x for x in range(total) if x % 2 == 0 and "é".upper()]


if __name__ == "__main__":
    print(f([1, 2]))
'''


def test_every_mutant_is_another_program():
    mutants = draw_mutants(PROGRAM, 1000)
    sources = {one.source for one in mutants}
    assert len(sources) == len(mutants) > 30 and PROGRAM not in sources
    for one in mutants:
        compile(one.source, "mutant", "exec")


def test_a_mutant_changes_one_line_and_keeps_the_others():
    lines = PROGRAM.splitlines()
    for one in draw_mutants(PROGRAM, 1000):
        changed = [n for n, (a, b) in enumerate(zip(lines, one.source.splitlines(), strict=False), 1) if a != b]
        assert changed[0] == one.line
        assert len(changed) == 1 or one.kind == "missing"
        assert f"+++ {one.id} {one.kind}" in diff_of(one, PROGRAM)


def test_kinds_are_known_and_many():
    found = {one.kind for one in draw_mutants(PROGRAM, 1000)}
    assert found <= set(KINDS)
    assert found >= set(KINDS) - {"arithmetic"}


def test_what_no_suite_can_see_is_left_alone():
    for one in draw_mutants(PROGRAM, 1000):
        tree = ast.parse(one.source)
        kept = (
            '"""Says 1 and 2."""',
            '"""Not whole: 0."""',
            'print("seen", value)',
            "print(f([1, 2]))",
            'f"half {value + 1}"',
        )
        assert one.kind == "missing" or all(text in one.source for text in kept)
        assert ast.unparse(tree.body[3].args.args[0].annotation) == "list[int]"


def test_a_script_is_mutated_where_it_prints():
    script = "n = int(input())\nif __name__ == '__main__':\n    print(n + 1)\n"
    assert any("n - 1" in one.source for one in draw_mutants(script, 100, is_script=True))
    assert not any("n - 1" in one.source for one in draw_mutants(script, 100))


def test_a_draw_is_the_same_each_time_and_part_of_the_whole():
    whole = {one.id: one.source for one in draw_mutants(PROGRAM, 1000)}
    drawn = draw_mutants(PROGRAM, 10)
    assert len(drawn) == 10 and drawn == draw_mutants(PROGRAM, 10)
    assert all(whole[one.id] == one.source for one in drawn)


def test_text_that_is_no_program():
    assert draw_mutants("", 10) == []
    with pytest.raises(SyntaxError):
        draw_mutants("def f(:", 10)


def test_basic_mutants_are_the_ones_that_the_bundled_programs_were_made_with():
    found = [(one.kind, one.line, one.source) for one in mutate("def f(x):\n    return x < 2\n")]
    assert found == [
        ("boundary", 2, "def f(x):\n    return x <= 2\n"),
        ("constant", 2, "def f(x):\n    return x < 3\n"),
        ("constant", 2, "def f(x):\n    return x < 1\n"),
    ]
