"""What a server sent → a completion, or what is wrong with it."""

import json
from collections.abc import Mapping
from typing import Any

from kodenv.policy import Completion
from policies.openai_body import CHAT, Call

# The server gave up on the reply halfway; asked again it may finish.
_UNFINISHED = ("abort", "error", "insufficient_system_resource")
_SHOWN_CHARS = 80


class BadReply(Exception):
    """A reply with status 200 that holds no completion.

    Attributes:
        status: The HTTP status that the reply's own error object names, or None.
        web_page: Whether it is a page for people, so that the address is probably wrong.
    """

    def __init__(self, message: str, *, status: int | None = None, web_page: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.web_page = web_page


def read_reply(data: bytes, call: Call) -> Completion:
    """Return the completion of a reply's body.

    Reasoning that the server gives apart stands between think tags before the answer. A prefill stands first, as
    if the model had written it; token ids and log-probabilities are those of the tokens after it.

    Raises:
        BadReply: If there is none in it.
    """
    row = _object(data)
    choices = row.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise _without_choices(row, data)
    choice = choices[0]
    reason = choice.get("finish_reason")
    if reason in _UNFINISHED:
        raise BadReply(f"expected a finished reply, got finish_reason {reason!r}")
    text = _chat_text(choice, call, reason, data) if call.path == CHAT else call.prefill + _raw_text(choice, data)
    usage = row.get("usage")
    return Completion(
        text=text,
        finish_reason=reason if isinstance(reason, str) else None,
        token_ids=_numbers(choice.get("token_ids")),
        logprobs=_logprobs(choice.get("logprobs")),
        usage=usage if isinstance(usage, dict) else {},
    )


def _object(data: bytes) -> Mapping[str, Any]:
    try:
        row = json.loads(data)
    except (ValueError, RecursionError):
        page = data.lstrip()[:1] == b"<"
        raise BadReply(f"expected JSON, got {_shown(data)}", web_page=page) from None
    if not isinstance(row, dict):
        raise BadReply(f"expected a JSON object, got {_shown(data)}")
    return row


def _without_choices(row: Mapping[str, Any], data: bytes) -> BadReply:
    error = row.get("error")
    if not isinstance(error, dict):
        return BadReply(f"expected a reply with choices, got {_shown(data)}")
    code = error.get("code")
    return BadReply(
        str(error.get("message") or error)[:_SHOWN_CHARS * 2], status=code if isinstance(code, int) else None
    )  # fmt: skip


def _raw_text(choice: Mapping[str, Any], data: bytes) -> str:
    text = choice.get("text")
    if not isinstance(text, str):
        raise BadReply(f"expected a choice with a text, got {_shown(data)}")
    return text


def _chat_text(choice: Mapping[str, Any], call: Call, reason: object, data: bytes) -> str:
    message = choice.get("message")
    if not isinstance(message, dict):
        raise BadReply(f"expected a choice with a message, got {_shown(data)}")
    answer = message.get("content") or message.get("refusal") or ""
    reasoning = message.get("reasoning_content") or message.get("reasoning") or ""
    if not isinstance(answer, str) or not isinstance(reasoning, str):
        raise BadReply(f"expected a message of text, got {_shown(data)}")
    if call.may_echo and answer.startswith(call.prefill):
        answer = answer[len(call.prefill) :]
    if not reasoning or answer.lstrip().startswith("<think>"):
        return call.prefill + answer
    return _with_reasoning(call.prefill, reasoning, answer, cut=reason == "length")


def _with_reasoning(prefill: str, reasoning: str, answer: str, *, cut: bool) -> str:
    opened = prefill.rfind("<think>") > prefill.rfind("</think>")
    head = prefill if opened else f"{prefill}<think>\n"
    if not answer and cut:
        return head + reasoning  # the limit came before the end of the reasoning
    return f"{head}{reasoning.rstrip()}\n</think>\n\n{answer.lstrip()}"


def _logprobs(found: object) -> tuple[float, ...] | None:
    if not isinstance(found, dict):
        return None
    if isinstance(found.get("content"), list):
        return _numbers([token.get("logprob") if isinstance(token, dict) else None for token in found["content"]])
    return _numbers(found.get("token_logprobs"))


def _numbers(values: object) -> tuple[Any, ...] | None:
    if not isinstance(values, list) or not all(isinstance(value, int | float) for value in values):
        return None
    return tuple(values)


def _shown(data: bytes) -> str:
    text = " ".join(data[: _SHOWN_CHARS * 4].decode("utf-8", "replace").split())
    return repr(text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS]}...")
