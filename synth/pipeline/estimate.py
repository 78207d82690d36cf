"""What a run would ask and cost, without asking: counts from the configuration, tokens from its prompts."""

from dataclasses import dataclass, replace
from itertools import islice

from kodenv.policy import Request
from synth.pipeline.config import SynthConfig, make_source
from synth.prompting import load_prompt

CHARS_PER_TOKEN = 4
QUESTION_TOKENS, ATTEMPT_TOKENS, STYLE_TOKENS = 400, 900, 400
"""What replies are taken to be long; measured ones are in run.json."""
_LOOKED_AT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One kind of request: least and most of them, about how long, and what they cost.

    Attributes:
        what: For people.
        policy: Name of the policy.
        least: Requests that are surely made, if every question is kept.
        most: Requests if no question is solved before the end.
        prompt_tokens: Of one request, about.
        completion_tokens: Of one reply, about.
        least_cost: In the currency of the prices.
        most_cost: The same.
    """

    what: str
    policy: str
    least: int
    most: int
    prompt_tokens: int
    completion_tokens: int
    least_cost: float
    most_cost: float


def estimate(config: SynthConfig) -> list[Line]:
    """Return what a run would ask. Sources are made, so that their seeds and options are checked.

    Raises:
        ConfigError: If a source cannot be made.
    """
    lines, questions = [], 0
    for one in config.sources:
        source = make_source(one, config.prompts)
        asked = list(islice(source.requests(config.seed, one.count), _LOOKED_AT))
        tokens = sum(_tokens(request.request) for request in asked) // max(1, len(asked))
        lines.append(_line(config, f"questions {one.name}", one.policy, one.count, one.count, tokens, QUESTION_TOKENS))
        questions += one.count
    solve = config.solve
    prompt = len(load_prompt("solve", config.prompts or None).text) // CHARS_PER_TOKEN + QUESTION_TOKENS
    least = questions * solve.attempts
    most = questions * (solve.attempts + solve.extra_attempts + solve.repairs * (1 + solve.extra_attempts))
    if solve.max_requests is not None:
        least, most = min(least, solve.max_requests), min(most, solve.max_requests)
    line = _line(config, "attempts and repairs", config.solver, least, most, prompt, ATTEMPT_TOKENS)
    if solve.max_cost is not None:
        bounded = {name: min(getattr(line, name), solve.max_cost) for name in ("least_cost", "most_cost")}
        line = replace(line, **bounded)
    lines.append(line)
    if config.styler:
        styled = questions * len(config.styles)
        tokens = QUESTION_TOKENS + ATTEMPT_TOKENS // 2
        lines.append(_line(config, "styles", config.styler, 0, styled, tokens, STYLE_TOKENS))
    return lines


def _line(config: SynthConfig, what: str, policy: str, least: int, most: int, prompt: int, completion: int) -> Line:
    prices = config.policies[policy]
    each = (prompt * prices.prompt_price + completion * prices.completion_price) / 1_000_000
    return Line(
        what=what,
        policy=policy,
        least=least,
        most=most,
        prompt_tokens=prompt,
        completion_tokens=completion,
        least_cost=round(least * each, 4),
        most_cost=round(most * each, 4),
    )


def _tokens(request: Request) -> int:
    texts = [message["content"] for message in request.messages or ()]
    return sum(map(len, texts or [request.text or ""])) // CHARS_PER_TOKEN
