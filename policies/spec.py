"""``--policy SPEC`` → a policy."""

from collections.abc import Sequence

from kodenv.errors import ConfigError, unknown_name
from policies.replay import ReplayPolicy

_KINDS = ("replay",)
_LATER = ("openai", "vllm", "hf", "tiny")


def open_policy(specs: Sequence[str]) -> ReplayPolicy:
    """Return the policy that the specs name: ``replay:FILE``, which may be repeated.

    Raises:
        ConfigError: If a spec is unknown, or not in this version.
        DataError: If a recording cannot be read as one.
    """
    return ReplayPolicy([_replay_path(spec) for spec in specs])


def _replay_path(spec: str) -> str:
    kind, _, path = spec.partition(":")
    if kind in _LATER:
        raise ConfigError(f"policy {spec!r} is not in this version; give recorded completions, replay:FILE")
    if kind not in _KINDS:
        raise ConfigError(unknown_name("policy", spec, ["replay:FILE"]))
    if not path:
        raise ConfigError(f"policy: expected replay:FILE, got {spec!r}; name a file of recorded completions")
    return path
