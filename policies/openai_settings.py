"""Which server is asked for which model, and how: ``MODEL@BASE_URL`` and the options of a run."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from kodenv.errors import ConfigError

PREFILL_STYLES = ("continue", "prefix", "last")
_SPEC = re.compile(r"(?P<model>.+?)@(?P<base_url>https?://.+)")
_WANTED = "openai:MODEL@BASE_URL, for example openai:Qwen/Qwen3-8B@http://localhost:8000/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One model of one server.

    Attributes:
        model: As the server names it.
        base_url: What stands before ``/chat/completions``, usually ending with ``/v1``.

    Raises:
        ConfigError: If the address is none, or holds a secret that would end in logs and files.
    """

    model: str
    base_url: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.base_url)
        try:
            parts.port  # noqa: B018
        except ValueError as error:
            raise ConfigError(
                f"policy openai: expected a port from 0 to 65535, got {self.base_url!r}; correct it"
            ) from error
        if "@" in parts.netloc:
            raise ConfigError(
                "policy openai: expected a base URL without a password, got one; give the key as OPENAI_API_KEY"
            )
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ConfigError(f"policy openai: expected an http(s) base URL, got {self.base_url!r}; say {_WANTED}")
        if not self.model:
            raise ConfigError(f"policy openai: expected a model's name, got {self.model!r}; say {_WANTED}")
        object.__setattr__(self, "base_url", self.base_url.rstrip("/"))

    @property
    def name(self) -> str:
        """The endpoint as a policy's name."""
        return f"openai:{self.model}@{self.base_url}"


def parse_endpoint(spec: str) -> Endpoint:
    """Read ``MODEL@BASE_URL``; the model's name may hold an @ too.

    Raises:
        ConfigError: If it is not of that form.
    """
    match = _SPEC.fullmatch(spec)
    if match is None:
        raise ConfigError(f"policy openai: expected MODEL@BASE_URL, got {spec!r}; say {_WANTED}")
    return Endpoint(model=match["model"], base_url=match["base_url"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What a million tokens cost, in any currency."""

    prompt: float = 0.0
    completion: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAISettings:
    """How a server is asked.

    Attributes:
        concurrency: Requests at a time.
        timeout_s: Seconds until a request without its whole reply is tried again.
        attempts: How often a request is tried before it is given up.
        requests_per_minute: At most so many in any minute; None: no limit.
        tokens_per_minute: About so many, prompt and reply together; None: no limit.
        logprobs: Ask for the log-probabilities of the reply's tokens.
        prefill_style: How the server wants a begun reply: ``continue`` (vLLM, SGLang, transformers), ``prefix``
            (DeepSeek's beta address, Mistral) or ``last`` (OpenRouter, llama.cpp: only the last message).
        extra: More fields of the request's body, for example ``{"top_k": 20}``.
        omit: Fields of the body that the server refuses, for example ``("seed",)``.
        prices: What tokens cost.

    Raises:
        ConfigError: If a value cannot be used.
    """

    concurrency: int = 64
    timeout_s: float = 600.0
    attempts: int = 8
    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None
    logprobs: bool = False
    prefill_style: str = "continue"
    extra: Mapping[str, Any] = field(default_factory=dict)
    omit: tuple[str, ...] = ()
    prices: Prices = field(default_factory=Prices)

    def __post_init__(self) -> None:
        for name in ("concurrency", "attempts", "timeout_s", "requests_per_minute", "tokens_per_minute"):
            value = getattr(self, name)
            least = 1 if name in ("concurrency", "attempts") else 0
            if value is not None and not (value >= least and 0 < value < float("inf")):
                raise ConfigError(f"policy openai: {name}: expected a number from {least} on, got {value!r}; change it")
        if self.prefill_style not in PREFILL_STYLES:
            raise ConfigError(
                f"policy openai: prefill_style: expected one of {', '.join(PREFILL_STYLES)}, "
                f"got {self.prefill_style!r}; see docs/policies.md"
            )

    def identity(self) -> dict[str, Any]:
        """Return what can change a reply, for a run folder to compare."""
        return {
            "logprobs": self.logprobs,
            "prefill_style": self.prefill_style,
            "extra": dict(self.extra),
            "omit": sorted(self.omit),
        }
