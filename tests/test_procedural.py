from collections import Counter
from random import Random

import pytest

from kodenv.errors import ConfigError
from kodenv.mutation import mutate
from kodenv.seeding import derive_seed
from synth.families import FAMILIES
from synth.families.shape import Raised
from synth.procedural import DIFFICULTIES, draw_task, draw_tasks, generate
from synth.suites import LEAST_CASES, choose_suite
from synth.trials import HANGS, MAX_TURNS, Ticking, Trial, same, turns_allowed


@pytest.fixture(scope="module")
def drawn():
    return list(draw_tasks(60, 3))


def test_there_are_forty_families_and_more():
    assert len(FAMILIES) >= 40


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_solution_agrees_with_the_oracle_on_every_candidate_input(family):
    found = 0
    for number in range(12):
        draft = FAMILIES[family](Random(derive_seed("agreement", family, number)), 1 + number % 5)
        if draft is None:
            continue
        found += 1
        trial = Trial(draft, Ticking(draft.solution))
        for args in draft.inputs:
            assert same(trial.run(args), draft.expect(args)), (draft.key, args)
    assert found >= 3


def test_same_seed_gives_the_same_triplets(drawn):
    again = [t.to_row() for t in generate(20, 3)]
    assert again == [d.triplet.to_row() for d in drawn[:20]]


def test_tasks_of_one_seed_and_of_two_seeds_are_distinct(drawn):
    keys = {d.draft.key for d in drawn}
    other = {d.draft.key for d in draw_tasks(40, 4)}
    assert len(keys) == len(drawn)
    assert not keys & other


def test_question_ids_are_distinct_and_name_the_family(drawn):
    assert len({d.triplet.question_id for d in drawn}) == len(drawn)
    assert all(d.triplet.question_id.startswith(f"procedural_{d.draft.family}_") for d in drawn)


def test_difficulty_is_the_number_of_composed_steps(drawn):
    assert all(d.draft.steps in DIFFICULTIES[d.triplet.difficulty] for d in drawn)
    assert min(Counter(d.triplet.difficulty for d in drawn).values()) >= 10


def test_suites_tell_every_left_out_step_apart(drawn):
    for d in drawn:
        for oracle in d.draft.ablated:
            assert any(not same(oracle(case.args), case.wanted) for case in d.suite.cases), d.draft.key


def test_suites_catch_most_mutants(drawn):
    caught = sum(len(d.suite.caught) + len(d.suite.endless) for d in drawn)
    missed = sum(len(d.suite.missed) for d in drawn)
    assert caught > 12 * missed
    assert all(len(d.suite.cases) >= LEAST_CASES for d in drawn)


def test_shown_examples_are_no_cases(drawn):
    for d in drawn:
        cases = {repr(case.args) for case in d.suite.cases}
        assert not cases & {repr(example.args) for example in d.suite.examples}


def test_only_the_named_families_are_drawn():
    found = list(draw_tasks(4, 1, families=("josephus", "class_cache")))
    assert {d.draft.family for d in found} <= {"josephus", "class_cache"}


def test_only_what_is_wanted_is_drawn_and_no_cases_are_chosen_for_the_rest(monkeypatch):
    chosen = []
    monkeypatch.setattr("synth.procedural.choose_suite", lambda *given: chosen.append(given[0]) or choose_suite(*given))
    drawn = draw_tasks(3, 1, families=("digit_powers",), difficulties=("easy",), wanted=lambda d: "guarded" in d.key)
    found = list(drawn)
    assert all("guarded" in d.draft.key and d.triplet.difficulty == "easy" for d in found)
    assert all("guarded" in draft.key for draft in chosen)


@pytest.mark.parametrize(
    ("n", "families", "difficulties"), [(0, None, None), (3, ("josefus",), None), (3, None, ("eazy",))]
)
def test_bad_arguments_give_one_clear_sentence(n, families, difficulties):
    with pytest.raises(ConfigError, match="procedural: "):
        next(generate(n, 0, families=families, difficulties=difficulties))


def test_a_task_is_a_pure_function_of_its_seed_index_and_attempt():
    names = tuple(FAMILIES)
    first = next(d for d in (draw_task(9, 5, attempt, names) for attempt in range(50)) if d)
    again = next(d for d in (draw_task(9, 5, attempt, names) for attempt in range(50)) if d)
    assert first.triplet == again.triplet


def test_mutants_keep_the_layout_and_change_one_place():
    source = "def f(x):\n    # why\n    if x < 3 and x != 1:\n        x += 2\n    return max(x, 0) * 2\n"
    mutants = list(mutate(source))
    assert all("# why" in m.source and m.source != source for m in mutants)
    assert {m.kind for m in mutants} >= {
        "boundary",
        "equality",
        "logic",
        "constant",
        "missing",
        "extreme",
        "arithmetic",
    }
    assert "x <= 3" in next(m.source for m in mutants if m.kind == "boundary")
    assert all(m.line >= 3 for m in mutants)


def test_an_endless_mutant_is_seen_as_endless():
    draft = next(d.draft for d in draw_tasks(1, 0, families=("collatz_steps",)))
    endless = draft.solution.replace(" //= 2", " //= 1").replace(" and ", " or ")
    assert any(Trial(draft, Ticking(endless)).run(args) == HANGS for args in draft.inputs)


def test_trials_report_an_exception_by_its_name():
    draft = next(d.draft for d in draw_tasks(1, 0, families=("josephus",)))
    broken = draft.solution.replace("len(people)", "len(persons)")
    assert Trial(draft, Ticking(broken)).run((3,)) == Raised(name="NameError")


def test_a_mutants_ticks_are_those_of_its_own_text(drawn):
    for d in drawn[:20]:
        program = Ticking(d.draft.solution)
        for mutant in mutate(d.draft.solution):
            assert program.of(mutant) == Ticking(mutant.source).text


def test_a_program_may_take_many_times_as_long_as_the_one_it_comes_from(drawn):
    for d in drawn:
        trial, longest = Trial(d.draft, Ticking(d.draft.solution)), 0
        for args in d.draft.inputs:
            trial.run(args)
            longest = max(longest, trial.turns)
        assert 20 * longest <= turns_allowed(longest) or turns_allowed(longest) == MAX_TURNS > 3 * longest
