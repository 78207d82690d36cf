"""What a run may ask its solver: a bound on the number of requests, and one on the cost that no reply can break."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, TypeVar

from kodenv.policy import Request

REQUESTS_SPENT, COST_SPENT = "max_requests_spent", "max_cost_spent"
_FRAME_TOKENS = 256  # what a server's chat template may add to the texts of a request
_MILLION = 1_000_000
_Try = TypeVar("_Try")


class Prices:
    """What requests and replies cost at a model's prices, which are those of a million tokens."""

    def __init__(self, prompt: float, completion: float) -> None:
        self._prompt, self._completion = prompt, completion

    def most(self, request: Request) -> float:
        """Return what a request can cost at most: no token is shorter than a byte, no reply longer than allowed."""
        texts = [message["content"] for message in request.messages or ()] or [request.text or ""]
        prompt = sum(len(text.encode("utf-8", "surrogatepass")) for text in (*texts, request.prefill)) + _FRAME_TOKENS
        return (prompt * self._prompt + request.params.max_tokens * self._completion) / _MILLION

    def paid(self, usage: Mapping[str, Any]) -> float | None:
        """Return what a reply cost by the server's counts; None where it gave none."""
        if "completion_tokens" not in usage:
            return None
        prompt, completion = int(usage.get("prompt_tokens", 0)), int(usage["completion_tokens"])
        return (prompt * self._prompt + completion * self._completion) / _MILLION


class Budget(Generic[_Try]):
    """Lets tries through in their order while they fit.

    Whether a try fits depends on the tries before it alone, never on how fast replies come or what a stopped run has
    asked already, so that a run that goes on lets the same ones through.
    """

    def __init__(
        self,
        max_requests: int | None,
        max_cost: float | None,
        *,
        most: Callable[[_Try], float],
        paid: Callable[[_Try], float],
        cut: Callable[[_Try, str], None],
    ) -> None:
        """Prepare.

        Args:
            max_requests: The most tries; None: no bound.
            max_cost: The most they may cost; None: no bound.
            most: What a try can cost at most, before it is asked.
            paid: What it cost, once it is answered.
            cut: Called with a try that does not fit, and why.
        """
        self._max_requests, self._max_cost = max_requests, max_cost
        self._most, self._paid, self._cut = most, paid, cut
        self._requests, self._cost = 0, 0.0

    def waves(self, plan: Iterator[_Try]) -> Iterator[Iterator[_Try]]:
        """Yield the plan in waves; all of a wave's tries are to be answered before the next wave is drawn.

        Within a wave every try counts with the most that it can cost. A wave ends where that leaves no room, so
        without a bound on the cost, or far from it, the whole plan is one wave.
        """
        held: list[_Try] = []
        ended = False

        def wave(flying: list[_Try]) -> Iterator[_Try]:
            nonlocal ended
            reserved = 0.0
            while held or (one := next(plan, None)) is not None:
                if held:
                    one = held.pop()
                assert one is not None
                if self._max_requests is not None and self._requests >= self._max_requests:
                    self._cut(one, REQUESTS_SPENT)
                    continue
                if self._max_cost is not None:
                    needed = self._most(one)
                    if self._cost + reserved + needed > self._max_cost:
                        if flying:
                            held.append(one)
                            return
                        self._cut(one, COST_SPENT)
                        continue
                    reserved += needed
                    flying.append(one)
                self._requests += 1
                yield one
            ended = True

        while not ended:
            flying: list[_Try] = []
            yield wave(flying)
            for one in flying:
                self._cost += self._paid(one)
