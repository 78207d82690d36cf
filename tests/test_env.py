import copy
import json
import pickle
import warnings
from typing import ClassVar

import cloudpickle
import gymnasium as gym
import pytest
from gymnasium.error import ResetNeeded
from gymnasium.utils.env_checker import check_env, data_equivalence
from gymnasium.vector import AsyncVectorEnv, AutoresetMode, SyncVectorEnv

import kodenv
import kodenv.env
from kodenv.env import KodCodeEnv
from kodenv.errors import ConfigError, DataError, SandboxUnavailable
from kodenv.prompts import FEEDBACK_MAX_CHARS, feedback_text, question_text
from kodenv.records import Case, CaseStatus, Isolation, Measured, Status, Triplet, Verdict

INFO_KEYS = {"question_id", "status", "passed", "total", "verdict"}

DOUBLE = Triplet(
    question_id="double",
    question="Write `double(x)`, which returns twice its argument.",
    solution="def double(x):\n    return 2 * x\n",
    test="def test_two():\n    assert double(2) == 4\n\ndef test_minus():\n    assert double(-3) == -6\n",
    entry_point="double",
)
ECHO = Triplet(
    question_id="echo",
    question="Print the line you read.",
    solution="print(input())\n",
    test='[{"input": "a\\n", "output": "a\\n"}]',
    test_format="stdio",
)
TRIPLETS = [DOUBLE, ECHO]
RIGHT = "<think>easy</think>\n```python\ndef double(x):\n    return x + x\n```\n"
WRONG = "```python\ndef double(x):\n    return 4\n```"
PROSE = "I do not know."


class ScriptedJudge:
    """Reads the verdict off the program: what is under test here is the environment, not the judge."""

    opened: ClassVar[list["ScriptedJudge"]] = []

    def __init__(self, **options):
        self.options = options
        self.n_judged = 0
        self.closed = False
        ScriptedJudge.opened.append(self)

    def judge(self, triplet, program):
        assert not self.closed
        self.n_judged += 1
        # What is measured differs from call to call, as it does in the real one.
        measured = Measured(wall_s=self.n_judged / 7)
        if program is None:
            return Verdict(status=Status.NO_PROGRAM, total=2, message="no program", measured=measured)
        if "unscored" in program:
            return Verdict(status=Status.UNSCORED, message="the zygote died", measured=measured)
        held = ["x + x" in program or "2 * x" in program, "x" in program.partition(":")[2] or "4" in program]
        cases = tuple(
            Case(id=name, status=CaseStatus.PASSED) if good else Case(id=name, status=CaseStatus.FAILED, message=said)
            for name, good, said in zip(
                ("test_minus[-3--6]", "test_two"), held, ("assert 4 == -6", "assert 0 == 4"), strict=True
            )
        )
        status = Status.PASSED if all(held) else Status.FAILED
        isolation = Isolation(layers=("seccomp", "landlock"))
        return Verdict(
            status=status, passed=sum(held), total=2, cases=cases, isolation=isolation, digest="d", measured=measured
        )

    def judge_many(self, pairs):
        return map(self.judge, *zip(*pairs, strict=True))

    def close(self):
        self.closed = True


@pytest.fixture
def scripted(monkeypatch):
    monkeypatch.setattr(kodenv.env, "Judge", ScriptedJudge)
    monkeypatch.setattr(ScriptedJudge, "opened", [])
    return ScriptedJudge


def make(**options):
    return KodCodeEnv(**{"triplets": [DOUBLE], **options})


def turn(env, completion):
    """Reset, and take one step."""
    env.reset(seed=0)
    return env.step(completion)


def test_reset_shows_the_prompt(scripted):
    env = make()
    obs, info = env.reset(seed=0)
    assert obs == DOUBLE.question
    assert info == {"question_id": "double", "status": None, "passed": 0, "total": 0, "verdict": {}}


def test_a_solved_turn_ends_with_the_reward(scripted):
    obs, reward, terminated, truncated, info = turn(make(), RIGHT)
    assert (reward, terminated, truncated) == (1.0, True, False)
    assert set(info) == INFO_KEYS
    assert (info["question_id"], info["status"], info["passed"], info["total"]) == ("double", "PASSED", 2, 2)
    assert obs == "The program solves the task."


@pytest.mark.parametrize(("completion", "status"), [(WRONG, "FAILED"), (PROSE, "NO_PROGRAM"), ("", "NO_PROGRAM")])
def test_an_unsolved_single_turn_ends_without_reward(scripted, completion, status):
    _, reward, terminated, truncated, info = turn(make(), completion)
    assert (reward, terminated, truncated, info["status"]) == (0.0, True, False, status)


def test_info_holds_the_verdict_without_what_was_measured(scripted):
    env = make()
    info = turn(env, WRONG)[-1]
    row = env.verdict.to_row()
    assert row.pop("measured")["wall_s"] > 0
    assert info["verdict"] == row
    assert json.loads(json.dumps(info)) == info


def test_info_is_fresh_on_every_call(scripted):
    env = make(max_turns=3)
    info = turn(env, WRONG)[-1]
    info["verdict"]["cases"].clear()
    assert len(env.step(WRONG)[-1]["verdict"]["cases"]) == 2


def test_the_verdict_is_the_full_record(scripted):
    env = gym.make("KodCode-v0", triplets=[DOUBLE])
    turn(env, WRONG)
    assert isinstance(env.unwrapped.verdict, Verdict)
    env.reset()
    assert env.unwrapped.verdict is None


@pytest.mark.parametrize(
    ("reward", "expected"),
    [
        ("fraction_passed", 0.5),
        ("kodcode", 0.1),
        ("weighted_by_kill", 0.5),
        (lambda verdict: verdict.passed - verdict.total, -1.0),
    ],
)
def test_rewards_by_name_and_as_functions(scripted, reward, expected):
    assert turn(make(reward=reward), WRONG)[1] == expected


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), "much"])
def test_a_reward_that_is_no_number_is_refused(scripted, value):
    with pytest.raises(ConfigError, match="expected a finite number"):
        turn(make(reward=lambda verdict: value), WRONG)


def test_unscored_raises_and_spends_no_turn(scripted):
    env = make(max_turns=2)
    env.reset(seed=0)
    for _ in range(5):
        with pytest.raises(SandboxUnavailable, match="double: not judged: the zygote died"):
            env.step("```python\nunscored = 1\n```")
    assert env.verdict.status is Status.UNSCORED
    assert env.step(WRONG)[1:3] == (0.0, False)
    assert env.step(RIGHT)[1:3] == (1.0, True)


def test_turns_go_on_until_solved(scripted):
    env = make(max_turns=5)
    obs, reward, terminated, truncated, _ = turn(env, WRONG)
    assert (reward, terminated, truncated) == (0.0, False, False)
    assert "test_minus" in obs and "1 of 2" in obs
    assert env.step(PROSE)[2] is False
    assert env.step(RIGHT)[1:4] == (1.0, True, False)


def test_turns_go_on_until_used_up(scripted):
    env = make(max_turns=3)
    env.reset(seed=0)
    assert [env.step(WRONG)[2] for _ in range(3)] == [False, False, True]


def test_a_new_episode_has_all_its_turns(scripted):
    env = make(max_turns=2)
    for _ in range(2):
        assert turn(env, WRONG)[2] is False


@pytest.mark.parametrize("n_steps", [0, 1])
def test_steps_outside_an_episode_are_refused(scripted, n_steps):
    env = make()
    if n_steps:
        turn(env, WRONG)
    with pytest.raises(ResetNeeded, match="reset"):
        env.step(WRONG)


@pytest.mark.parametrize("action", [None, 3, b"bytes", [RIGHT]])
def test_an_action_that_is_no_text_is_refused(scripted, action):
    env = make()
    env.reset(seed=0)
    with pytest.raises(ConfigError, match="completion"):
        env.step(action)
    assert env.step(RIGHT)[1] == 1.0


def test_a_question_can_be_chosen(scripted):
    env = make(triplets=TRIPLETS)
    for question_id in ("echo", "double", "echo"):
        obs, info = env.reset(options={"question_id": question_id})
        assert info["question_id"] == question_id
        assert obs == next(t.question for t in TRIPLETS if t.question_id == question_id)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"question_id": "duoble"}, "did you mean 'double'"),
        ({"question_id": "zzz"}, "2 others, such as 'double'"),
        ({"question_id": 3}, "unknown question_id 3"),
        ({"question_id": ["double"]}, "unknown question_id"),
        ({"questionid": "double"}, "did you mean 'question_id'"),
    ],
)
def test_unknown_options_are_refused(scripted, options, said):
    env = make(triplets=TRIPLETS)
    with pytest.raises(ConfigError, match=said):
        env.reset(options=options)


def test_same_seed_same_questions(scripted):
    many = [Triplet(question_id=str(i), question=f"double {i}", entry_point="double") for i in range(50)]

    def drawn(seed):
        env = make(triplets=many)
        return [env.reset(seed=seed)[1]["question_id"]] + [env.reset()[1]["question_id"] for _ in range(9)]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
    assert len(set(drawn(1))) > 5


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"reward": "all_test_pass"}, "did you mean 'all_tests_pass'"),
        ({"feedback": "case"}, "did you mean 'cases'"),
        ({"max_turns": 0}, "max_turns"),
        ({"max_turns": 1.5}, "max_turns"),
        ({"render_mode": "human"}, "render_mode"),
    ],
)
def test_bad_arguments_are_refused(scripted, options, said):
    with pytest.raises(ConfigError, match=said):
        make(**options)


@pytest.mark.parametrize(
    ("triplets", "said"),
    [
        ([], "at least one"),
        ([DOUBLE, DOUBLE], "'double'"),
        ([{"question_id": "a"}], "question"),
        ([Triplet(question_id="long", question="x" * 1_000_001)], "long: expected a question of at most"),
    ],
)
def test_bad_triplets_are_refused(scripted, triplets, said):
    with pytest.raises(DataError, match=said):
        make(triplets=triplets)


def test_rows_do_as_well_as_triplets(scripted):
    assert make(triplets=[DOUBLE.to_row()]).reset(seed=0)[0] == DOUBLE.question


def test_arguments_reach_the_judge(scripted):
    env = make(workers=2, timeout_s=3.5, memory_mb=64, isolation="shared", allow_weak_sandbox=True, cache=False)
    turn(env, RIGHT)
    assert scripted.opened[0].options == {
        "workers": 2,
        "timeout_s": 3.5,
        "memory_mb": 64,
        "isolation": "shared",
        "stop_early": False,
        "allow_weak_sandbox": True,
        "cache": False,
    }


def test_a_sandbox_starts_with_the_first_step_and_stops_with_close(scripted):
    env = make()
    env.reset(seed=0)
    assert not scripted.opened
    env.step(RIGHT)
    turn(env, RIGHT)
    assert len(scripted.opened) == 1
    env.close()
    env.close()
    assert scripted.opened[0].closed


def test_render_shows_the_text_and_the_last_status(scripted):
    env = make(render_mode="ansi")
    env.reset(seed=0)
    assert env.render() == DOUBLE.question
    env.step(WRONG)
    assert env.render().startswith("[FAILED 1/2]\n")
    assert make().render() is None


def rows_file(folder, triplets):
    path = folder / "triplets.jsonl"
    path.write_text("".join(json.dumps(triplet.to_row()) + "\n" for triplet in triplets))
    return path


def test_triplets_are_read_from_a_file_once(scripted, tmp_path, monkeypatch):
    path = rows_file(tmp_path, [DOUBLE])
    assert make(triplets=path)._pool is make(triplets=str(path))._pool
    rows_file(tmp_path, TRIPLETS)
    env = make(triplets=path)
    assert env.reset(options={"question_id": "echo"})[0] == ECHO.question


def test_a_bad_file_is_refused(scripted, tmp_path):
    path = tmp_path / "triplets.jsonl"
    path.write_text('{"question_id": "a"}\n')
    with pytest.raises(DataError, match=r"triplets\.jsonl"):
        make(triplets=path)


@pytest.mark.parametrize("clone", [copy.deepcopy, lambda env: pickle.loads(pickle.dumps(env)), "cloudpickle"])
@pytest.mark.parametrize("from_file", [False, True])
def test_copies_go_on_alone(scripted, tmp_path, clone, from_file):
    if clone == "cloudpickle":
        clone = lambda env: cloudpickle.loads(cloudpickle.dumps(env))  # noqa: E731
    env = make(triplets=rows_file(tmp_path, TRIPLETS) if from_file else TRIPLETS, max_turns=2, reward="kodcode")
    turn(env, WRONG)
    other = clone(env)
    assert other.step(RIGHT)[1:3] == env.step(RIGHT)[1:3] == (1.1, True)
    assert len(scripted.opened) == 2
    assert [other.reset()[0] for _ in range(9)] == [env.reset()[0] for _ in range(9)]


def test_check_env_has_nothing_to_say(scripted):
    env = gym.make("KodCode-v0", triplets=TRIPLETS, max_turns=3, render_mode="ansi")
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        check_env(env.unwrapped)
    assert not seen


def test_the_spec_survives_json(scripted, tmp_path):
    path = rows_file(tmp_path, [DOUBLE])
    env = gym.make("KodCode-v0", triplets=str(path), reward="kodcode", max_turns=2)
    again = gym.make(gym.envs.registration.EnvSpec.from_json(env.spec.to_json()))
    assert again.spec == env.spec
    assert turn(again, PROSE)[1:3] == (-1.1, False)


def test_gymnasium_wrappers_apply(scripted):
    env = gym.make("KodCode-v0", triplets=[DOUBLE], max_turns=4, max_episode_steps=2)
    env = gym.wrappers.TransformReward(env, lambda reward: reward + 10)
    env = gym.wrappers.RecordEpisodeStatistics(gym.wrappers.Autoreset(env))
    turn(env, WRONG)
    _, reward, terminated, truncated, info = env.step(WRONG)
    assert (reward, terminated, truncated) == (10.0, False, True)
    assert info["episode"]["r"] == 20.0
    obs, reward, terminated, truncated, info = env.step("the wrapper resets instead of judging this")
    assert (obs, reward, terminated, truncated) == (DOUBLE.question, 0.0, False, False)


def test_order_is_enforced_by_gymnasium(scripted):
    with pytest.raises(ResetNeeded):
        gym.make("KodCode-v0", triplets=[DOUBLE]).step(RIGHT)


@pytest.mark.parametrize("mode", list(AutoresetMode))
def test_sync_vector_env_mixes_ended_and_open_episodes(scripted, mode):
    envs = SyncVectorEnv([lambda: make(max_turns=2)] * 3, autoreset_mode=mode)
    envs.reset(seed=0)
    obs, rewards, terminated, _, infos = envs.step((WRONG, RIGHT, PROSE))
    assert obs in envs.observation_space
    assert rewards.tolist() == [0.0, 1.0, 0.0]
    assert terminated.tolist() == [False, True, False]
    assert infos["status"][0] == "FAILED" and infos["status"][2] == "NO_PROGRAM"
    if mode is not AutoresetMode.DISABLED:
        assert len(envs.step((RIGHT, RIGHT, RIGHT))[0]) == 3
    envs.close()


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")  # Python 3.12 on fork
@pytest.mark.parametrize("context", ["fork", "spawn"])
def test_async_vector_env_judges_in_its_processes(context):
    envs = gym.make_vec(
        "KodCode-v0",
        num_envs=2,
        vectorization_mode="async",
        vector_kwargs={"shared_memory": False, "context": context},
        triplets=[DOUBLE],
    )
    try:
        obs, infos = envs.reset(seed=0)
        assert obs == (DOUBLE.question,) * 2
        _, rewards, terminated, _, infos = envs.step((RIGHT, WRONG))
        assert rewards.tolist() == [1.0, 0.0]
        assert terminated.tolist() == [True, True]
        assert infos["status"].tolist() == ["PASSED", "FAILED"]
    finally:
        envs.close()


def test_async_vector_env_says_that_shared_memory_must_be_off(scripted):
    with pytest.raises(ValueError, match="shared_memory=False") as caught:
        AsyncVectorEnv([make])
    assert "pass vector_kwargs" in str(caught.value.__cause__)


def test_the_prompt_names_the_entry_point_only_where_the_question_does_not():
    assert question_text(DOUBLE) == DOUBLE.question
    assert question_text(ECHO) == ECHO.question
    silent = Triplet(question_id="a", question="Double a number; undouble it.", entry_point="double")
    assert question_text(silent) == "Double a number; undouble it.\n\nThe program must define `double`."


SECRET = Verdict(
    status=Status.FAILED,
    passed=1,
    total=4,
    message="test_a[2-4]: assert 3 == 4",
    cases=(
        Case(id="test_a[2-4]", status=CaseStatus.FAILED, message="assert 3 == 4"),
        Case(id="test_a[3-6]", status=CaseStatus.FAILED, message="assert 3 == 6"),
        Case(id="test_b", status=CaseStatus.ERROR, message="NameError: name 'q' is not defined"),
        Case(id="test_c", status=CaseStatus.PASSED),
    ),
)


def test_feedback_none_says_only_that_it_failed():
    texts = {
        feedback_text(DOUBLE, verdict, feedback="none")
        for verdict in (SECRET, Verdict(status=Status.TIMEOUT), Verdict(status=Status.NO_PROGRAM))
    }
    assert texts == {"The program does not solve the task. Answer with the whole corrected program."}


def test_feedback_cases_names_cases_and_no_value():
    assert feedback_text(DOUBLE, SECRET, feedback="cases") == (
        "The program does not solve the task.\n"
        "It passed 1 of 4 cases.\n"
        "These did not pass:\n"
        "- test_a: FAILED\n"
        "- test_b: ERROR\n"
        "\n"
        "Answer with the whole corrected program."
    )


def test_feedback_values_shows_what_the_cases_said():
    text = feedback_text(DOUBLE, SECRET, feedback="values")
    assert "- test_a[2-4]: FAILED\nassert 3 == 4\n" in text
    assert "name 'q' is not defined" in text


@pytest.mark.parametrize("feedback", ["cases", "values"])
def test_feedback_shows_nothing_of_hidden_cases(feedback):
    triplet = Triplet(question_id="a", question="q", visible_cases=["test_b", "test_c"])
    text = feedback_text(triplet, SECRET, feedback=feedback)
    assert "It passed 1 of 2 visible cases." in text and "test_b" in text
    assert "test_a" not in text and "== 4" not in text


def test_feedback_says_when_only_hidden_cases_failed():
    triplet = Triplet(question_id="a", question="q", visible_cases=["test_c"])
    assert "It passed 1 of 1 visible cases.\nA hidden case did not pass." in feedback_text(
        triplet, SECRET, feedback="values"
    )


@pytest.mark.parametrize("visible", [[], ["gone"]])
@pytest.mark.parametrize("feedback", ["cases", "values"])
def test_feedback_of_a_suite_that_is_all_hidden(visible, feedback):
    triplet = Triplet(question_id="a", question="q", visible_cases=visible)
    text = feedback_text(triplet, SECRET, feedback=feedback)
    assert text.startswith("The program does not solve the task.\nIts cases are hidden.\n\nAnswer")
    unloaded = Verdict(status=Status.ERROR, total=4, message="assert 3 == 4")
    assert "==" not in feedback_text(triplet, unloaded, feedback=feedback)


def test_feedback_lists_no_case_where_none_ran():
    cases = tuple(Case(id=name, status=CaseStatus.NOT_RUN, message="no report") for name in ("test_a", "test_b"))
    verdict = Verdict(status=Status.ERROR, total=2, cases=cases, message="NameError: name 'q' is not defined")
    said = "The program stopped with an error.\n"
    assert feedback_text(DOUBLE, verdict, feedback="cases").startswith(said + "\nAnswer")
    assert feedback_text(DOUBLE, verdict, feedback="values").startswith(said + verdict.message)


@pytest.mark.parametrize("status", [s for s in Status if s not in (Status.PASSED, Status.UNSCORED)])
def test_feedback_of_every_status_has_a_sentence(status):
    text = feedback_text(DOUBLE, Verdict(status=status, total=2, message="a message"), feedback="cases")
    assert text.endswith(".") and "a message" not in text


@pytest.mark.parametrize("feedback", ["cases", "none", "values"])
@pytest.mark.parametrize("n_cases", [0, 1, 5_000])
def test_feedback_keeps_its_budget(feedback, n_cases):
    cases = tuple(Case(id=f"test_{i}", status=CaseStatus.FAILED, message="λ" * 5_000) for i in range(n_cases))
    verdict = Verdict(status=Status.FAILED, total=n_cases, cases=cases, message="m" * 100_000)
    text = feedback_text(DOUBLE, verdict, feedback=feedback)
    assert len(text) <= FEEDBACK_MAX_CHARS
    assert text.endswith("Answer with the whole corrected program.")
    if n_cases == 5_000 and feedback != "none":
        assert "test_0" in text and "\n...\n" in text


def test_the_public_ways_to_the_environment():
    spec = gym.spec("KodCode-v0")
    assert (spec.entry_point, spec.vector_entry_point) == (
        "kodenv.env:KodCodeEnv",
        "kodenv.vector_env:KodCodeVectorEnv",
    )
    assert gym.envs.registration.EnvSpec.from_json(spec.to_json()) == spec


# The real judge, on the bundled triplets.


def test_bundled_references_are_rewarded_and_stubs_are_not():
    env = gym.make("KodCode-v0")
    formats = {}
    for triplet in kodenv.load_triplets():
        formats.setdefault((triplet.test_format, triplet.language), triplet)
    for triplet in formats.values():
        for completion, reward in ((f"```python\n{triplet.solution}\n```", 1.0), ("```python\npass\n```", 0.0)):
            obs, _ = env.reset(options={"question_id": triplet.question_id})
            assert triplet.question in obs
            assert env.step(completion)[1] == reward
    env.close()


def test_check_env_has_nothing_to_say_about_the_real_thing():
    env = gym.make("KodCode-v0", cache=False, max_turns=2)
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        check_env(env.unwrapped)
    env.close()
    assert not seen


def test_the_real_info_is_the_same_twice():
    env = gym.make("KodCode-v0", triplets=TRIPLETS, cache=False)
    infos = []
    for _ in range(2):
        env.reset(options={"question_id": "double"})
        infos.append(env.step(WRONG)[-1])
    env.close()
    assert infos[0]["status"] == "FAILED"
    assert data_equivalence(infos[0], infos[1], exact=True)


def test_real_feedback_names_the_case_and_not_its_value():
    env = gym.make("KodCode-v0", triplets=[DOUBLE], max_turns=2)
    obs = turn(env, WRONG)[0]
    assert "test_minus" in obs and "-6" not in obs
    assert env.step(RIGHT)[1:3] == (1.0, True)
    env.close()
