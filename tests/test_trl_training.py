"""Real trainer steps on CPU: TRL calls our rewards and our environment as it does in a run."""

import json

import pytest

trl = pytest.importorskip("trl", reason="the extra train is not installed")

import torch  # noqa: E402
from datasets import Dataset  # noqa: E402
from transformers import AutoTokenizer, Qwen2Config, Qwen2ForCausalLM  # noqa: E402

from kodenv import load_triplets  # noqa: E402
from kodenv.errors import SandboxUnavailable  # noqa: E402
from policies import reward_pool  # noqa: E402
from policies.reward_pool import POOLS  # noqa: E402
from policies.tiny import tiny_path  # noqa: E402
from policies.training.datasets import grpo_dataset  # noqa: E402
from policies.trl_rewards import CodeEnvironment, UnitTestReward  # noqa: E402

# TRL and transformers warn about their own options and experiments.
pytestmark = pytest.mark.filterwarnings("ignore")
WRONG = "def double(x):\n    return x + 3\n"
RIGHT = "def double(x):\n    return x + x\n"
DOUBLE = {
    "question_id": "double",
    "question": "Write double(x).",
    "solution": RIGHT,
    "test": "from solution import double\n\ndef test_shown():\n    assert double(2) == 4\n\n"
    "def test_secret():\n    assert double(31415) == 62830\n",
    "entry_point": "double",
    "visible_cases": ["test_shown"],
}


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
    for _, settings in list(POOLS._judges):
        POOLS.forget(settings)


def tokenizer_with(*tokens):
    tokenizer = AutoTokenizer.from_pretrained(tiny_path())
    tokenizer.add_special_tokens({"additional_special_tokens": list(tokens)})
    return tokenizer


def small_model(tokenizer):
    torch.manual_seed(0)
    config = Qwen2Config(
        vocab_size=len(tokenizer), hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2,
        num_key_value_heads=2, max_position_embeddings=4096, tie_word_embeddings=True,
        pad_token_id=tokenizer.pad_token_id, eos_token_id=tokenizer.eos_token_id, bos_token_id=None,
    )  # fmt: skip
    return Qwen2ForCausalLM(config)


def options(folder, **more):
    wanted = {
        "max_steps": 2, "num_generations": 2, "per_device_train_batch_size": 2, "max_completion_length": 12,
        "logging_steps": 1, "save_strategy": "no", "report_to": [], "disable_tqdm": True, "use_cpu": True,
        "bf16": False, "learning_rate": 1e-3, "seed": 0, **more,
    }  # fmt: skip
    return trl.GRPOConfig(output_dir=str(folder), **wanted)


def logs_of(trainer, key):
    return [row[key] for row in trainer.state.log_history if key in row]


def test_two_steps_with_unit_test_reward_and_a_sandbox_that_breaks_in_between(tmp_path, monkeypatch, caplog):
    tokenizer = tokenizer_with()
    judge_many, calls = reward_pool.Judge.judge_many, []

    def breaks_at_first(self, jobs):
        calls.append(list(jobs))
        if len(calls) == 1:
            raise SandboxUnavailable("sandbox: gone")
        return judge_many(self, calls[-1])

    monkeypatch.setattr(reward_pool.Judge, "judge_many", breaks_at_first)
    trainer = trl.GRPOTrainer(
        model=small_model(tokenizer),
        reward_funcs=[UnitTestReward(workers=1, cache=False)],
        args=options(tmp_path),
        train_dataset=grpo_dataset(load_triplets()[:2], "question"),
        processing_class=tokenizer,
    )
    trainer.train()
    assert trainer.state.global_step == 2
    assert logs_of(trainer, "unit_test_reward/unscored") == [1.0, 0.0]
    assert logs_of(trainer, "unit_test_reward/pass_rate") == [0.0]
    assert "2 completions not judged: sandbox: gone" in caplog.text
    assert len(calls) == 2


def called(tool, program):
    call = json.dumps({"name": tool, "arguments": {"program": program}})
    return f"<tool_call>\n{call}\n</tool_call><|im_end|>"


class Scripted(trl.GRPOTrainer):
    """Writes what a model of some skill would: tries, then submits; half of the rollouts submit a wrong program."""

    turns = (
        (called("run_tests", WRONG), called("run_tests", WRONG)),
        (called("submit", RIGHT), called("submit", WRONG)),
        ("Done.<|im_end|>", "Done.<|im_end|>"),
    )
    turn = 0

    def _generate_single_turn(self, prompt_ids, *_, **__):
        said = self.turns[self.turn % len(self.turns)]
        self.turn += 1
        self.heard = self._tokenizer.batch_decode(prompt_ids)
        return [self._tokenizer(text)["input_ids"] for text in said[: len(prompt_ids)]], None


def test_two_steps_with_the_environment_and_its_tools(tmp_path):
    tokenizer = tokenizer_with("<|im_start|>", "<|im_end|>", "<tool_call>", "</tool_call>")
    tokenizer.eos_token = "<|im_end|>"
    tokenizer.chat_template = trl.chat_template_utils.qwen3_chat_template
    model = small_model(tokenizer)
    before = model.model.embed_tokens.weight.detach().clone()
    prompt = [{"role": "user", "content": DOUBLE["question"]}]
    trainer = Scripted(
        model=model,
        args=options(tmp_path, max_completion_length=400),
        train_dataset=Dataset.from_list([{"prompt": prompt, **DOUBLE}]),
        processing_class=tokenizer,
        environment_factory=lambda: CodeEnvironment(workers=1),
    )
    trainer.train()
    assert logs_of(trainer, "rewards/CodeEnvironment/mean") == [0.5, 0.5]
    assert logs_of(trainer, "tools/call_frequency") == [2.0, 2.0]
    assert logs_of(trainer, "tools/failure_frequency") == [0.0, 0.0]
    assert all("0 of 1 visible cases passed." in text and "Submitted." in text for text in trainer.heard)
    assert not any("31415" in text for text in trainer.heard)
    assert not torch.equal(before, model.model.embed_tokens.weight), "half passed: there was something to learn"
