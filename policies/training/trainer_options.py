"""``[trainer]`` of a CONFIG.toml → TRL's own config object: its keys, its types, its checks."""

import dataclasses
import types
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kodenv.errors import ConfigError, unknown_name

# What the command itself decides.
_OURS = {
    "output_dir": "say --out",
    "resume_from_checkpoint": "the same command goes on by itself",
    "push_to_hub": "upload the folder yourself",
    "remove_unused_columns": "the rewards read the columns",
}


def build_options(kind: type, values: Mapping[str, Any], out: Path, where: str) -> Any:
    """Return ``kind(output_dir=..., **values)``.

    Args:
        kind: ``trl.SFTConfig`` or ``trl.GRPOConfig``.
        values: What the file says.
        out: Where checkpoints go.
        where: The file and the table, for errors.

    Raises:
        ConfigError: If a key is unknown, ours, of another type, or refused by TRL; the error names it.
    """
    known = check_options(kind, values, where)
    try:
        return kind(**{**defaults(known), **values, "output_dir": str(out)})
    except (ValueError, TypeError) as error:
        raise ConfigError(f"{where}: expected options that fit together, got {error}; correct the file") from error


def check_options(kind: type, values: Mapping[str, Any], where: str) -> set[str]:
    """Return the names of all options of a config class, after a look at those that are given.

    Raises:
        ConfigError: If a key is unknown, ours or of another type; the error names it.
    """
    hints = typing.get_type_hints(kind)
    known = {field.name for field in dataclasses.fields(kind) if field.init}
    for key, value in values.items():
        if key in _OURS:
            raise ConfigError(f"{where}.{key}: expected no such key, got {value!r}; {_OURS[key]}")
        if key not in known:
            raise ConfigError(f"{where}.{key}: {unknown_name('option', key, known)}")
        if not _fits(value, hints[key]):
            raise ConfigError(f"{where}.{key}: expected {_say(hints[key])}, got {value!r}; correct the file")
    return known


def defaults(known: set[str]) -> dict[str, Any]:
    """Return where we differ from TRL's defaults: nothing is reported anywhere, every step is logged."""
    ours = {"report_to": [], "logging_steps": 1, "save_strategy": "no", "disable_tqdm": True}
    return {key: value for key, value in ours.items() if key in known}


def _fits(value: object, hint: Any) -> bool:
    """Tell whether a value of TOML can stand for a type; types that TOML cannot write are left to TRL."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return any(_fits(value, option) for option in typing.get_args(hint))
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if hint is int:
        return type(value) is int
    if hint in (bool, str):
        return type(value) is hint
    if hint is type(None):
        return False
    if origin is list or hint is list:
        return isinstance(value, list)
    if origin is dict or hint is dict:
        return isinstance(value, dict)
    return True


def _say(hint: Any) -> str:
    names = {int: "a whole number", float: "a number", bool: "true or false", str: "a text"}
    options = typing.get_args(hint) if typing.get_origin(hint) in (typing.Union, types.UnionType) else (hint,)
    meant = [option for option in options if option is not type(None)]
    said = [names.get(option, str(typing.get_origin(option) or option)) for option in meant]
    return " or ".join(dict.fromkeys(said))
