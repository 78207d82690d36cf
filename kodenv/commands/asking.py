"""How ``sample`` asks: prompt, begun reply, sampling, and how many samples a question of each difficulty gets."""

import argparse
import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from kodenv.commands.collecting import Source
from kodenv.commands.context import number_between, positive_int
from kodenv.errors import ConfigError, DataError, unknown_name
from kodenv.policy import Policy, Request, SamplingParams
from kodenv.prompts import solve_text
from kodenv.records import LANGUAGES, Triplet
from kodenv.rollout import SampleIndices, plan_requests
from kodenv.summary import UNKNOWN

PROMPTS = ("plain", "fenced")
OTHER_LANGUAGE = "other_language"
LEFT_OUT = {OTHER_LANGUAGE: "their suite calls functions of another language"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How every question is asked.

    Attributes:
        params: How to sample, but for the seed.
        prefill: Text with which each reply is made to begin; it is part of the completion.
        prompt: ``plain``: the question; ``fenced``: also what the answer has to be
            (:func:`kodenv.prompts.solve_text`).
    """

    params: SamplingParams = field(default_factory=SamplingParams)
    prefill: str = ""
    prompt: str = "plain"

    def __post_init__(self) -> None:
        if self.prompt not in PROMPTS:
            raise ConfigError(unknown_name("prompt", self.prompt, PROMPTS))


# DeepSeek-R1 as OpenCodeReasoning sampled it (arXiv:2504.01943, section 2; 32K in its successor, arXiv:2507.09075).
PRESETS = {
    "plain": Asking(),
    "r1-16k": Asking(
        params=SamplingParams(temperature=0.6, top_p=0.95, max_tokens=16_384), prefill="<think>\n", prompt="fenced"
    ),
    "r1-32k": Asking(
        params=SamplingParams(temperature=0.6, top_p=0.95, max_tokens=32_768), prefill="<think>\n", prompt="fenced"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetedSource(Source):
    """What is sampled from what, a number of samples for each difficulty.

    Attributes:
        asking: How; its ``params`` are the source's.
        language: What programs are to be written in; None: what each triplet says. Triplets of another language that
            have no suite of inputs and outputs are left out: their suite calls that language's functions.
        budget: Samples by difficulty, in lower case; ``n`` for the others.
        counts: Samples by question, where its difficulty has a budget; :func:`open_source` fills it.
    """

    asking: Asking = PRESETS["plain"]
    language: str | None = None
    budget: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def sample_indices(self) -> SampleIndices:
        """Which samples of a question to ask for."""
        recorded, n, counts = self.recorded, self.n, self.counts
        if recorded is None:
            return lambda question_id: range(counts.get(question_id, n or 0))
        return lambda question_id: recorded.sample_indices(question_id, counts.get(question_id, n))

    def read_triplets(self) -> Iterator[Triplet]:
        """Stream the triplets, each id once, in the language that is asked for."""
        for triplet in Source.read_triplets(self):
            if self._can_be_written(triplet):
                yield triplet if self.language is None else replace(triplet, language=self.language)

    def left_out(self) -> dict[str, str]:
        """Return the ids of the triplets that are left out, each with the reason.

        Raises:
            DataError: If all are, because of their language.
        """
        out = Source.left_out(self)
        if self.language is None:
            return out
        kept = 0
        for triplet in Source.read_triplets(self):
            if self._can_be_written(triplet):
                kept += 1
            else:
                out[triplet.question_id] = OTHER_LANGUAGE
        if not kept:
            raise DataError(
                f"{self.triplets or 'the bundled triplets'}: expected some that can be solved in {self.language}, got "
                "none; leave out --language"
            )
        return out

    def _can_be_written(self, triplet: Triplet) -> bool:
        return self.language in (None, triplet.language) or triplet.test_format == "stdio"

    def plan(self) -> Iterator[tuple[Triplet, Request]]:
        """Yield every request in order, with its triplet; what was recorded already keeps the bare question."""
        recorded = self.recorded is not None
        planned = plan_requests(
            self.read_triplets(), self.sample_indices, seed=self.seed, params=self.params, recorded=recorded
        )
        for triplet, request in planned:
            yield triplet, request if recorded else self._dress(triplet, request)

    def _dress(self, triplet: Triplet, request: Request) -> Request:
        messages = request.messages
        if self.asking.prompt == "fenced":
            messages = ({"role": "user", "content": solve_text(triplet)},)
        return replace(request, messages=messages, prefill=self.asking.prefill)

    def describe(self) -> dict[str, Any]:
        """Return how it is asked, as plain values."""
        how = Source.describe(self)
        if how:
            how |= {"prefill": self.asking.prefill, "prompt": self.asking.prompt}
        chosen = {"language": self.language, "budget": dict(self.budget)}
        return how | {name: value for name, value in chosen.items() if value}


def open_source(
    triplets: str | None,
    policy: Policy,
    n: int | None,
    asking: Asking,
    budget: Mapping[str, int],
    seed: int = 0,
    language: str | None = None,
) -> BudgetedSource:
    """Return the source; where there is a budget the triplets are read once for their difficulties.

    Raises:
        ConfigError: If a difficulty of the budget is none of the triplets', n is missing, or the language is unknown.
        DataError: If a row cannot be used.
    """
    if language is not None and language not in LANGUAGES:
        raise ConfigError(unknown_name("language", language, LANGUAGES))
    source = BudgetedSource(
        triplets=triplets, policy=policy, n=n, seed=seed, params=asking.params, asking=asking, language=language,
        budget=budget,
    )  # fmt: skip
    if not budget:
        return source
    counts: dict[str, int] = {}
    levels: set[str] = set()
    for triplet in source.read_triplets():
        level = (triplet.difficulty or UNKNOWN).lower()
        levels.add(level)
        if level in budget:
            counts[triplet.question_id] = budget[level]
    if unused := sorted(budget.keys() - levels):
        raise ConfigError(
            f"budget: expected difficulties of the triplets ({', '.join(sorted(levels))}), got {unused[0]!r}; change it"
        )
    return dataclasses.replace(source, counts=counts)


def parse_budget(text: str) -> dict[str, int]:
    """Parse ``easy=4,hard=16``, for argparse."""
    budget: dict[str, int] = {}
    for part in text.split(","):
        level, _, count = part.partition("=")
        if not level.strip() or not count.strip().isdecimal() or int(count) < 1:
            raise argparse.ArgumentTypeError(f"expected DIFFICULTY=N with commas, such as easy=4,hard=16, got {text!r}")
        budget[level.strip().lower()] = int(count)
    return budget


def add_asking_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of how questions are asked; recorded replies heed the budget and the language only."""
    group = parser.add_argument_group("asking (recorded replies: budget and language only)")
    group.add_argument(
        "--preset",
        default="plain",
        metavar="|".join(PRESETS),
        help="r1-*: temperature 0.6, top-p 0.95, 16K or 32K tokens, replies begun with <think>, fenced prompts",
    )
    group.add_argument("--temperature", type=number_between(0, 10), metavar="T", help="default 1, or the preset's")
    group.add_argument("--top-p", type=number_between(0, 1), metavar="P", help="default 1, or the preset's")
    group.add_argument(
        "--max-tokens", type=positive_int, metavar="M", help="longest reply; default 4096, or the preset's"
    )
    group.add_argument("--prefill", metavar="TEXT", help=r"text that each reply is made to begin with (\n: a line end)")
    group.add_argument("--prompt", metavar="plain|fenced", help="the question alone, or with what an answer has to be")
    group.add_argument(
        "--language", metavar="|".join(LANGUAGES), help="what programs are written in (default: what triplets say)"
    )
    group.add_argument(
        "--budget", type=parse_budget, default={}, metavar="LEVEL=N,...", help="samples by difficulty; --n: the others"
    )
    group.add_argument("--seed", type=int, default=0, metavar="S", help="of the requests' own seeds (default 0)")


def read_asking(args: argparse.Namespace) -> Asking:
    """Return how questions are asked: the preset, with what was given beside it.

    Raises:
        ConfigError: If there is no such preset or prompt.
    """
    if args.preset not in PRESETS:
        raise ConfigError(unknown_name("preset", args.preset, PRESETS))
    asking = PRESETS[args.preset]
    given = {"temperature": args.temperature, "top_p": args.top_p, "max_tokens": args.max_tokens}
    params = replace(asking.params, **{name: value for name, value in given.items() if value is not None})
    prefill = asking.prefill if args.prefill is None else args.prefill.replace("\\n", "\n")
    return Asking(params=params, prefill=prefill, prompt=args.prompt or asking.prompt)
