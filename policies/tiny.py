"""``tiny``: the bundled model, a few million parameters, trained on procedural tasks by examples/tiny/make_tiny.py.

It really writes programs for the simplest procedural tasks, some right and some wrong, and nothing for anything else.
"""

import importlib.resources
from pathlib import Path

from kodenv.errors import ConfigError
from policies.hf_policy import HfPolicy


def tiny_path() -> Path:
    """Return the folder of the bundled model, in transformers' format.

    Raises:
        ConfigError: If the package was installed without it.
    """
    path = Path(str(importlib.resources.files("policies") / "tiny_model"))
    if not (path / "model.safetensors").is_file():
        raise ConfigError(f"tiny: expected the bundled model in {path}, got none; install the package again")
    return path


def open_tiny() -> HfPolicy:
    """Return the policy ``tiny``.

    Raises:
        ImportError: If transformers or torch is not installed.
    """
    return HfPolicy(str(tiny_path()), name="tiny", device="cpu")
