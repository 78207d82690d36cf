"""One training from its configuration to its folder. TRL, torch and datasets are imported when a training begins."""

import dataclasses
import importlib.metadata
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from kodenv.errors import ConfigError, DataError
from kodenv.records import Status, Triplet, Verdict
from kodenv.rewards import REWARDS
from kodenv.runs import RunFolder, describe_input
from policies.format_reward import format_reward
from policies.reward_pool import POOLS, PoolSettings
from policies.tiny import tiny_path
from policies.training.config import LoraConfig, ModelConfig, RewardConfig, TrainConfig
from policies.training.groups import PassRates
from policies.training.page import write_page
from policies.unit_test_reward import UnitTestReward

_CHECKPOINTS = "checkpoints"
_PASSED = Verdict(status=Status.PASSED, passed=1, total=1)
_PACKAGES = ("trl", "transformers", "torch")


def train(config: TrainConfig, out: str | Path, err: TextIO = sys.stderr) -> dict[str, Any]:
    """Train, and write ``model/``, ``curves.jsonl``, ``report.html`` and ``run.json``; go on from the last checkpoint.

    Args:
        config: Who learns from what.
        out: The folder: empty, or of an earlier run with the same configuration.
        err: Where progress is shown.

    Returns:
        What run.json holds under ``result``; seconds and rates stand under ``measured``.

    Raises:
        ConfigError: If a package is missing, an option cannot be used, or the folder belongs to another run.
        DataError: If a row cannot be used.
        SandboxUnavailable: If programs cannot be judged here.
    """
    identity = _identity(config)
    with RunFolder(out, identity) as folder:
        if not folder.finished:
            result = _train(config, folder.path, err)
            from policies.training.curves import CURVES_FILE, read_curves

            write_page(
                folder.path / "report.html", {**identity, "result": result}, read_curves(folder.path / CURVES_FILE)
            )
            folder.finish(result, complete=True)
        return folder.result()


def _identity(config: TrainConfig) -> dict[str, Any]:
    from kodenv import __version__

    try:
        versions = {name: importlib.metadata.version(name) for name in _PACKAGES}
    except importlib.metadata.PackageNotFoundError as error:
        raise ConfigError(
            f"train: expected the package {error.name!r}, got none; install it: pip install 'kodenv[train]'"
        ) from error
    plain = dataclasses.asdict(config)
    for name in ("method", "where"):
        del plain[name]
    return {
        "command": "train",
        "method": config.method,
        "config": plain,
        "inputs": {"data": describe_input(config.data.path or None)},
        "versions": {"kodenv": __version__, **versions},
    }


def _train(config: TrainConfig, folder: Path, err: TextIO) -> dict[str, Any]:
    from transformers import PrinterCallback
    from transformers.utils import logging as transformers_logging

    from policies.training.curves import CURVES_FILE, CurvesCallback, ProgressCallback, checkpoint_rates

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # one bar is enough: ours

    group = config.trainer.get("num_generations", 8)
    aware = config.method == "grpo" and config.groups.aware
    rates = PassRates(group, floor=config.groups.floor, memory=config.groups.memory) if aware else None
    callbacks = [CurvesCallback(folder / CURVES_FILE, rates), ProgressCallback(err)]
    model, tokenizer = load_model(config.model)
    if config.method == "sft":
        trainer, rows = _sft_trainer(config, folder, model, tokenizer, callbacks)
    else:
        trainer, rows = _grpo_trainer(config, folder, model, tokenizer, callbacks, rates)
    trainer.remove_callback(PrinterCallback)
    checkpoint = last_checkpoint(folder / _CHECKPOINTS)
    if checkpoint is not None and rates is not None:
        rates.load(checkpoint_rates(checkpoint))
    begin = time.perf_counter()
    done = trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint is not None else None)
    took_s = time.perf_counter() - begin
    trainer.save_model(str(folder / "model"))
    tokenizer.save_pretrained(str(folder / "model"))
    return {
        "rows": rows,
        "steps": done.global_step,
        "train_loss": done.training_loss,
        "measured": {"train_s": took_s, **(_pace(trainer.clock, took_s) if config.method == "grpo" else {})},
    }


def _pace(clock: Any, took_s: float) -> dict[str, float]:
    return {
        "generate_s": clock.generate_s,
        "reward_s": clock.reward_s,
        "reward_share": clock.reward_s / took_s,
        "tokens_per_s": clock.tokens / took_s,
        "verdicts_per_s": clock.verdicts / took_s,
    }


def load_model(config: ModelConfig) -> tuple[Any, Any]:
    """Return the model and its tokenizer.

    Raises:
        ConfigError: If there is no such model.
    """
    from transformers import AutoModelForCausalLM, AutoTokenizer

    name = str(tiny_path()) if config.name == "tiny" else config.name
    try:
        model = AutoModelForCausalLM.from_pretrained(name, dtype=config.dtype)
        tokenizer = AutoTokenizer.from_pretrained(name)
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"model.name: expected a model of transformers, got {str(error).splitlines()[0]!r}; check it"
        ) from error
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    return model, tokenizer


def _adapter(config: LoraConfig | None) -> Any:
    if config is None:
        return None
    from peft import LoraConfig as Adapter

    modules = config.target_modules
    return Adapter(
        r=config.r,
        lora_alpha=config.alpha,
        lora_dropout=config.dropout,
        target_modules=modules[0] if modules == ("all-linear",) else list(modules),
        task_type="CAUSAL_LM",
    )


def _sft_trainer(
    config: TrainConfig, folder: Path, model: Any, tokenizer: Any, callbacks: list[Any]
) -> tuple[Any, int]:
    from trl.trainer.sft_config import SFTConfig
    from trl.trainer.sft_trainer import SFTTrainer

    from policies.training.datasets import sft_dataset
    from policies.training.trainer_options import build_options

    rows = sft_dataset(config.data)
    trainer = SFTTrainer(
        model=model,
        args=build_options(SFTConfig, config.trainer, folder / _CHECKPOINTS, config.where),
        train_dataset=rows,
        processing_class=tokenizer,
        peft_config=_adapter(config.lora),
        callbacks=callbacks,
    )
    return trainer, len(rows)


def _grpo_trainer(
    config: TrainConfig, folder: Path, model: Any, tokenizer: Any, callbacks: list[Any], rates: PassRates | None
) -> tuple[Any, int]:
    from trl.trainer.grpo_config import GRPOConfig

    from policies.training.datasets import grpo_dataset, grpo_triplets
    from policies.training.grpo_trainer import KodenvGRPOTrainer
    from policies.training.trainer_options import build_options

    options = build_options(GRPOConfig, config.trainer, folder / _CHECKPOINTS, config.where)
    triplets = grpo_triplets(config.data)
    if config.data.validate:
        triplets = _sound(triplets, config.reward)
    drawn = options.generation_batch_size // options.num_generations
    if len(triplets) < drawn:
        raise DataError(f"data: expected at least {drawn} triplets for one batch, got {len(triplets)}; add some")
    first = config.reward.names[0]
    trainer = KodenvGRPOTrainer(
        rates=rates,
        solved_value=1.0 if first == "format" else float(REWARDS[first](_PASSED) or 0.0),
        model=model,
        reward_funcs=[_reward(name, config.reward) for name in config.reward.names],
        args=options,
        train_dataset=grpo_dataset(triplets, config.data.prompt),
        processing_class=tokenizer,
        peft_config=_adapter(config.lora),
        callbacks=callbacks,
    )
    return trainer, len(triplets)


def _reward(name: str, config: RewardConfig) -> Any:
    if name == "format":
        return format_reward
    return UnitTestReward(
        reward=name,
        name=name,
        patience=config.patience,
        workers=config.workers,
        timeout_s=config.timeout_s,
        memory_mb=config.memory_mb,
        isolation=config.isolation,
        allow_weak_sandbox=config.allow_weak_sandbox,
        cache=config.cache,
    )


def _sound(triplets: Sequence[Triplet], config: RewardConfig) -> list[Triplet]:
    """Return the triplets whose reference passes its own suite here and now."""
    settings = PoolSettings(
        workers=config.workers,
        timeout_s=config.timeout_s,
        memory_mb=config.memory_mb,
        isolation=config.isolation,
        allow_weak_sandbox=config.allow_weak_sandbox,
        cache=config.cache,
    )
    verdicts = POOLS.judge_many(settings, [(triplet, triplet.solution) for triplet in triplets])
    sound = [triplet for triplet, verdict in zip(triplets, verdicts, strict=True) if verdict.solved]
    if not sound:
        raise DataError(f"data: expected a reference that passes, got none ({verdicts[0].message}); check the triplets")
    return sound


def last_checkpoint(folder: Path) -> Path | None:
    """Return the newest checkpoint that was written to its end; one that was cut off is removed."""
    found = sorted(folder.glob("checkpoint-*"), key=lambda path: int(path.name.rpartition("-")[2]))
    while found:
        newest = found.pop()
        # The trainer writes its state last.
        if (newest / "trainer_state.json").is_file():
            return newest
        shutil.rmtree(newest)
    return None
