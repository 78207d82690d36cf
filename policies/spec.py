"""``--policy SPEC`` → a policy."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union
from urllib.parse import parse_qsl

from kodenv.errors import ConfigError, unknown_name
from policies.openai_settings import OpenAISettings, parse_endpoint
from policies.replay import ReplayPolicy

if TYPE_CHECKING:
    from policies.hf_policy import HfPolicy
    from policies.openai_policy import OpenAIPolicy
    from policies.vllm_policy import VllmPolicy

_KINDS = ("replay", "openai", "vllm", "hf", "tiny")
_FORMS = ("replay:FILE", "openai:MODEL@BASE_URL", "vllm:MODEL", "hf:MODEL", "tiny")

AnyPolicy = Union[ReplayPolicy, "OpenAIPolicy", "VllmPolicy", "HfPolicy"]


def open_policy(
    specs: Sequence[str],
    *,
    settings: OpenAISettings | None = None,
    api_key: str | None = None,
    store: Path | None = None,
) -> AnyPolicy:
    """Return the policy that the specs name: ``replay:FILE``, which may be repeated, or one of the others.

    Args:
        specs: ``replay:FILE``, ``openai:MODEL@BASE_URL``, ``vllm:MODEL``, ``hf:MODEL`` or ``tiny``. Behind the model
            of ``vllm`` and ``hf`` may stand what it is loaded with: ``vllm:MODEL?max_model_len=4096&dtype=float32``.
        settings: How a server is asked; None: the defaults.
        api_key: What a server is shown.
        store: The file in which a server's replies are kept and found again; None: nowhere.

    Raises:
        ConfigError: If a spec is unknown, or needs a package that is missing.
        DataError: If a recording cannot be read as one.
    """
    kinds = {_kind(spec) for spec in specs}
    if kinds == {"replay"} or not specs:
        return ReplayPolicy([_rest(spec) for spec in specs])
    if len(specs) > 1:
        raise ConfigError(
            f"policy: expected one policy, or several replay:FILE, got {', '.join(specs)}; run once for each"
        )
    if kinds == {"openai"}:
        return _open_openai(_rest(specs[0]), settings or OpenAISettings(), api_key, store)
    if kinds == {"vllm"}:
        return _open_vllm(_rest(specs[0]))
    return _open_tiny(specs[0]) if kinds == {"tiny"} else _open_hf(_rest(specs[0]))


def _kind(spec: str) -> str:
    kind = spec.partition(":")[0]
    if kind not in _KINDS:
        raise ConfigError(unknown_name("policy", spec, _FORMS))
    return kind


def _rest(spec: str) -> str:
    kind, _, rest = spec.partition(":")
    if not rest:
        form = next(form for form in _FORMS if form.startswith(kind))
        raise ConfigError(f"policy: expected {form}, got {spec!r}; say what comes after the colon")
    return rest


def _open_openai(rest: str, settings: OpenAISettings, api_key: str | None, store: Path | None) -> "OpenAIPolicy":
    endpoint = parse_endpoint(rest)
    try:
        from policies.openai_policy import OpenAIPolicy
    except ImportError as error:
        raise _missing("openai", "llm", error) from error
    return OpenAIPolicy(endpoint, settings, api_key=api_key, store=store)


def _options(rest: str) -> tuple[str, dict[str, Any]]:
    """Return the model and what it is loaded with, as ``KEY=VALUE&KEY=VALUE`` behind a question mark says."""
    model, mark, query = rest.partition("?")
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(mark))
    except ValueError:
        raise ConfigError(f"policy: expected KEY=VALUE&KEY=VALUE behind {model}?, got {query!r}; change it") from None
    return model, {key: _value(text) for key, text in pairs}


def _value(text: str) -> Any:
    """Return a number, a truth value or whatever else the text is as JSON; the text itself where it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _open_vllm(rest: str) -> "VllmPolicy":
    from policies.vllm_policy import VllmPolicy

    model, options = _options(rest)
    try:
        return VllmPolicy(model, options=options)
    except ImportError as error:
        raise _missing("vllm", "vllm", error) from error


def _open_hf(rest: str) -> "HfPolicy":
    from policies.hf_policy import HfPolicy

    model, options = _options(rest)
    own = {key: options.pop(key) for key in ("batch", "device", "dtype") if key in options}
    try:
        return HfPolicy(model, **own, options=options)
    except ImportError as error:
        raise _missing("hf", "train", error) from error


def _open_tiny(spec: str) -> "HfPolicy":
    from policies.tiny import open_tiny

    if spec != "tiny":
        raise ConfigError(f"policy: expected tiny, got {spec!r}; it is bundled and takes no model, see hf:MODEL")
    try:
        return open_tiny()
    except ImportError as error:
        raise _missing("tiny", "train", error) from error


def _missing(package: str, extra: str, error: ImportError) -> ConfigError:
    return ConfigError(
        f"policy {package}: expected the package {package!r}, got {error}; install it: pip install 'kodenv[{extra}]'"
    )
