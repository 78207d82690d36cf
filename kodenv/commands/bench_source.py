"""A benchmark's questions as a source of rollouts: its rows, its prompts, its way of finding the program."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kodenv.benches.bench import Bench, Window, published_on
from kodenv.commands.collecting import Source
from kodenv.errors import ConfigError, DataError
from kodenv.policy import Request
from kodenv.records import Triplet
from kodenv.rollout import Found, find_program
from kodenv.seeding import derive_seed

PROMPTS = ("chat", "complete")


@dataclass(frozen=True, slots=True, kw_only=True)
class Continued:
    """What was found in a reply that goes on with a text: the program is that text with the reply after it."""

    program: str
    rule: str = "continuation"
    reasoning: str | None = None
    renamed_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchSource(Source):
    """The questions of a benchmark.

    Attributes:
        bench: Whose rules hold.
        window: Which questions, by the day they were published.
        language: What programs are written in.
        prompt: ``chat``, or ``complete`` for base models (and recordings of such).

    Raises:
        ConfigError: If the benchmark has no such prompt or language, or n greedy samples would all be one.
    """

    bench: Bench
    window: Window
    language: str
    prompt: str = "chat"

    def __post_init__(self) -> None:
        Source.__post_init__(self)
        name = self.bench.name
        if self.prompt not in PROMPTS:
            raise ConfigError(f"prompt: expected one of {', '.join(PROMPTS)}, got {self.prompt!r}; change --prompt")
        if self.prompt == "complete" and self.bench.continuation is None:
            raise ConfigError(
                f"prompt: expected 'chat' for {name}, got 'complete', which it does not define; change it"
            )
        if self.language not in self.bench.languages:
            raise ConfigError(
                f"language: expected one of {', '.join(self.bench.languages)} for {name}, got {self.language!r}; "
                "change --language"
            )
        if self.recorded is None and (self.n or 1) > 1 and self.params.temperature == 0:
            raise ConfigError(
                f"n: expected 1 greedy sample per question, got {self.n!r}: they would all be the same; raise "
                "--temperature or lower --n"
            )

    def read_triplets(self) -> Iterator[Triplet]:
        """Stream the benchmark's questions, of the window and in the language that were asked for.

        Raises:
            DataError: If a row is not of the benchmark, has no date although a window is given, or none is left.
        """
        left = False
        for triplet in Source.read_triplets(self):
            if triplet.test_format not in self.bench.formats:
                raise DataError(
                    f"{self.triplets}: $.test_format: expected {' or '.join(self.bench.formats)} in a row of "
                    f"{self.bench.name}, got {triplet.test_format!r} in {triplet.question_id!r}; name another file"
                )
            if self.bench.keep(triplet) and self._in_window(triplet) and self._can_be_written(triplet):
                left = True
                yield dataclasses.replace(triplet, language=self.language)
        if not left:
            raise DataError(f"{self.triplets}: expected questions of {self.bench.name}, got none; widen the choice")

    def _in_window(self, triplet: Triplet) -> bool:
        if not self.window:
            return True
        day = published_on(triplet)
        if day is None:
            raise DataError(
                f"{self.triplets}: $.contest_date: expected a date in {triplet.question_id!r}, got none; leave out "
                "--from and --until"
            )
        return self.window.holds(day)

    def _can_be_written(self, triplet: Triplet) -> bool:
        """Whether the suite takes programs in the language: scripts of asserts are Python."""
        return triplet.language == self.language or triplet.test_format == "stdio"

    def plan(self) -> Iterator[tuple[Triplet, Request]]:
        """Yield every request in order, with its triplet; what was recorded already keeps the bare question."""
        index = 0
        for triplet in self.read_triplets():
            asked = self._ask(triplet)
            for sample_index in self.sample_indices(triplet.question_id):
                seed = derive_seed("sample", self.seed, triplet.question_id, sample_index)
                params = dataclasses.replace(asked.params, seed=seed)
                yield triplet, dataclasses.replace(asked, index=index, sample_index=sample_index, params=params)
                index += 1

    def _ask(self, triplet: Triplet) -> Request:
        base = self.bench.continuation if self.prompt == "complete" else None
        if base is not None and self.recorded is None:
            params = dataclasses.replace(self.params, stop=base.stop)
            return Request(index=0, question_id=triplet.question_id, text=base.text(triplet), params=params)
        content = triplet.question if self.recorded else self.bench.prompt(triplet)
        messages = ({"role": "user", "content": content},)
        return Request(index=0, question_id=triplet.question_id, messages=messages, params=self.params)

    def find(self, triplet: Triplet, completion: str) -> Found:
        """Find the program in a completion."""
        base = self.bench.continuation if self.prompt == "complete" else None
        if base is None:
            return find_program(triplet, completion)
        return Continued(program=base.head(triplet) + completion)

    def describe(self) -> dict[str, Any]:
        """Return what was chosen and how it is asked, as plain values."""
        return {
            "bench": self.bench.name,
            "prompt": self.prompt,
            "language": self.language,
            "from": self.window.first,
            "until": self.window.last,
            **Source.describe(self),
        }
