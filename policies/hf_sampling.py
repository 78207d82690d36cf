"""One reply's tokens drawn from its own seed, whatever else is in its batch."""

from collections.abc import Sequence
from random import Random
from typing import Any

import torch
from transformers import LogitsProcessor, StoppingCriteria

from kodenv.policy import SamplingParams


class SeededDraw(LogitsProcessor):
    """Chooses the next token of each row and leaves only that one possible, so that a greedy search takes it.

    ``generate`` draws for a whole batch from one global generator; here every row has a generator of its own, and
    a reply depends on its request alone.

    Attributes:
        logprobs: The chosen tokens' log-probabilities under the model (before temperature and top_p), per row.
    """

    def __init__(self, params: Sequence[SamplingParams]) -> None:
        """Take the parameters of the batch's rows, in their order."""
        self._params = params
        self._randoms = [Random(one.seed) for one in params]
        self.logprobs: list[list[float]] = [[] for _ in params]

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        """Return scores that are 0 at each row's choice and minus infinity elsewhere."""
        plain = torch.log_softmax(scores.float(), dim=-1)
        chosen = self._draw(plain)
        for place, value in enumerate(plain.gather(1, chosen[:, None])[:, 0].tolist()):
            self.logprobs[place].append(value)
        return torch.full_like(scores, float("-inf")).scatter_(1, chosen[:, None], 0.0)

    def _draw(self, logprobs: Any) -> Any:
        chosen = logprobs.argmax(dim=-1)
        rows = [place for place, one in enumerate(self._params) if one.temperature > 0]
        if not rows:
            return chosen
        params = [self._params[place] for place in rows]

        def column(values: list[float]) -> Any:
            return torch.tensor(values, dtype=torch.float64, device=logprobs.device)[:, None]

        # Doubles: the last of many small shares must not be lost to rounding.
        shares = torch.softmax(logprobs[rows].double() / column([one.temperature for one in params]), dim=-1)
        if any(one.top_p < 1 for one in params):
            shares = _nucleus(shares, column([one.top_p for one in params]))
        sums = shares.cumsum(dim=-1)
        whole = sums[:, -1:]
        points = column([self._randoms[place].random() for place in rows]) * whole
        # A point that was rounded up to the whole would lie behind the last token that has a share.
        points = torch.minimum(points, torch.nextafter(whole, torch.zeros_like(whole)))
        chosen[rows] = (sums <= points).sum(dim=-1)
        return chosen


def _nucleus(shares: Any, top_p: Any) -> Any:
    """Return the shares of each row's likeliest tokens that together reach its top_p, and 0 for the others."""
    ordered, ids = shares.sort(dim=-1, descending=True, stable=True)
    ordered[ordered.cumsum(dim=-1) - ordered >= top_p] = 0.0
    return torch.zeros_like(shares).scatter_(-1, ids, ordered)


class StopTexts(StoppingCriteria):
    """Ends a row when its new text holds one of its stop texts."""

    def __init__(self, tokenizer: Any, prompt_tokens: int, params: Sequence[SamplingParams]) -> None:
        """Take the length of the padded prompts and the parameters of the batch's rows."""
        self._tokenizer, self._prompt_tokens, self._params = tokenizer, prompt_tokens, params
        # A token is at least one byte of text, or it adds nothing.
        self._tail = [max((len(stop.encode()) for stop in one.stop), default=0) + 8 for one in params]

    def __call__(self, input_ids: Any, scores: Any, **_: Any) -> Any:
        """Return for each row whether it is done."""
        return torch.tensor([self._done(row, place) for place, row in enumerate(input_ids)], device=input_ids.device)

    def _done(self, row: Any, place: int) -> bool:
        stops = self._params[place].stop
        if not stops:
            return False
        text = self._tokenizer.decode(row[self._prompt_tokens :][-self._tail[place] :], skip_special_tokens=True)
        return any(stop in text for stop in stops)


def cut_at_stop(text: str, stops: Sequence[str]) -> tuple[str, bool]:
    """Return the text up to the first stop text, and whether there was one."""
    places = [place for place in (text.find(stop) for stop in stops) if place >= 0]
    return (text[: min(places)], True) if places else (text, False)
