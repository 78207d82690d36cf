"""Evol: a seed is made harder, in one drawn direction a round, and the result is the seed of a new question."""

import os
from collections.abc import Iterator
from itertools import islice

from kodenv.errors import ConfigError
from kodenv.policy import SamplingParams
from kodenv.seeding import derive_seed
from synth.draws import draw
from synth.prompting import load_prompt
from synth.records import Dropped, Question, SourceRequest
from synth.seeds import Seed, SeedSource, licenses_of, question_seeds
from synth.sources.assessment import new_question
from synth.sources.reply_text import answer_of, clean_question
from synth.sources.shape import SAMPLING, Step, chat_request, combined_hash, make_question, next_step, question_id

DIRECTIONS = {
    "constraint": "add one more rule or limit that changes what a right solution must do.",
    "structure": "let the input be a richer structure (nested, keyed, a graph, a grid, several lists), used for real.",
    "edges": "make the edges matter: several inputs that a first solution would get wrong get results fixed by rules.",
    "efficiency": "raise the size of the input so far that the obvious method is too slow, and name the bounds.",
    "combination": "join it with a second, different idea from algorithms, so that neither alone is enough.",
    "inversion": "turn it round: ask for an input, an order or a choice that leads to a given result.",
    "state": "make it a class whose methods are called in any order and answer from what came before.",
}


class EvolSource:
    """Asks ``rounds`` times for a harder version of a seed, then for a new question like the result.

    What KodCode takes from a ready-made set of evolved instructions is made here, from any questions.
    """

    name = "Evol"

    def __init__(
        self,
        *,
        seeds: SeedSource,
        rounds: int = 1,
        sampling: SamplingParams = SAMPLING,
        prompts: str | os.PathLike[str] | None = None,
    ) -> None:
        """Read the seeds.

        Args:
            seeds: Triplets whose questions are the seeds.
            rounds: How often a seed is made harder; each round is one more request for a question.
            sampling: How harder versions and questions are sampled.
            prompts: A folder whose files replace ours.

        Raises:
            ConfigError: If a source cannot be read, or ``rounds`` is below 1.
            DataError: If a seed's row is bad.
        """
        if not 1 <= rounds <= len(DIRECTIONS):
            raise ConfigError(f"Evol: rounds: expected 1 to {len(DIRECTIONS)}, got {rounds!r}; change it")
        self.prompt = load_prompt("evolve", prompts)
        self._last_prompt = load_prompt("assessment", prompts)
        self._rounds, self._sampling = rounds, sampling
        self._seeds = {seed.seed_id: seed for seed in question_seeds(seeds)}

    def requests(self, seed: int, count: int) -> Iterator[SourceRequest]:
        """Yield the first step of each question; seeds are drawn without replacement."""
        for index, seed_id in enumerate(islice(draw(self._seeds, seed, self.name), count)):
            first = _directions(question_id(self.name, seed, index), self._rounds)[0]
            prompt = self.prompt.fill({"task": self._seeds[seed_id].text, "direction": DIRECTIONS[first]})
            asked = chat_request(self.name, seed, index, prompt, self._sampling)
            yield Step(index=index, request=asked, seed_ids=(seed_id,))

    def question(self, reply_text: str, request: SourceRequest) -> Question | Dropped | Step:
        """Return the next step, or after the last one the reply as a question."""
        number = request.number if isinstance(request, Step) else 0
        directions = _directions(request.request.question_id, self._rounds)
        if number < self._rounds:
            answer = answer_of(reply_text)
            harder = answer if isinstance(answer, Dropped) else clean_question(answer)
            if isinstance(harder, Dropped):
                return harder
            return next_step(request, self._ask_on(harder, directions, number + 1), self._sampling, "", harder)
        # Both texts were in a prompt, the seed first: a copy of either is no new question.
        shown = [self._seeds[request.seed_ids[0]], Seed(seed_id="its harder version", text=_draft(request))]
        text = new_question(reply_text, shown)
        if isinstance(text, Dropped):
            return text
        made_by = combined_hash((self.prompt.hash, self._last_prompt.hash))
        extra = {"evolved": list(directions), **licenses_of(shown[:1])}
        return make_question(self.name, text, request, made_by, extra)

    def _ask_on(self, harder: str, directions: tuple[str, ...], number: int) -> str:
        if number < self._rounds:
            return self.prompt.fill({"task": harder, "direction": DIRECTIONS[directions[number]]})
        return self._last_prompt.fill({"seeds": harder})


def _draft(request: SourceRequest) -> str:
    return request.draft if isinstance(request, Step) else ""


def _directions(question_id: str, rounds: int) -> tuple[str, ...]:
    """Draw the directions of a question, each at most once."""
    ranked = sorted(DIRECTIONS, key=lambda name: derive_seed("Evol direction", question_id, name))
    return tuple(ranked[:rounds])
