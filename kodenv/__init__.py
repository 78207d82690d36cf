"""Verifiable code environments: question-solution-test triplets, a sandboxed judge, and rewards from it.

Importing registers ``KodCode-v0`` with Gymnasium. What is not needed for that is imported when it is asked for.
"""

import importlib
from typing import TYPE_CHECKING

import gymnasium

if TYPE_CHECKING:
    from kodenv import rewards
    from kodenv.errors import ConfigError, DataError, KodenvError, PolicyError, SandboxUnavailable
    from kodenv.judge import Judge
    from kodenv.records import Case, CaseStatus, Status, Triplet, Verdict
    from kodenv.seeding import derive_seed
    from kodenv.triplets import iter_triplets, load_triplets

__version__ = "0.1.0"

__all__ = [
    "Case",
    "CaseStatus",
    "ConfigError",
    "DataError",
    "Judge",
    "KodenvError",
    "PolicyError",
    "SandboxUnavailable",
    "Status",
    "Triplet",
    "Verdict",
    "__version__",
    "derive_seed",
    "iter_triplets",
    "load_triplets",
    "rewards",
]

_HOMES = {
    "Case": "records",
    "CaseStatus": "records",
    "ConfigError": "errors",
    "DataError": "errors",
    "Judge": "judge",
    "KodenvError": "errors",
    "PolicyError": "errors",
    "SandboxUnavailable": "errors",
    "Status": "records",
    "Triplet": "records",
    "Verdict": "records",
    "derive_seed": "seeding",
    "iter_triplets": "triplets",
    "load_triplets": "triplets",
}

gymnasium.register(
    id="KodCode-v0", entry_point="kodenv.env:KodCodeEnv", vector_entry_point="kodenv.vector_env:KodCodeVectorEnv"
)


def __getattr__(name: str) -> object:
    if name == "rewards":
        return importlib.import_module("kodenv.rewards")
    if name not in _HOMES:
        raise AttributeError(f"module 'kodenv' has no attribute {name!r}")
    return getattr(importlib.import_module(f"kodenv.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
