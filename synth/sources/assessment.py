"""Leetcode, Codeforces, Apps, Taco, Code_Contests: one new exam question in the manner of the seeds."""

import os
from collections.abc import Iterator
from itertools import islice

from kodenv.errors import ConfigError
from kodenv.policy import SamplingParams
from synth.draws import draw_groups
from synth.prompting import load_prompt
from synth.records import Dropped, Question, SourceRequest
from synth.seeds import Seed, SeedSource, licenses_of, question_seeds
from synth.sources.reply_text import answer_of, clean_question, copied_share
from synth.sources.shape import SAMPLING, chat_request, make_question

MOST_COPIED = 0.5
"""Above this share of a question's five-word runs in one of its seeds, it is a copy."""


class AssessmentSource:
    """Shows the model one or more seeds and asks for a new question like them; copies are dropped."""

    def __init__(
        self,
        name: str,
        *,
        seeds: SeedSource,
        seeds_per_prompt: int = 1,
        sampling: SamplingParams = SAMPLING,
        prompts: str | os.PathLike[str] | None = None,
    ) -> None:
        """Read the seeds.

        Args:
            name: KodCode's name of the subset.
            seeds: Triplets whose questions are the seeds.
            seeds_per_prompt: How many stand in one prompt.
            sampling: How questions are sampled.
            prompts: A folder whose files replace ours.

        Raises:
            ConfigError: If a source cannot be read or has too few seeds.
            DataError: If a seed's row is bad.
        """
        if seeds_per_prompt < 1:
            raise ConfigError(f"{name}: seeds_per_prompt: expected 1 or more, got {seeds_per_prompt!r}; leave it out")
        self.name = name
        self.prompt = load_prompt("assessment", prompts)
        self._per_prompt, self._sampling = seeds_per_prompt, sampling
        self._seeds = {seed.seed_id: seed for seed in question_seeds(seeds)}

    def requests(self, seed: int, count: int) -> Iterator[SourceRequest]:
        """Yield requests whose seeds are drawn without replacement."""
        groups = draw_groups(self._seeds, self._per_prompt, seed, self.name)
        for index, ids in enumerate(islice(groups, count)):
            prompt = self.prompt.fill({"seeds": listed([self._seeds[one] for one in ids])})
            asked = chat_request(self.name, seed, index, prompt, self._sampling)
            yield SourceRequest(index=index, request=asked, seed_ids=ids)

    def question(self, reply_text: str, request: SourceRequest) -> Question | Dropped:
        """Return the reply as a question, unless it is a copy of a seed."""
        seeds = [self._seeds[one] for one in request.seed_ids]
        text = new_question(reply_text, seeds)
        if isinstance(text, Dropped):
            return text
        return make_question(self.name, text, request, self.prompt.hash, licenses_of(seeds))


def listed(seeds: list[Seed]) -> str:
    """Return the texts of the seeds as they stand in a prompt."""
    if len(seeds) == 1:
        return seeds[0].text
    return "\n\n".join(f"Task {number}:\n{seed.text}" for number, seed in enumerate(seeds, 1))


def new_question(reply_text: str, seeds: list[Seed]) -> str | Dropped:
    """Return the question that a reply consists of, unless it is a copy of a seed."""
    answer = answer_of(reply_text)
    text = answer if isinstance(answer, Dropped) else clean_question(answer)
    if isinstance(text, Dropped):
        return text
    for seed in seeds:
        if (share := copied_share(text, seed.text)) > MOST_COPIED:
            return Dropped(reason="copies_seed", detail=f"{share:.0%} of its runs of words stand in {seed.seed_id}")
    return text
