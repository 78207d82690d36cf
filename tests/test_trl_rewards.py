"""Rewards for TRL and verl without a trainer: what they return, log, hide and survive."""

import asyncio
import functools
import json
import pickle

import pytest

from kodenv import Triplet
from kodenv.errors import ConfigError, DataError, SandboxUnavailable
from kodenv.layouts.verl import to_verl
from policies import reward_pool
from policies.reward_pool import POOLS
from policies.reward_rows import completion_text, triplets_of
from policies.trl_rewards import CodeEnvironment, UnitTestReward, format_reward, kodcode_reward, unit_test_reward
from policies.verl_reward import compute_score

DOUBLE = {
    "question_id": "double",
    "question": "Write double(x).",
    "solution": "def double(x):\n    return 2 * x\n",
    "test": "from solution import double\n\ndef test_shown():\n    assert double(2) == 4\n\n"
    "def test_secret():\n    assert double(31415) == 62830\n",
    "entry_point": "double",
    "visible_cases": ["test_shown"],
}
RIGHT = "```python\ndef double(x):\n    return x + x\n```"
WRONG = "```python\ndef double(x):\n    return x ** 2\n```"
NOTHING = "I cannot."


def columns(count, **more):
    return {name: [value] * count for name, value in {**DOUBLE, **more}.items()}


def score(reward, completions, **more):
    return asyncio.run(reward(completions, **(columns(len(completions)) | more)))


@pytest.fixture(scope="module", autouse=True)
def closed_pools():
    yield
    for _, settings in list(POOLS._judges):
        POOLS.forget(settings)


def test_one_float_per_completion_in_their_order():
    assert score(unit_test_reward, [WRONG, RIGHT, NOTHING, RIGHT]) == [0.0, 1.0, 0.0, 1.0]
    assert score(kodcode_reward, [NOTHING, WRONG, RIGHT]) == [-1.1, 0.1, 1.1]
    assert score(UnitTestReward(reward="fraction_passed"), [WRONG]) == [0.5]


def test_conversations_are_read_to_their_last_words():
    turns = [{"role": "assistant", "content": WRONG}, {"role": "user", "content": "again"}]
    assert score(unit_test_reward, [[*turns, {"role": "assistant", "content": RIGHT}]]) == [1.0]
    called = {"role": "assistant", "content": "", "tool_calls": [{}]}
    assert completion_text([{"role": "assistant", "content": "words"}, called]) == "words"


def test_columns_and_metrics_reach_the_trainer():
    extra, metrics = {}, {}
    score(unit_test_reward, [WRONG, RIGHT, NOTHING], log_extra=extra.__setitem__, log_metric=metrics.__setitem__)
    assert extra["unit_test_reward/status"] == ["FAILED", "PASSED", "NO_PROGRAM"]
    assert extra["unit_test_reward/cases"] == ["1/2", "2/2", "0/2"]
    assert metrics["unit_test_reward/pass_rate"] == pytest.approx(1 / 3)
    assert metrics["unit_test_reward/unscored"] == 0
    assert metrics["unit_test_reward/judge_s"] > 0


def test_it_pickles_as_its_settings_and_shares_the_pool_of_the_process():
    reward = UnitTestReward(reward="kodcode", workers=1)
    score(reward, [RIGHT])
    copy = pickle.loads(pickle.dumps(reward))
    before = dict(POOLS._judges)
    assert score(copy, [RIGHT]) == [1.1]
    assert POOLS._judges == before


def test_a_suite_that_cannot_be_judged_is_none_and_not_zero(caplog):
    broken = {"test": ["def test_(:", DOUBLE["test"]]}
    rewards = score(unit_test_reward, [RIGHT, RIGHT], **broken, question_id=["broken", "double"])
    assert rewards == [None, 1.0]
    assert "1 of 2 completions not judged" in caplog.text


def test_a_broken_pool_is_none_then_mended_and_at_last_an_error(monkeypatch):
    reward = UnitTestReward(workers=1, cache=False, patience=2)

    def breaks(self, jobs):
        raise SandboxUnavailable("sandbox: gone")

    with monkeypatch.context() as broken:
        broken.setattr(reward_pool.Judge, "judge_many", breaks)
        assert score(reward, [RIGHT, WRONG]) == [None, None]
    assert score(reward, [RIGHT, WRONG]) == [1.0, 0.0]
    monkeypatch.setattr(reward_pool.Judge, "judge_many", breaks)
    assert score(reward, [RIGHT]) == [None]
    with pytest.raises(SandboxUnavailable, match="none in 2 batches in a row"):
        score(reward, [RIGHT])


def test_a_program_is_run_once_however_often_it_is_written(monkeypatch):
    seen = []
    judge_many = reward_pool.Judge.judge_many
    monkeypatch.setattr(reward_pool.Judge, "judge_many", lambda self, jobs: judge_many(self, seen.extend(jobs) or jobs))
    assert score(unit_test_reward, [RIGHT, RIGHT, WRONG, RIGHT]) == [1.0, 1.0, 0.0, 1.0]
    assert len(seen) == 2


def test_rows_come_as_columns_as_json_or_not_at_all():
    (triplet,) = triplets_of({"triplet": [json.dumps(DOUBLE)]}, None, 1)
    assert triplet == Triplet.from_row(DOUBLE)
    flat = {**{name: [value] for name, value in DOUBLE.items()}, "visible_cases": ['["test_shown"]'], "points": [None]}
    assert triplets_of(flat, None, 1) == [triplet]
    del flat["question"]
    prompt = [{"role": "user", "content": "Double it."}]
    assert triplets_of(flat, [prompt], 1)[0].question == "Double it."
    with pytest.raises(DataError, match="keep them in the dataset"):
        triplets_of({"question_id": ["double"]}, None, 1)


def test_the_form_alone_is_rewarded_without_a_run():
    unclosed = f"<think>hm {RIGHT}"
    bare = "def double(x):\n    return 1\n"
    count = [WRONG, NOTHING, unclosed, bare]
    assert format_reward(count, **columns(4)) == [1.0, 0.0, 0.0, 0.0]


@pytest.fixture
def environment():
    environment = CodeEnvironment(max_runs=2, workers=1)
    environment.reset(prompt=[{"role": "user", "content": "?"}], **DOUBLE)
    return environment


def test_a_model_tries_then_submits(environment):
    said = environment.run_tests("def double(x):\n    return x + 3\n")
    assert said.startswith("0 of 1 visible cases passed.\n- test_shown: FAILED")
    assert said.endswith("1 runs left.")
    assert environment.submit(RIGHT) == "Submitted."
    assert environment.get_reward() == 1.0


def test_hidden_cases_stay_hidden(environment):
    fits_the_visible_one = "def double(x):\n    return 4\n"
    said = environment.run_tests(fits_the_visible_one)
    assert said == "1 of 1 visible cases passed.\n1 runs left."
    assert environment.submit(fits_the_visible_one) == "Submitted."
    assert environment.get_reward() == 0.0


def test_runs_submissions_and_words_are_bounded(environment):
    environment.run_tests(WRONG)
    environment.run_tests(WRONG)
    assert environment.run_tests(WRONG) == "No runs are left. Call submit."
    environment.submit(WRONG)
    assert environment.submit(RIGHT) == "You submitted already."
    assert environment.get_reward() == 0.0
    talkative = CodeEnvironment(max_chars=100, workers=1)
    talkative.reset(**DOUBLE)
    assert len(talkative.run_tests('def double(x):\n    raise ValueError("x" * 5000)\n')) <= 100


def test_reset_clears_a_used_instance(environment):
    environment.run_tests(WRONG)
    environment.submit(RIGHT)
    environment.reset(**DOUBLE)
    assert environment.get_reward() == 0.0
    assert environment.run_tests(RIGHT).endswith("1 runs left.")


def test_what_could_not_be_judged_has_no_reward(monkeypatch):
    environment = functools.partial(CodeEnvironment, workers=1, cache=False)()
    environment.reset(**DOUBLE)

    def breaks(self, jobs):
        raise OSError("no more processes")

    monkeypatch.setattr(reward_pool.Judge, "judge_many", breaks)
    assert "could not be run" in environment.run_tests(WRONG)
    environment.submit(WRONG)
    assert environment.get_reward() is None


def test_verl_gets_its_row_from_ours_and_from_kodcodes(monkeypatch):
    row = to_verl(Triplet.from_row(DOUBLE), 3)
    hand = {"data_source": row["data_source"], "extra_info": row["extra_info"]}
    right = compute_score(solution_str=RIGHT, ground_truth=row["reward_model"]["ground_truth"], **hand)
    assert right == {"score": 1.0, "status": "PASSED", "passed": 2, "total": 2, "solved": True}
    forked = json.dumps({"pytest": DOUBLE["test"]})
    assert compute_score("kodcode", WRONG, forked, reward="kodcode")["score"] == 0.1
    with pytest.raises(SandboxUnavailable, match="not judged"):
        compute_score("kodcode", RIGHT, json.dumps({"pytest": "def test_(:"}))
    assert compute_score("kodcode", RIGHT, json.dumps({"pytest": "def test_(:"}), unscored=-0.5)["score"] == -0.5
    with pytest.raises(ConfigError, match="all_tests_pass"):
        compute_score("kodcode", RIGHT, forked, reward="all_test_pass")
