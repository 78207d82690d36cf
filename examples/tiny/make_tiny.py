"""Train the policy `tiny` from nothing: a language model of 1.7 million parameters for procedural tasks.

Its corpus is drawn from the nine families of `synth procedural` that begin with a number, two steps a task:
questions and references, no case and no verdict. One question in five is held out by its id, for whoever
measures the model. The same seed, package versions and processor give the same model; another processor may
round otherwise. Training ends long before the schedule does: the model is meant to be right only now and then.

Run: python examples/tiny/make_tiny.py --out policies/tiny_model
"""

import argparse
import math
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import TextIO

import torch
from tasks import is_held_out
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

from kodenv.seeding import derive_seed
from synth.families import FAMILIES
from synth.families.numbers import HEADS
from synth.procedural import question_id_of
from synth.rendering import instruct_question

PAD, USER, ASSISTANT, END = "<|pad|>", "<|user|>", "<|assistant|>", "<|end|>"
# What is read of a question ends where its examples begin: the model is too small to use them.
TEMPLATE = (
    "{%- for message in messages -%}"
    "{%- if message['role'] == 'assistant' -%}"
    "<|assistant|>{% generation %}{{ message['content'] }}<|end|>{% endgeneration %}"
    "{%- else -%}"
    "<|user|>{{ message['content'].split('\n\nExample')[0].split('\n\nFor example')[0] }}"
    "{%- endif -%}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}<|assistant|>{%- endif -%}"
)
STEPS = (2,)  # what `synth procedural` calls easy
TOKENIZED = 8_000  # examples that the tokenizer is trained on


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What decides the model.

    Attributes:
        seed: Of the corpus, the first weights and the order.
        examples: Drawn questions with their references.
        steps: Steps of the learning rate's schedule.
        stop: Steps that are taken of them.
        vocabulary: Tokens, the four special ones among them.
        hidden: Width.
        layers: Depth.
        batch: Examples of one step.
        rate: Highest learning rate of AdamW; Muon's is five times that.
    """

    seed: int = 0
    examples: int = 25_600
    steps: int = 2_400
    stop: int = 600
    vocabulary: int = 2_048
    hidden: int = 192
    layers: int = 3
    batch: int = 32
    rate: float = 3e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question as tiny is asked it, and the reply it should give."""

    question: str
    reply: str


def draw_examples(n: int, seed: int) -> Iterator[Example]:
    """Yield n distinct questions with their references, none of them held out."""
    names = tuple(HEADS)
    seen: set[str] = set()
    number = 0
    while len(seen) < n:
        rng = Random(derive_seed("tiny", seed, number))
        number += 1
        draft = FAMILIES[rng.choice(names)](rng, rng.choice(STEPS))
        if draft is None or draft.key in seen or is_held_out(question_id_of(draft)):
            continue
        seen.add(draft.key)
        question = instruct_question(draft, SimpleNamespace(examples=()), rng)
        yield Example(question=question, reply=f"```python\n{draft.solution}```")


def train_tokenizer(examples: Sequence[Example], vocabulary: int) -> PreTrainedTokenizerFast:
    """Return a byte-level BPE whose tokens may be whole phrases: only digits, lines and backticks stand apart."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"[0-9]+|\n+"), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=[PAD, USER, ASSISTANT, END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    texts = (text for example in examples for text in (_read_part(example.question), example.reply))
    tokenizer.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token=PAD, eos_token=END, chat_template=TEMPLATE, padding_side="left"
    )


def _read_part(question: str) -> str:
    return question.split("\n\nExample")[0].split("\n\nFor example")[0]


def new_model(recipe: Recipe, tokenizer: PreTrainedTokenizerFast) -> Qwen2ForCausalLM:
    """Return the model with its first weights."""
    torch.manual_seed(derive_seed("tiny weights", recipe.seed))
    config = Qwen2Config(
        vocab_size=len(tokenizer), hidden_size=recipe.hidden, intermediate_size=recipe.hidden * 8 // 3,
        num_hidden_layers=recipe.layers, num_attention_heads=recipe.hidden // 48,
        num_key_value_heads=recipe.hidden // 48, max_position_embeddings=1024, rope_theta=10_000.0,
        tie_word_embeddings=True,
        pad_token_id=tokenizer.pad_token_id, eos_token_id=tokenizer.eos_token_id, bos_token_id=None,
    )  # fmt: skip
    return Qwen2ForCausalLM(config)


def encode(examples: Sequence[Example], tokenizer: PreTrainedTokenizerFast) -> list[tuple[list[int], int]]:
    """Return each example's token ids and where its reply begins."""
    head = [f"{USER}{_read_part(example.question)}{ASSISTANT}" for example in examples]
    tail = [f"{example.reply}{END}" for example in examples]
    heads, tails = tokenizer(head)["input_ids"], tokenizer(tail)["input_ids"]
    return [(begin + end, len(begin)) for begin, end in zip(heads, tails, strict=True)]


def batches(rows: list[tuple[list[int], int]], size: int, rng: Random) -> Iterator[list[tuple[list[int], int]]]:
    """Yield batches of like lengths, in random order, for ever."""
    while True:
        order = list(rows)
        rng.shuffle(order)
        wide = 16 * size
        chunks = [sorted(order[at : at + wide], key=lambda row: len(row[0])) for at in range(0, len(order), wide)]
        groups = [chunk[at : at + size] for chunk in chunks for at in range(0, len(chunk), size)]
        rng.shuffle(groups)
        yield from groups


def loss_of(model: Qwen2ForCausalLM, batch: Sequence[tuple[list[int], int]], pad: int) -> torch.Tensor:
    """Return the mean negative log-likelihood of the replies' tokens."""
    width = max(len(ids) for ids, _ in batch)
    ids = torch.full((len(batch), width), pad)
    wanted = torch.zeros((len(batch), width), dtype=torch.bool)
    for place, (tokens, begin) in enumerate(batch):
        ids[place, : len(tokens)] = torch.tensor(tokens)
        wanted[place, begin : len(tokens)] = True
    # Padding stands on the right, where a causal model does not see it.
    hidden = model.model(input_ids=ids[:, :-1]).last_hidden_state
    logits = model.lm_head(hidden[wanted[:, 1:]])
    return torch.nn.functional.cross_entropy(logits.float(), ids[:, 1:][wanted[:, 1:]])


def optimizers_of(model: Qwen2ForCausalLM, rate: float) -> list[torch.optim.Optimizer]:
    """Return Muon for the matrices inside the layers and AdamW for the rest."""
    matrices = [p for name, p in model.named_parameters() if p.ndim == 2 and "embed" not in name]
    inside = {id(p) for p in matrices}
    rest = [p for p in model.parameters() if id(p) not in inside]
    return [
        torch.optim.Muon(matrices, lr=rate * 5, momentum=0.95, weight_decay=0.01),
        torch.optim.AdamW(rest, lr=rate, betas=(0.9, 0.98), weight_decay=0.0),
    ]


def train(model: Qwen2ForCausalLM, rows: list[tuple[list[int], int]], recipe: Recipe, pad: int, err: TextIO) -> None:
    """Train in place and say now and then how far it is."""
    optimizers = optimizers_of(model, recipe.rate)
    groups = [group for optimizer in optimizers for group in optimizer.param_groups]
    highest = [group["lr"] for group in groups]
    source = batches(rows, recipe.batch, Random(derive_seed("tiny order", recipe.seed)))
    begin, running = time.monotonic(), 0.0
    for step in range(recipe.stop):
        warmth = min(1.0, (step + 1) / 100) * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * step / recipe.steps)))
        for group, rate in zip(groups, highest, strict=True):
            group["lr"] = rate * warmth
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = loss_of(model, next(source), pad)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimizer in optimizers:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        running = loss.item() if not step else 0.95 * running + 0.05 * loss.item()
        if step % 100 == 99:
            err.write(f"step {step + 1} of {recipe.stop}: loss {running:.4f}, {time.monotonic() - begin:.0f} s\n")


def as_llama(model: Qwen2ForCausalLM) -> LlamaForCausalLM:
    """Return the same function as a Llama: transformers gives a folder of a Qwen2 the Qwen tokenizer's own rules."""
    of = model.config
    config = LlamaConfig(
        vocab_size=of.vocab_size, hidden_size=of.hidden_size, intermediate_size=of.intermediate_size,
        num_hidden_layers=of.num_hidden_layers, num_attention_heads=of.num_attention_heads,
        num_key_value_heads=of.num_key_value_heads, max_position_embeddings=of.max_position_embeddings,
        rope_theta=10_000.0, rms_norm_eps=of.rms_norm_eps, tie_word_embeddings=True, attention_bias=True,
        pad_token_id=of.pad_token_id, eos_token_id=of.eos_token_id, bos_token_id=None,
    )  # fmt: skip
    names = [f"model.layers.{n}.self_attn.o_proj.bias" for n in range(of.num_hidden_layers)]
    zeros = {name: torch.zeros(of.hidden_size) for name in names}
    llama = LlamaForCausalLM(config)
    llama.load_state_dict({**model.state_dict(), **zeros})
    return llama


def main(out: Path, recipe: Recipe) -> None:
    """Draw, train, save."""
    torch.set_num_threads(1)  # sums are added in one order, whatever the machine
    examples = list(draw_examples(recipe.examples, recipe.seed))
    tokenizer = train_tokenizer(examples[:TOKENIZED], recipe.vocabulary)
    model = new_model(recipe, tokenizer)
    train(model, encode(examples, tokenizer), recipe, tokenizer.pad_token_id, sys.stderr)
    out.mkdir(parents=True, exist_ok=True)
    tokenizer.save_pretrained(out)
    as_llama(model).to(torch.bfloat16).save_pretrained(out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--stop", type=int, default=600)
    args = parser.parse_args()
    main(args.out, Recipe(seed=args.seed, stop=args.stop))
