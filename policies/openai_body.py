"""A request as the server gets it, and the key under which its reply is kept."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from kodenv.errors import ConfigError
from kodenv.policy import Request, SamplingParams
from policies.openai_settings import Endpoint, OpenAISettings

CHAT, TEXT = "/chat/completions", "/completions"
# Every server takes 31 bits; some cut or refuse more.
_SEED_MODULUS = 2**31
_CHARS_PER_TOKEN = 3
_KEY_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One HTTP request to come.

    Attributes:
        path: ``/chat/completions`` or, for raw text, ``/completions``.
        body: The JSON object that is posted.
        key: Digest of everything that can change the reply, and of which sample it is.
        prefill: The text with which the reply begins; the server gives what comes after it.
        may_echo: Whether the server may give the prefill too.
        prompt_tokens: A rough count, for the rate limit.
    """

    path: str
    body: dict[str, Any]
    key: bytes
    prefill: str
    may_echo: bool
    prompt_tokens: int

    @property
    def max_tokens(self) -> int:
        """The longest reply, in tokens."""
        return int(self.body.get("max_tokens") or self.body.get("max_completion_tokens") or 0)


def build_call(request: Request, endpoint: Endpoint, settings: OpenAISettings) -> Call:
    """Return the call that a request means.

    Raises:
        ConfigError: If the request has neither messages nor text, or both.
    """
    if (request.messages is None) == (request.text is None):
        raise ConfigError(
            f"request {request.index}: expected either messages or text, got {'both' if request.text else 'none'}; "
            "give one of them"
        )
    body: dict[str, Any] = {"model": endpoint.model}
    if request.messages is None:
        path = TEXT
        body["prompt"] = _plain((request.text or "") + request.prefill)
        size = len(body["prompt"])
    else:
        path = CHAT
        body["messages"] = [{name: _plain(text) for name, text in message.items()} for message in request.messages]
        if request.prefill:
            _begin_reply(body, request.prefill, settings.prefill_style)
        size = sum(len(message.get("content", "")) for message in body["messages"])
    body.update(_sampling(request.params, path, endpoint, settings))
    return Call(
        path=path,
        body=body,
        key=_key(request, endpoint, path, body),
        prefill=request.prefill,
        may_echo=path == CHAT and settings.prefill_style == "prefix",
        prompt_tokens=size // _CHARS_PER_TOKEN,
    )


def _begin_reply(body: dict[str, Any], prefill: str, style: str) -> None:
    last: dict[str, Any] = {"role": "assistant", "content": _plain(prefill)}
    body["messages"].append(last)
    if style == "prefix":
        last["prefix"] = True
    elif style == "continue":
        body["add_generation_prompt"] = False
        body["continue_final_message"] = True


def _sampling(params: SamplingParams, path: str, endpoint: Endpoint, settings: OpenAISettings) -> dict[str, Any]:
    # OpenAI's own reasoning models refuse the name that everybody else knows.
    own = path == CHAT and endpoint.base_url.startswith("https://api.openai.com/")
    fields: dict[str, Any] = {
        "temperature": params.temperature,
        "top_p": params.top_p,
        "max_completion_tokens" if own else "max_tokens": params.max_tokens,
    }
    if params.stop:
        fields["stop"] = list(params.stop)
    if params.seed is not None:
        fields["seed"] = params.seed % _SEED_MODULUS
    if settings.logprobs:
        fields["logprobs"] = True if path == CHAT else 1
    fields.update(settings.extra)
    return {name: value for name, value in fields.items() if name not in settings.omit}


def _key(request: Request, endpoint: Endpoint, path: str, body: dict[str, Any]) -> bytes:
    """Digest the whole request, not chosen parts of it: what is left out would one day be reused wrongly."""
    parts = [
        _KEY_VERSION, endpoint.base_url, path, body, request.prefill, request.params.seed, request.sample_index
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).digest()


def _plain(text: str) -> str:
    """Return the text as UTF-8 can carry it: half a surrogate pair, as damaged data has, becomes a question mark."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
