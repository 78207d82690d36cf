"""What can go wrong with a request, and what to do: try again, or say it in one sentence."""

import email.utils
import math
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import httpx2
import openai

from policies.openai_reply import BadReply
from policies.refusals import is_beyond_the_model

_FIRST_WAIT_S = 0.5
_LONGEST_WAIT_S = 60.0
_MOST_DOUBLINGS = 20
_SAID_CHARS = 200
_AGAIN = frozenset({408, 409, 425, 429})
_ABOUT_THE_REQUEST = frozenset({400, 413, 422})


class Kind(StrEnum):
    """What to do about a failure."""

    AGAIN = "again"  # later it may work
    REQUEST = "request"  # this request never will
    MODEL = "model"  # the model cannot take this request: that is its answer
    FATAL = "fatal"  # no request will


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One failed attempt.

    Attributes:
        kind: What to do.
        cause: A short name to count by, such as ``HTTP 429`` or ``timeout``.
        got: What happened, to follow "got" in a sentence.
        remedy: What a person can do.
        wait_s: How long the server wants to be left alone, or None.
        busy: Whether the server has too much to do just now.
        unreachable: Whether there was nobody to connect to.
        status: The HTTP status, or None.
    """

    kind: Kind
    cause: str
    got: str
    remedy: str = "run again"
    wait_s: float | None = None
    busy: bool = False
    unreachable: bool = False
    status: int | None = None


# What asking can raise when it is the network's or the server's doing.
FAILURES = (openai.APIError, BadReply, TimeoutError)


def classify(error: openai.APIError | BadReply | TimeoutError) -> Failure:
    """Return what one of :data:`FAILURES` means."""
    match error:
        case openai.APIStatusError():
            return _from_status(error.status_code, _said(error.body, error.message), error.response.headers, error.code)
        case BadReply():
            return _from_bad_reply(error)
        case TimeoutError() | openai.APITimeoutError() if not isinstance(error.__cause__, httpx2.ConnectTimeout):
            return Failure(
                kind=Kind.AGAIN, cause="timeout", got="no reply in time", remedy="raise timeout_s or ask for less"
            )
        case _:
            return _from_connection(error.__cause__)


def _from_status(status: int, said: str, headers: Mapping[str, str], code: str | None) -> Failure:
    cause = f"HTTP {status}"
    got = f"{cause} ({said})" if said else cause
    if status in (401, 403):
        return Failure(
            kind=Kind.FATAL,
            cause=cause,
            got=got,
            remedy="check the key in OPENAI_API_KEY and its rights",
            status=status,
        )
    if status == 402 or code == "insufficient_quota":
        return Failure(kind=Kind.FATAL, cause=cause, got=got, remedy="pay the provider and run again", status=status)
    if status in _AGAIN or status >= 500:
        return Failure(
            kind=Kind.AGAIN,
            cause=cause,
            got=got,
            remedy="run again later",
            wait_s=read_retry_after(headers, time.time()),
            busy=status in (429, 503),
            status=status,
        )
    if status in _ABOUT_THE_REQUEST:
        kind = Kind.MODEL if is_beyond_the_model(f"{code} {said}") else Kind.REQUEST
        return Failure(kind=kind, cause=cause, got=got, remedy="change the request or the settings", status=status)
    return Failure(kind=Kind.FATAL, cause=cause, got=got, remedy="check the base URL", status=status)


def _from_bad_reply(error: BadReply) -> Failure:
    if error.web_page:
        return Failure(
            kind=Kind.FATAL,
            cause="a web page",
            got=f"a web page ({error})",
            remedy="check the base URL: it usually ends with /v1",
        )
    if error.status is not None and error.status >= 400:
        return _from_status(error.status, str(error), {}, None)
    return Failure(
        kind=Kind.AGAIN, cause="damaged reply", got=f"a damaged reply ({error})", remedy="look at the server"
    )


def _from_connection(cause: BaseException | None) -> Failure:
    if isinstance(cause, httpx2.UnsupportedProtocol | httpx2.InvalidURL):
        return Failure(kind=Kind.FATAL, cause="bad address", got=str(cause), remedy="correct the base URL")
    if isinstance(cause, httpx2.ConnectError | httpx2.ConnectTimeout):
        return Failure(
            kind=Kind.AGAIN,
            cause="no connection",
            got=f"no connection ({_short(str(cause) or 'no answer')})",
            remedy="start the server or correct the base URL",
            unreachable=True,
        )
    return Failure(
        kind=Kind.AGAIN,
        cause="broken connection",
        got=f"a broken connection ({_short(str(cause)) or type(cause).__name__})",
        remedy="look at the server",
    )


def read_retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds that a reply's headers ask to wait, or None: milliseconds, seconds or a date."""
    for name, unit in (("retry-after-ms", 1000), ("retry-after", 1)):
        try:
            wait_s = float(headers[name]) / unit
        except (KeyError, ValueError):
            continue
        return max(0.0, wait_s) if math.isfinite(wait_s) else None
    try:
        return max(0.0, email.utils.parsedate_to_datetime(headers["retry-after"]).timestamp() - now)
    except (KeyError, ValueError, OverflowError):
        return None


def backoff_s(attempt: int, wait_s: float | None, rng: random.Random) -> float:
    """Return how long to wait before the next attempt: what the server asks, else doubling, with jitter.

    Args:
        attempt: How many failed, from 1.
        wait_s: What the server asked for.
        rng: Spreads requests that failed together.
    """
    longest = min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2 ** min(attempt - 1, _MOST_DOUBLINGS))
    if wait_s is not None:
        return wait_s + rng.uniform(0, _FIRST_WAIT_S)
    return rng.uniform(longest / 2, longest)


def _said(body: object, message: str) -> str:
    """Return the server's own words from any of the usual shapes of an error."""
    if isinstance(body, dict):
        for name in ("message", "detail", "error"):
            if isinstance(body.get(name), str):
                return _short(body[name])
        return _short(str(body)) if body else ""
    return _short(body) if isinstance(body, str) else _short(message)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SAID_CHARS else f"{text[:_SAID_CHARS]}..."
