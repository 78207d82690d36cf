"""Every SFT layout is what TRL's trainer takes: two steps each with a model of random weights."""

import pytest
from fake_judge import read_jsonl, write_inputs
from test_sample import WORDS, run

for package in ("torch", "datasets", "trl"):
    pytest.importorskip(package, reason=f"{package} is not installed (extra train)")

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
# OpenCodeReasoning's columns have names of their own: TRL knows the same two texts as these.
RENAMED = {"ocr": {"input": "prompt", "output": "completion"}}


@pytest.fixture(scope="module")
def sets(tmp_path_factory):
    """The same rollouts in every layout."""
    folder = tmp_path_factory.mktemp("sets")
    inputs = write_inputs(folder, WORDS)
    for layout in ("messages", "prompt-completion", "sharegpt", "ocr"):
        run(folder / layout, *inputs, keep="all", layout=layout)
    return folder


@pytest.fixture(scope="module")
def small(sets):
    """A tokenizer of 400 entries and a model of 20,000 weights."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

    raw = Tokenizer(models.BPE())
    raw.pre_tokenizer, raw.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    special = ["<|im_start|>", "<|im_end|>", "<|endoftext|>"]
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=special,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    raw.train_from_iterator((row["program"] or "" for row in read_jsonl(sets / "messages" / "sft.jsonl")), trainer)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=raw, eos_token="<|im_end|>", pad_token="<|endoftext|>", chat_template=TEMPLATE
    )
    torch.manual_seed(0)
    sizes = {"hidden_size": 16, "intermediate_size": 32, "num_attention_heads": 2, "num_key_value_heads": 2}
    config = Qwen2Config(vocab_size=len(tokenizer), num_hidden_layers=1, tie_word_embeddings=True, **sizes)
    return Qwen2ForCausalLM(config), tokenizer


@pytest.mark.parametrize("layout", ["messages", "prompt-completion", "sharegpt", "ocr"])
def test_two_steps_of_sft_on_every_layout(sets, small, layout, tmp_path, monkeypatch):
    from datasets import load_dataset
    from trl import SFTConfig, SFTTrainer

    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    rows = load_dataset(
        "parquet", data_files=str(sets / layout / "sft.parquet"), split="train", cache_dir=str(tmp_path / "cache")
    )
    rows = rows.rename_columns(RENAMED.get(layout, {}))
    model, tokenizer = small
    config = SFTConfig(
        output_dir=str(tmp_path / "out"), max_steps=2, per_device_train_batch_size=2, max_length=64, use_cpu=True,
        bf16=False, gradient_checkpointing=False, report_to=[], logging_steps=1, save_strategy="no", disable_tqdm=True,
    )  # fmt: skip
    trainer = SFTTrainer(model=model, args=config, train_dataset=rows, processing_class=tokenizer)
    trainer.train()
    losses = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
    assert len(losses) == 2
    assert all(0 < loss < 20 for loss in losses)
    # Only the layouts with a prompt of its own leave the question out of the loss.
    labels = trainer.train_dataset[0].get("labels") or []
    assert (-100 in labels) == (layout in ("prompt-completion", "ocr"))
