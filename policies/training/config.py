"""CONFIG.toml of ``kodenv train``, typed: which model learns from what, and how it is rewarded.

A trainer's own options are not declared again: the table ``[trainer]`` holds keys of TRL's config class, which are
checked against that class when it is built (see :mod:`policies.training.trainer_options`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kodenv.errors import ConfigError, unknown_name
from kodenv.rewards import REWARDS
from kodenv.toml_table import Table, read_toml

METHODS = ("sft", "grpo")
REWARD_NAMES = (*REWARDS, "format")
_PROMPTS = ("question", "question_and_declaration")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelConfig:
    """Who learns.

    Attributes:
        name: ``tiny``, a folder, or a name of the Hub.
        dtype: Type of the weights: ``float32``, ``bfloat16`` or ``float16``.
    """

    name: str
    dtype: str = "float32"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoraConfig:
    """A low-rank adapter in place of all weights; the names are peft's.

    Attributes:
        r: Rank.
        alpha: Scale.
        dropout: Share.
        target_modules: Names of the adapted layers; ``all-linear`` for all.
    """

    r: int = 16
    alpha: int = 32
    dropout: float = 0.0
    target_modules: tuple[str, ...] = ("all-linear",)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataConfig:
    """What is learned from.

    Attributes:
        path: SFT: rows of ``kodenv sample``, a file. GRPO: triplets of any known layout; empty: the bundled ones.
        max_rows: At most so many, the first ones; None: all.
        prompt: GRPO: ``question``, or ``question_and_declaration`` (KodCode's form: the tested function's first line
            stands behind the question).
        validate: GRPO: judge every reference first, and leave out the triplets whose reference does not pass.
        exclude_imports: GRPO: leave out triplets whose reference or tests import one of these modules.
    """

    path: str = ""
    max_rows: int | None = None
    prompt: str = "question"
    validate: bool = False
    exclude_imports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardConfig:
    """What a completion is worth.

    Attributes:
        names: Of :data:`kodenv.rewards.REWARDS`, or ``format``; their weights are the trainer's ``reward_weights``.
        workers: Programs at a time; None: this process's share of the processors.
        timeout_s: Wall seconds per verdict; None: the triplet's own limit, else the judge's default.
        memory_mb: Mebibytes per program; None likewise.
        isolation: ``auto``, ``split`` or ``shared``.
        allow_weak_sandbox: Judge even where the machine cannot isolate well.
        cache: Read and write the local store of verdicts.
        patience: Batches in a row without one verdict that end the training.
    """

    names: tuple[str, ...] = ("all_tests_pass",)
    workers: int | None = None
    timeout_s: float | None = None
    memory_mb: int | None = None
    isolation: str = "auto"
    allow_weak_sandbox: bool = False
    cache: bool = True
    patience: int = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupConfig:
    """Which questions are drawn.

    Attributes:
        aware: Draw questions whose groups would all pass or all fail less often, from their running pass rates.
        floor: The least weight of a question, as a share of the greatest.
        memory: What an earlier group counts when a new one comes, as a share.
    """

    aware: bool = True
    floor: float = 0.1
    memory: float = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """One training.

    Attributes:
        method: ``sft`` or ``grpo``.
        model: Who learns.
        data: From what.
        lora: Its adapter, or None.
        reward: GRPO: what a completion is worth.
        groups: GRPO: which questions are drawn.
        trainer: Options of TRL's config class, as they stand in the file.
        where: The file and table of ``trainer``, for errors.
    """

    method: str
    model: ModelConfig
    data: DataConfig
    lora: LoraConfig | None
    reward: RewardConfig
    groups: GroupConfig
    trainer: Mapping[str, Any]
    where: str


def read_train_config(method: str, path: Path) -> TrainConfig:
    """Return what a file says.

    Raises:
        ConfigError: If it cannot be read, or a key is unknown, missing or wrong; the error names it.
    """
    if method not in METHODS:
        raise ConfigError(unknown_name("method", method, METHODS))
    top = read_toml(path)
    lora = _lora(top.table("lora")) if "lora" in list(top) else None
    config = TrainConfig(
        method=method,
        model=_model(top.table("model")),
        data=_data(top.table("data"), method),
        lora=lora,
        reward=_reward(top.table("reward")),
        groups=_groups(top.table("groups")),
        trainer=top.table("trainer").rest(),
        where=f"{path}: trainer",
    )
    if method == "sft":
        for name in ("reward", "groups"):
            if name in list(top):
                raise ConfigError(f"{path}: {name}: expected no such table for sft, got one; it belongs to grpo")
    top.finish()
    return config


def _model(table: Table) -> ModelConfig:
    model = ModelConfig(name=table.need("name", str), dtype=table.take("dtype", str, "float32"))
    if model.dtype not in ("float32", "bfloat16", "float16"):
        table.refuse("dtype", "float32, bfloat16 or float16", model.dtype)
    table.finish()
    return model


def _data(table: Table, method: str) -> DataConfig:
    data = DataConfig(
        path=table.need("path", str) if method == "sft" else table.take("path", str, ""),
        max_rows=table.find("max_rows", int),
        prompt=table.take("prompt", str, "question"),
        validate=table.take("validate", bool, False),
        exclude_imports=table.texts("exclude_imports"),
    )
    if data.prompt not in _PROMPTS:
        table.refuse("prompt", " or ".join(_PROMPTS), data.prompt)
    if data.max_rows is not None and data.max_rows < 1:
        table.refuse("max_rows", "1 or more", data.max_rows)
    table.finish()
    return data


def _lora(table: Table) -> LoraConfig:
    normal = LoraConfig()
    lora = LoraConfig(
        r=table.take("r", int, normal.r),
        alpha=table.take("alpha", int, normal.alpha),
        dropout=table.take("dropout", float, normal.dropout),
        target_modules=table.texts("target_modules") or normal.target_modules,
    )
    if lora.r < 1:
        table.refuse("r", "1 or more", lora.r)
    table.finish()
    return lora


def _reward(table: Table) -> RewardConfig:
    normal = RewardConfig()
    reward = RewardConfig(
        names=table.texts("names") or normal.names,
        workers=table.find("workers", int),
        timeout_s=table.find("timeout_s", float),
        memory_mb=table.find("memory_mb", int),
        isolation=table.take("isolation", str, normal.isolation),
        allow_weak_sandbox=table.take("allow_weak_sandbox", bool, normal.allow_weak_sandbox),
        cache=table.take("cache", bool, normal.cache),
        patience=table.take("patience", int, normal.patience),
    )
    for name in reward.names:
        if name not in REWARD_NAMES:
            raise ConfigError(f"{table.where}.names: {unknown_name('reward', name, REWARD_NAMES)}")
    if len(set(reward.names)) < len(reward.names):
        table.refuse("names", "each reward once", list(reward.names))
    table.finish()
    return reward


def _groups(table: Table) -> GroupConfig:
    normal = GroupConfig()
    groups = GroupConfig(
        aware=table.take("aware", bool, normal.aware),
        floor=table.take("floor", float, normal.floor),
        memory=table.take("memory", float, normal.memory),
    )
    for name, value in (("floor", groups.floor), ("memory", groups.memory)):
        if not 0 <= value <= 1:
            table.refuse(name, "a number from 0 to 1", value)
    table.finish()
    return groups
