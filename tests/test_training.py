"""The configuration, the data, the draw and the pages of `kodenv train`; and the command itself on two steps."""

import json
from itertools import islice
from pathlib import Path

import pytest

from kodenv import Triplet, load_triplets
from kodenv.cli import main
from kodenv.errors import ConfigError, DataError
from policies.training.charts import line_chart
from policies.training.config import read_train_config
from policies.training.datasets import grpo_triplets, imports_of, to_trl, with_declaration
from policies.training.groups import PassRates, draw_questions, signal_share
from policies.training.page import write_page
from policies.training.run import last_checkpoint

CONFIGS = sorted((Path(__file__).parents[1] / "examples" / "configs").glob("*.toml"))
MINIMAL = '[model]\nname = "tiny"\n'


def config_of(tmp_path, text, method="grpo"):
    (tmp_path / "c.toml").write_text(text)
    return read_train_config(method, tmp_path / "c.toml")


def test_a_configuration_is_read_with_its_defaults(tmp_path):
    config = config_of(tmp_path, MINIMAL + '[trainer]\nmax_steps = 3\n[reward]\nnames = ["kodcode", "format"]\n')
    assert (config.model.name, config.lora, config.trainer) == ("tiny", None, {"max_steps": 3})
    assert config.reward.names == ("kodcode", "format")
    assert config.groups.aware


@pytest.mark.parametrize(
    ("method", "text", "named"),
    [
        ("grpo", "", "c.toml: model.name: expected a text"),
        ("grpo", MINIMAL + "size = 3\n", "model.size: unknown key"),
        ("grpo", MINIMAL + "[modle]\n", "modle: unknown key 'modle'; did you mean 'model'?"),
        ("grpo", MINIMAL + '[reward]\nnames = ["all_test_pass"]\n', "reward.names: unknown reward"),
        ("grpo", MINIMAL + '[reward]\nworkers = "two"\n', "reward.workers: expected a whole number"),
        ("grpo", MINIMAL + "[groups]\nfloor = 3\n", "groups.floor: expected a number from 0 to 1"),
        ("grpo", MINIMAL + '[data]\nprompt = "none"\n', "data.prompt: expected question or"),
        ("sft", MINIMAL, "data.path: expected a text"),
        ("sft", MINIMAL + '[data]\npath = "x"\n[reward]\n', "reward: expected no such table for sft"),
        ("grpo", MINIMAL + "[lora]\nr = 0\n", "lora.r: expected 1 or more"),
        ("dpo", MINIMAL, "unknown method 'dpo'"),
    ],
)
def test_a_wrong_key_is_named(tmp_path, method, text, named):
    with pytest.raises(ConfigError) as told:
        config_of(tmp_path, text, method)
    assert named in str(told.value)


@pytest.mark.filterwarnings("ignore")
def test_the_trainers_own_options_are_checked_by_its_own_class(tmp_path):
    trl = pytest.importorskip("trl", reason="the extra train is not installed")
    from policies.training.trainer_options import build_options

    made = build_options(trl.GRPOConfig, {"learning_rate": 1, "use_cpu": True, "bf16": False}, tmp_path, "c: trainer")
    assert (made.learning_rate, made.output_dir, made.report_to) == (1, str(tmp_path), [])
    for values, named in (
        (
            {"learning_rat": 1.0},
            "c: trainer.learning_rat: unknown option 'learning_rat'; did you mean 'learning_rate'?",
        ),
        ({"beta": "small"}, "c: trainer.beta: expected a number, got 'small'"),
        ({"max_steps": 1.5}, "c: trainer.max_steps: expected a whole number, got 1.5"),
        ({"output_dir": "x"}, "c: trainer.output_dir: expected no such key"),
        ({"num_generations": 1, "use_cpu": True, "bf16": False}, "c: trainer: expected options that fit together"),
    ):
        with pytest.raises(ConfigError) as told:
            build_options(trl.GRPOConfig, values, tmp_path, "c: trainer")
        assert named in str(told.value)


def test_every_layout_of_sample_becomes_one_family_of_columns():
    assert to_trl({"messages": [1], "program": "x"}, "r") == {"messages": [1]}
    assert to_trl({"prompt": [1], "completion": [2], "status": "PASSED"}, "r") == {"prompt": [1], "completion": [2]}
    assert to_trl({"conversations": [1]}, "r") == {"conversations": [1]}
    asked = to_trl({"input": "q", "output": "a"}, "r")
    assert asked["prompt"] == [{"role": "user", "content": "q"}]
    with pytest.raises(DataError, match=r"messages, prompt; choose one --layout"):
        to_trl({"messages": [1], "prompt": [1]}, "r")


def test_the_declaration_stands_behind_the_question(tmp_path):
    triplet = Triplet(
        question_id="a", question="Add.", solution="import json\n\ndef add(a: int, b=1) -> int:\n    return a + b\n",
        test="import numpy as np", entry_point="add",
    )  # fmt: skip
    assert with_declaration(triplet).endswith("must be declared as `def add(a: int, b=1) -> int:`.")
    assert imports_of(triplet) == {"json", "numpy"}
    (tmp_path / "t.jsonl").write_text(json.dumps(triplet.to_row()) + "\n")
    data = config_of(tmp_path, MINIMAL + f'[data]\npath = "{tmp_path}/t.jsonl"\nexclude_imports = ["numpy"]\n').data
    with pytest.raises(DataError, match="expected at least one triplet"):
        grpo_triplets(data)


def test_questions_without_a_signal_are_drawn_less_but_never_forgotten():
    rates = PassRates(8)
    for _ in range(3):
        rates.add(["easy"] * 8 + ["hard"] * 8 + ["even"] * 8, [True] * 8 + [False] * 8 + [True, False] * 4)
    assert rates.weight("new") == 1.0
    assert rates.weight("even") > 0.95
    assert rates.weight("easy") == pytest.approx(rates.weight("hard"))
    assert 0.1 <= rates.weight("easy") < 0.5
    draws = list(islice(draw_questions(["easy", "hard", "even", "new"], rates, count=2, seed=0), 400))
    counts = {place: sum(place in draw for draw in draws) for place in range(4)}
    assert all(len(set(draw)) == 2 for draw in draws)
    assert counts[2] > 2 * counts[0] > 0
    assert counts[3] > 2 * counts[1] > 0


def test_what_could_not_be_judged_changes_no_rate():
    rates = PassRates(4)
    rates.add(["a"] * 4, [None] * 4)
    assert rates.weight("a") == 1.0


def test_rates_are_kept_and_draws_are_seeded(tmp_path):
    rates, again = PassRates(4), PassRates(4)
    rates.add(["a"] * 4, [True] * 4)
    rates.save(tmp_path / "r.json")
    again.load(tmp_path / "r.json")
    assert again.weight("a") == rates.weight("a") < 1.0
    first, same, other = (next(draw_questions([str(i) for i in range(50)], rates, count=5, seed=s)) for s in (1, 1, 2))
    assert first == same != other


def test_a_group_has_a_signal_when_its_rewards_differ():
    assert signal_share([1.0, 0.0, 1.0, 1.0, None, 1.0], ["a", "a", "b", "b", "c", "c"]) == 0.5
    assert signal_share([None, None], ["a", "a"]) is None


def test_a_checkpoint_that_was_cut_off_is_not_gone_on_from(tmp_path):
    assert last_checkpoint(tmp_path) is None
    for step in (9, 10):
        (tmp_path / f"checkpoint-{step}").mkdir()
    (tmp_path / "checkpoint-9" / "trainer_state.json").write_text("{}")
    assert last_checkpoint(tmp_path).name == "checkpoint-9"
    assert not (tmp_path / "checkpoint-10").exists()


def test_a_chart_escapes_its_names_and_a_page_skips_what_a_run_lacks(tmp_path):
    assert line_chart({"none": []}, "t") == ""
    assert "<script>" not in line_chart({"<script>": [(0, 1.0), (1, 2.0)]}, "<script>")
    rows = [{"step": step, "loss": 1.0 / step, "measured": {"step_time": 2.0}} for step in (1, 2)]
    run = {"method": "sft", "config": {"model": {"name": "<b>"}}, "result": {"rows": 3}}
    write_page(tmp_path / "p.html", run, rows)
    page = (tmp_path / "p.html").read_text()
    assert page.count("<svg") == 2
    assert "<b>" not in page and "&lt;b&gt;" in page


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_every_ready_configuration_is_one(path):
    trl = pytest.importorskip("trl", reason="the extra train is not installed")
    from policies.training.trainer_options import check_options

    method = path.stem.rpartition("-")[2]
    config = read_train_config(method, path)
    check_options(trl.GRPOConfig if method == "grpo" else trl.SFTConfig, config.trainer, config.where)


@pytest.fixture
def one_thread():
    torch = pytest.importorskip("torch", reason="the extra train is not installed")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("one_thread")
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("layout", ["messages", "prompt-completion", "sharegpt", "ocr"])
def test_two_sft_steps_in_every_layout_and_the_second_run_does_nothing(tmp_path, capsys, layout):
    pytest.importorskip("trl", reason="the extra train is not installed")
    rows = [layout_row(layout, triplet) for triplet in load_triplets()[:4]]
    (tmp_path / "sft.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    (tmp_path / "c.toml").write_text(
        f'[model]\nname = "tiny"\n[data]\npath = "{tmp_path}/sft.jsonl"\n[trainer]\nmax_steps = 2\n'
        "per_device_train_batch_size = 2\nuse_cpu = true\nbf16 = false\nlearning_rate = 1e-3\nmax_length = 64\n"
    )
    command = ["train", "sft", str(tmp_path / "c.toml"), "--out", str(tmp_path / "out"), "--json"]
    assert main(command) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["rows"], result["steps"]) == (4, 2)
    assert (tmp_path / "out" / "model" / "model.safetensors").is_file()
    curves = [json.loads(line) for line in (tmp_path / "out" / "curves.jsonl").read_text().splitlines()]
    assert [row["step"] for row in curves] == [1, 2]
    assert main(command) == 0
    assert json.loads(capsys.readouterr().out) == result


@pytest.mark.usefixtures("one_thread")
@pytest.mark.filterwarnings("ignore")
def test_a_grpo_run_with_an_adapter_goes_on_from_its_checkpoint(tmp_path, capsys, monkeypatch):
    pytest.importorskip("trl", reason="the extra train is not installed")
    from policies.training.grpo_trainer import KodenvGRPOTrainer

    (tmp_path / "c.toml").write_text(
        '[model]\nname = "tiny"\n[lora]\nr = 2\n[data]\nmax_rows = 2\n[reward]\nnames = ["kodcode", "format"]\n'
        "workers = 1\n[trainer]\nmax_steps = 2\nnum_generations = 2\nper_device_train_batch_size = 2\n"
        'max_completion_length = 8\nuse_cpu = true\nbf16 = false\nsave_strategy = "steps"\nsave_steps = 1\n'
    )
    command = ["train", "grpo", str(tmp_path / "c.toml"), "--out", str(tmp_path / "out"), "--json"]
    reward, calls = KodenvGRPOTrainer._calculate_rewards, []

    def interrupted(self, *given):
        calls.append("reward")
        if len(calls) == 2:
            raise KeyboardInterrupt
        return reward(self, *given)

    monkeypatch.setattr(KodenvGRPOTrainer, "_calculate_rewards", interrupted)
    assert main(command) == 130
    capsys.readouterr()
    assert main(command) == 0
    assert len(calls) == 3, "the second step alone was made again"
    assert json.loads(capsys.readouterr().out)["steps"] == 2
    assert [json.loads(line)["step"] for line in (tmp_path / "out" / "curves.jsonl").read_text().splitlines()] == [1, 2]
    assert (tmp_path / "out" / "model" / "adapter_model.safetensors").is_file()


def layout_row(layout, triplet):
    from kodenv.sft import LAYOUTS

    class Kept:
        question, completion, program = triplet.question, f"```python\n{triplet.solution}```", triplet.solution
        question_id, source, license, subset, difficulty = triplet.question_id, "", "", "", ""

    return LAYOUTS[layout](Kept)
