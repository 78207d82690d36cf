"""Prompts: Markdown files with slots, each known by the hash of its text."""

import hashlib
import importlib.resources
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kodenv.errors import ConfigError
from kodenv.files import cause

_SLOT = re.compile(r"\{\{([a-z_]+)\}\}")
_HASH_CHARS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A prompt file as it was read.

    Attributes:
        name: The file's name without its ending.
        text: Its text; slots are written ``{{name}}``.
        hash: The first 16 hexadecimal digits of the SHA-256 of the text.
    """

    name: str
    text: str
    hash: str

    @property
    def slots(self) -> frozenset[str]:
        """The names of the slots."""
        return frozenset(_SLOT.findall(self.text))

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the text with every slot filled; slots inside the values stay as they are.

        Raises:
            ConfigError: If a slot has no value, or a value no slot: then the file is not made for this use.
        """
        if self.slots != values.keys():
            raise ConfigError(
                f"prompt {self.name}: expected the slots {_listed(values.keys())}, got {_listed(self.slots)}; "
                "change the file"
            )
        return _SLOT.sub(lambda slot: values[slot.group(1)], self.text)


def load_prompt(name: str, folder: str | os.PathLike[str] | None = None) -> Prompt:
    """Return a prompt by name: the file ``name.md`` of a folder, or ours where the folder has none.

    Raises:
        ConfigError: If there is no such prompt, or it cannot be read.
    """
    if folder is None:
        return _own(name)
    path = Path(folder, f"{name}.md")
    if not path.is_file():
        return _own(name)
    try:
        return _read(name, path.read_bytes())
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: expected a readable prompt, got {cause(error)!r}; write it as UTF-8") from error


@cache
def _own(name: str) -> Prompt:
    file = importlib.resources.files("synth") / "prompts" / f"{name}.md"
    if not file.is_file():
        raise ConfigError(f"prompt {name!r}: expected a file of synth/prompts, got none; check the name")
    return _read(name, file.read_bytes())


def _read(name: str, data: bytes) -> Prompt:
    # Line ends are made one kind, so that a checkout on another system keeps the hash.
    text = data.decode("utf-8").replace("\r\n", "\n").strip() + "\n"
    return Prompt(name=name, text=text, hash=hashlib.sha256(text.encode()).hexdigest()[:_HASH_CHARS])


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"
