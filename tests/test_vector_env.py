import copy
import pickle
import re
import runpy
from pathlib import Path
from typing import ClassVar

import gymnasium as gym
import numpy as np
import pytest
from gymnasium.envs.registration import EnvSpec
from gymnasium.error import ResetNeeded
from gymnasium.vector import AutoresetMode, SyncVectorEnv
from gymnasium.wrappers.vector import DictInfoToList, RecordEpisodeStatistics, TransformReward

import kodenv
import kodenv.vector_env
from kodenv.env import KodCodeEnv
from kodenv.errors import ConfigError
from kodenv.records import Case, CaseStatus, Measured, Status, Triplet, Verdict
from kodenv.vector_env import KodCodeVectorEnv

ROOT = Path(__file__).parents[1]
TRIPLETS = [
    Triplet(question_id=f"q{i}", question=f"Write `f()`, which returns {i}.", solution=f"def f():\n    return {i}\n")
    for i in range(20)
]
PROSE = "no program here"
UNSCORED = "```python\nunscored = 1\n```"


def answer(triplet):
    return f"```python\n{triplet.solution}```"


def answers(infos):
    by_id = {triplet.question_id: triplet for triplet in TRIPLETS}
    return [answer(by_id[question_id]) for question_id in infos["question_id"]]


class ScriptedJudge:
    """Compares with the reference: what is under test here is the environment, not the judge."""

    opened: ClassVar[list["ScriptedJudge"]] = []

    def __init__(self, **options):
        self.options = options
        self.batches = []
        self.closed = False
        ScriptedJudge.opened.append(self)

    def judge(self, triplet, program):
        measured = Measured(wall_s=len(self.batches) / 7)
        if program is None:
            return Verdict(status=Status.NO_PROGRAM, total=1, measured=measured)
        if "unscored" in program:
            return Verdict(status=Status.UNSCORED, message="the zygote died", measured=measured)
        good = program.strip() == triplet.solution.strip()
        case = Case(id="test", status=CaseStatus.PASSED if good else CaseStatus.FAILED)
        status = Status.PASSED if good else Status.FAILED
        return Verdict(status=status, passed=int(good), total=1, cases=(case,), measured=measured)

    def judge_many(self, pairs):
        pairs = list(pairs)
        self.batches.append(len(pairs))
        return (self.judge(triplet, program) for triplet, program in pairs)

    def close(self):
        self.closed = True


@pytest.fixture
def scripted(monkeypatch):
    monkeypatch.setattr(kodenv.vector_env, "Judge", ScriptedJudge)
    monkeypatch.setattr(kodenv.env, "Judge", ScriptedJudge)
    monkeypatch.setattr(ScriptedJudge, "opened", [])
    return ScriptedJudge


def make(num_envs=3, **options):
    return KodCodeVectorEnv(num_envs=num_envs, **{"triplets": TRIPLETS, **options})


def test_make_vec_takes_our_own(scripted):
    envs = gym.make_vec("KodCode-v0", num_envs=4, triplets=TRIPLETS)
    assert isinstance(envs.unwrapped, KodCodeVectorEnv)
    assert envs.metadata["autoreset_mode"] is AutoresetMode.SAME_STEP
    obs, infos = envs.reset(seed=0)
    assert obs in envs.observation_space
    assert infos["question_id"].shape == (4,) and infos["_question_id"].all()
    assert infos["status"].tolist() == [None] * 4


def test_a_step_is_one_batch(scripted):
    envs = make(num_envs=5)
    _, infos = envs.reset(seed=0)
    for _ in range(3):
        infos = envs.step(answers(infos))[-1]
    assert len(scripted.opened) == 1
    assert scripted.opened[0].batches == [5, 5, 5]


def test_no_step_is_spent_on_resets(scripted):
    envs = make()
    _, infos = envs.reset(seed=0)
    for _ in range(4):
        obs, rewards, terminated, truncated, infos = envs.step(answers(infos))
        assert rewards.tolist() == [1.0] * 3
        assert terminated.tolist() == [True] * 3
        assert truncated.tolist() == [False] * 3
        assert all(text.startswith("Write `f()`") for text in obs)


def test_what_ended_is_in_the_final_info(scripted):
    envs = make()
    _, began = envs.reset(seed=0)
    *_, infos = envs.step([answers(began)[0], "```python\npass\n```", PROSE])
    final = infos["final_info"]
    assert infos["_final_info"].all() and infos["_final_obs"].all()
    assert final["status"].tolist() == ["PASSED", "FAILED", "NO_PROGRAM"]
    assert final["question_id"].tolist() == began["question_id"].tolist()
    assert final["passed"].tolist() == [1, 0, 0]
    assert final["total"].tolist() == [1, 1, 1]
    assert final["verdict"]["solved"].tolist() == [True, False, False]
    assert final["verdict"]["cases"][1] == [{"id": "test", "status": "FAILED", "message": ""}]
    assert "measured" not in final["verdict"]
    assert infos["final_obs"][0] == "The program solves the task."


def test_unscored_is_nan_and_the_others_finish(scripted):
    envs = make(num_envs=4, max_turns=3)
    _, infos = envs.reset(seed=0)
    right = answers(infos)
    _, rewards, terminated, truncated, infos = envs.step([right[0], UNSCORED, PROSE, right[3]])
    np.testing.assert_array_equal(rewards, [1.0, np.nan, 0.0, 1.0])
    assert terminated.tolist() == [True, True, False, True]
    assert not truncated.any()
    assert infos["final_info"]["status"].tolist() == ["PASSED", "UNSCORED", None, "PASSED"]
    assert infos["_final_info"].tolist() == [True, True, False, True]
    assert [verdict.status for verdict in envs.verdicts] == ["PASSED", "UNSCORED", "NO_PROGRAM", "PASSED"]
    assert not np.isnan(envs.step(answers(infos))[1]).any()


def test_open_and_ended_episodes_share_a_batch(scripted):
    envs = make(max_turns=2)
    _, began = envs.reset(seed=0)
    right = answers(began)
    obs, rewards, terminated, _, infos = envs.step([right[0], PROSE, PROSE])
    assert terminated.tolist() == [True, False, False]
    assert infos["status"].tolist() == [None, "NO_PROGRAM", "NO_PROGRAM"]
    assert infos["question_id"].tolist()[1:] == began["question_id"].tolist()[1:]
    assert "no program" in obs[1]
    _, rewards, terminated, _, _ = envs.step([PROSE, right[1], PROSE])
    assert rewards.tolist() == [0.0, 1.0, 0.0]
    assert terminated.tolist() == [False, True, True]


def drawn(envs, n_steps=6, **reset):
    _, infos = envs.reset(**reset)
    rows = [infos["question_id"].tolist()]
    for _ in range(n_steps):
        rows.append(envs.step([PROSE] * envs.num_envs)[-1]["question_id"].tolist())
    return rows


def test_same_seed_same_questions(scripted):
    assert drawn(make(), seed=1) == drawn(make(), seed=1)
    assert drawn(make(), seed=1) != drawn(make(), seed=2)
    assert drawn(make(), seed=[1, 2, 3]) == drawn(make(), seed=[1, 2, 3])
    assert drawn(make(), seed=np.int64(1)) == drawn(make(), seed=1)


def test_neighbouring_seeds_share_no_episode(scripted):
    # Adding the index to the seed would make column 1 of seed 1 the column 0 of seed 2.
    one, two = (list(zip(*drawn(make(), seed=seed), strict=True)) for seed in (1, 2))
    assert len(set(one)) == 3
    assert not set(one) & set(two)


def test_the_episodes_of_a_list_of_seeds_are_those_of_single_environments(scripted):
    columns = list(zip(*drawn(make(), seed=[5, 6, 7]), strict=True))
    for seed, column in zip((5, 6, 7), columns, strict=True):
        env = KodCodeEnv(triplets=TRIPLETS)
        single = [env.reset(seed=seed)[1]["question_id"]] + [env.reset()[1]["question_id"] for _ in range(6)]
        assert tuple(single) == column


def test_a_reset_without_seed_goes_on(scripted):
    envs = make()
    envs.reset(seed=3)
    first = [envs.reset()[1]["question_id"].tolist() for _ in range(3)]
    envs.reset(seed=3)
    assert [envs.reset()[1]["question_id"].tolist() for _ in range(3)] == first
    assert first[0] != first[1]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("q7", ["q7"] * 3),
        (["q1", "q2", "q1"], ["q1", "q2", "q1"]),
        (np.array(["q1", "q2", "q1"], dtype=object), ["q1", "q2", "q1"]),
    ],
)
def test_questions_can_be_chosen(scripted, given, expected):
    infos = make().reset(options={"question_id": given})[1]
    assert infos["question_id"].tolist() == expected


def test_none_stands_for_a_drawn_question(scripted):
    infos = make().reset(seed=0, options={"question_id": [None, "q2", None]})[1]
    assert infos["question_id"][1] == "q2"


def test_a_mask_resets_some(scripted):
    envs = make(max_turns=2)
    before, _ = envs.reset(seed=0, options={"question_id": "q1"})
    envs.step([PROSE] * 3)
    mask = np.array([False, True, False])
    obs, infos = envs.reset(options={"reset_mask": mask, "question_id": "q2"})
    assert infos["question_id"][1] == "q2"
    assert infos["_question_id"].tolist() == mask.tolist()
    assert obs[0] != before[0] and "returns 2" in obs[1]
    assert [verdict is None for verdict in envs.verdicts] == mask.tolist()
    assert envs.step([PROSE] * 3)[2].tolist() == [True, False, True]


def test_a_seed_with_a_mask_leaves_the_other_generators_alone(scripted):
    masked, plain = make(), make()
    for envs in (masked, plain):
        envs.reset(seed=0)
    masked.reset(seed=9, options={"reset_mask": np.array([False, True, False])})
    rows = [[envs.reset()[1]["question_id"].tolist() for _ in range(5)] for envs in (masked, plain)]
    one, two = (list(zip(*row, strict=True)) for row in rows)
    assert [a == b for a, b in zip(one, two, strict=True)] == [True, False, True]


@pytest.mark.parametrize(
    ("reset", "said"),
    [
        ({"options": {"question_id": "q77"}}, "did you mean 'q7'"),
        ({"options": {"question_id": ["q1"]}}, "or 3 of them"),
        ({"options": {"question_id": 7}}, "or 3 of them"),
        ({"options": {"question_ids": "q7"}}, "did you mean 'question_id'"),
        ({"options": {"reset_mask": [True, False, True]}}, "bool array"),
        ({"options": {"reset_mask": np.ones(2, dtype=bool)}}, "bool array"),
        ({"seed": [1, 2]}, "3 seeds"),
    ],
)
def test_wrong_options_are_refused_and_change_nothing(scripted, reset, said):
    envs = make()
    _, infos = envs.reset(seed=0)
    with pytest.raises(ConfigError, match=said):
        envs.reset(**reset)
    assert envs.step(answers(infos))[1].tolist() == [1.0] * 3


@pytest.mark.parametrize("actions", [[PROSE] * 2, [PROSE] * 4, PROSE, [PROSE, None, PROSE], [PROSE, 3, PROSE]])
def test_wrong_actions_are_refused_and_spend_no_turn(scripted, actions):
    envs = make()
    _, infos = envs.reset(seed=0)
    with pytest.raises(ConfigError, match="completion"):
        envs.step(actions)
    assert envs.step(answers(infos))[1].tolist() == [1.0] * 3


@pytest.mark.parametrize("call", [lambda e: e.step([PROSE] * 3), lambda e: e.reset(options={"reset_mask": NOT_ALL})])
def test_reset_comes_first(scripted, call):
    with pytest.raises(ResetNeeded):
        call(make())


NOT_ALL = np.array([True, False, True])


@pytest.mark.parametrize("num_envs", [0, -1, 1.5, True])
def test_a_batch_that_is_none_is_refused(scripted, num_envs):
    with pytest.raises(ConfigError, match="num_envs"):
        make(num_envs=num_envs)


@pytest.mark.parametrize(("num_envs", "n_cpus", "workers"), [(1, 8, 1), (64, 8, 8), (3, None, 1)])
def test_workers_default_to_the_batch_or_the_processors(scripted, monkeypatch, num_envs, n_cpus, workers):
    monkeypatch.setattr("os.cpu_count", lambda: n_cpus)
    envs = make(num_envs=num_envs)
    envs.reset(seed=0)
    envs.step([PROSE] * num_envs)
    assert scripted.opened[0].options["workers"] == workers


def test_close_stops_the_sandboxes(scripted):
    envs = make()
    envs.reset(seed=0)
    assert not scripted.opened
    envs.step([PROSE] * 3)
    envs.close()
    envs.close()
    assert scripted.opened[0].closed


@pytest.mark.parametrize("clone", [copy.deepcopy, lambda envs: pickle.loads(pickle.dumps(envs))])
def test_copies_go_on_alone(scripted, clone):
    envs = make()
    envs.reset(seed=0)
    envs.step([PROSE] * 3)
    other = clone(envs)
    assert other.step([PROSE] * 3)[0] == envs.step([PROSE] * 3)[0]
    assert len(scripted.opened) == 2


def test_the_spec_makes_it_again(scripted):
    envs = gym.make_vec("KodCode-v0", num_envs=3, max_turns=2)
    again = gym.make_vec(EnvSpec.from_json(envs.spec.to_json()))
    assert again.num_envs == 3 and again.spec == envs.spec


def test_gymnasium_vector_wrappers_apply(scripted):
    envs = TransformReward(RecordEpisodeStatistics(make()), lambda reward: reward * 2)
    _, infos = envs.reset(seed=0)
    _, rewards, _, _, infos = envs.step(answers(infos))
    assert rewards.tolist() == [2.0] * 3
    assert infos["episode"]["r"].tolist() == [1.0] * 3


def test_infos_can_be_a_list(scripted):
    envs = DictInfoToList(make())
    _, infos = envs.reset(seed=0)
    *_, infos = envs.step(answers({"question_id": [info["question_id"] for info in infos]}))
    assert [info["final_info"]["status"] for info in infos] == ["PASSED"] * 3


def test_infos_have_the_shape_of_gymnasiums_own(scripted):
    ours = make(max_turns=2)
    theirs = SyncVectorEnv(
        [lambda: KodCodeEnv(triplets=TRIPLETS, max_turns=2)] * 3, autoreset_mode=AutoresetMode.SAME_STEP
    )
    actions = None
    for envs in (ours, theirs):
        _, infos = envs.reset(seed=[1, 2, 3])
        actions = actions or [answers(infos)[0], PROSE, PROSE]
    for _ in range(3):
        results = [envs.step(actions) for envs in (ours, theirs)]
        assert results[0][0] == results[1][0]
        for one, two in zip(results[0][1:4], results[1][1:4], strict=True):
            np.testing.assert_array_equal(one, two)
        assert_same(results[0][4], results[1][4])


def assert_same(one, two):
    assert type(one) is type(two)
    if isinstance(one, dict):
        assert one.keys() == two.keys()
        for key in one:
            assert_same(one[key], two[key])
    else:
        assert one.dtype == two.dtype
        assert one.tolist() == two.tolist()


def test_render_is_a_text_per_episode(scripted):
    envs = make(render_mode="ansi", max_turns=2)
    obs, _ = envs.reset(seed=0)
    assert envs.render() == obs
    envs.step([PROSE] * 3)
    assert all(text.startswith("[NO_PROGRAM 0/1]\n") for text in envs.render())
    assert make().render() is None


# The real judge, on the bundled triplets.


def test_a_real_batch_is_rewarded():
    triplets = kodenv.load_triplets()[:6]
    envs = gym.make_vec("KodCode-v0", num_envs=6, vectorization_mode="vector_entry_point")
    envs.reset(seed=0, options={"question_id": [triplet.question_id for triplet in triplets]})
    completions = [f"```python\n{triplet.solution}\n```" for triplet in triplets]
    completions[2] = PROSE
    _, rewards, _, _, infos = envs.step(completions)
    assert rewards.tolist() == [1.0, 1.0, 0.0, 1.0, 1.0, 1.0]
    assert infos["final_info"]["status"][2] == "NO_PROGRAM"
    envs.close()


@pytest.mark.parametrize("mode", ["sync", "vector_entry_point"])
def test_every_vectorization_mode_gives_the_same_verdicts(mode):
    triplet = Triplet(
        question_id="one",
        question="Write `one()`.",
        solution="def one():\n    return 1\n",
        test="def test_one():\n    assert one() == 1\n",
        entry_point="one",
    )
    envs = gym.make_vec("KodCode-v0", num_envs=2, vectorization_mode=mode, triplets=[triplet])
    envs.reset(seed=0)
    right, wrong = (f"```python\ndef one():\n    return {value}\n```" for value in (1, 2))
    assert envs.step([right, wrong])[1].tolist() == [1.0, 0.0]
    envs.close()


def test_the_example_learns(capsys):
    main = runpy.run_path(str(ROOT / "examples" / "rl_loop.py"))["main"]
    assert main() > 1.0
    first = capsys.readouterr().out.splitlines()[0]
    assert float(first.rpartition(" ")[2]) < 0.5


def test_the_blocks_of_the_page_run(capsys):
    page = (ROOT / "docs" / "environment.md").read_text()
    blocks = re.findall(r"^```python\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    assert len(blocks) == 3
    names = {"completions": [PROSE] * 64}
    for block in blocks:
        exec(block, names)
        names.get("envs", names["env"]).close()
    assert capsys.readouterr().out.startswith(("FAILED 0.0\n", "ERROR 0.0\n"))
