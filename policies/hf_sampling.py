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
        chosen = torch.tensor([self._draw(row, place) for place, row in enumerate(plain)], device=scores.device)
        for place, value in enumerate(plain.gather(1, chosen[:, None])[:, 0].tolist()):
            self.logprobs[place].append(value)
        return torch.full_like(scores, float("-inf")).scatter_(1, chosen[:, None], 0.0)

    def _draw(self, logprobs: Any, place: int) -> int:
        params = self._params[place]
        if params.temperature == 0:
            return int(logprobs.argmax())
        # Doubles: the last of many small shares must not be lost to rounding.
        shares, ids = torch.softmax(logprobs.double() / params.temperature, dim=-1).sort(descending=True, stable=True)
        sums = shares.cumsum(0)
        kept = int((sums - shares < params.top_p).sum())
        point = self._randoms[place].random() * float(sums[kept - 1])
        return int(ids[min(int((sums[:kept] <= point).sum()), kept - 1)])


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
