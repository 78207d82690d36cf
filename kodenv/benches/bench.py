"""What a benchmark is: where its rows come from, what a model is shown, how it is sampled and judged."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from kodenv.errors import ConfigError
from kodenv.policy import SamplingParams
from kodenv.records import Triplet

Prompt = Callable[[Triplet], str]
GREEDY = SamplingParams(temperature=0.0)
REASONING = SamplingParams(temperature=0.6, top_p=0.95, max_tokens=30_720)
"""How OpenCodeReasoning samples for its evaluation. Source: Ahmad et al. 2025 (arXiv:2504.01943), section 3."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """How a base model is asked, which goes on with a text instead of answering.

    Attributes:
        text: Makes the raw prompt.
        head: Makes what the program begins with; the reply is put after it.
        stop: Texts that end the reply.
    """

    text: Prompt
    head: Prompt
    stop: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """One benchmark and its rules.

    Attributes:
        name: As after ``--bench``.
        title: For people.
        hub: Name and split of its data set on the Hugging Face hub; None where only files can be read.
        hub_files: The data set's files of rows, as a glob, where the hub cannot serve them as rows.
        formats: The test formats that its rows can have.
        prompt: What a chat model is asked.
        continuation: How a base model is asked; None where that is not defined.
        n: Samples per question, as published.
        params: How they are sampled, as published.
        timeout_s: Its own limit, in wall seconds per verdict (per case for stdio); None: the judge's rules.
        keep: Whether a row of the data set belongs to the benchmark.
        languages: What programs can be written in; the first is the default.
    """

    name: str
    title: str
    hub: str | None
    formats: tuple[str, ...]
    prompt: Prompt
    hub_files: str | None = None
    continuation: Continuation | None = None
    n: int = 1
    params: SamplingParams = GREEDY
    timeout_s: float | None = None
    keep: Callable[[Triplet], bool] = field(default=lambda _: True)
    languages: tuple[str, ...] = ("python",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The questions published from one day on until another, both included; ISO dates, None for no bound."""

    first: str | None = None
    last: str | None = None

    def __bool__(self) -> bool:
        return self.first is not None or self.last is not None

    def holds(self, day: str) -> bool:
        """Whether a day lies in the window."""
        return (self.first or day) <= day <= (self.last or day)


def parse_window(first: str | None, last: str | None) -> Window:
    """Read ``YYYY-MM`` or ``YYYY-MM-DD``; a month as the end means its last day.

    Raises:
        ConfigError: If one is no date, or the end lies before the beginning.
    """
    window = Window(first=first and _day(first, "from", "01"), last=last and _day(last, "until", "31"))
    if window.first and window.last and window.last < window.first:
        raise ConfigError(f"until: expected a date from {first} on, got {last!r}; exchange --from and --until")
    return window


def _day(text: str, name: str, day: str) -> str:
    whole = len(text) > len("2024-08")
    try:
        datetime.date.fromisoformat(text if whole else f"{text}-01")
    except ValueError:
        raise ConfigError(f"{name}: expected a date such as 2024-08 or 2024-08-15, got {text!r}; change it") from None
    return text if whole else f"{text}-{day}"


def published_on(triplet: Triplet) -> str | None:
    """Return the day a question was published, ``YYYY-MM-DD``, where its data set says so."""
    stated = triplet.extra.get("contest_date")
    if isinstance(stated, str) and len(stated) >= len("2024-08-15"):
        return stated[: len("2024-08-15")]
    if isinstance(stated, datetime.date):
        return stated.isoformat()[: len("2024-08-15")]
    seconds = triplet.extra.get("contest_start")
    if isinstance(seconds, int | float):
        return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date().isoformat()
    return None


def fenced(code: str, tag: str = "python") -> str:
    """Return code in a fence."""
    return f"```{tag}\n{code.strip(chr(10))}\n```"


def text_column(triplet: Triplet, name: str) -> str:
    """Return a column of the data set's own, or the question where there is none."""
    value = triplet.extra.get(name)
    return value if isinstance(value, str) and value else triplet.question
