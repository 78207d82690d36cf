"""Package: a question whose solution needs the packages that a seed's solution uses."""

import os
import sys
from collections.abc import Iterator, Sequence
from itertools import islice

from kodenv.errors import ConfigError
from kodenv.policy import SamplingParams
from synth.draws import draw
from synth.prompting import load_prompt
from synth.records import Dropped, Question, SourceRequest
from synth.seeds import Seed, SeedSource, licenses_of, question_seeds
from synth.sources.assessment import new_question
from synth.sources.shape import SAMPLING, chat_request, make_question

# Modules that say nothing about a task: half of all programs import them.
_EVERYDAY = frozenset({"typing", "sys", "os", "abc", "__future__", "builtins", "time", "warnings"})


class PackageSource:
    """Shows the model a seed and names the packages that a solution has to use, all of which the judge has."""

    name = "Package"

    def __init__(
        self,
        *,
        seeds: SeedSource,
        packages: Sequence[str] = (),
        sampling: SamplingParams = SAMPLING,
        prompts: str | os.PathLike[str] | None = None,
    ) -> None:
        """Read the seeds, and keep those whose solution imports a package that may be asked for.

        Args:
            seeds: Triplets whose questions are the seeds.
            packages: What the judge's interpreter has beside the standard library, such as ``numpy``. A package
                that it lacks would fail every solution.
            sampling: How questions are sampled.
            prompts: A folder whose files replace ours.

        Raises:
            ConfigError: If a source cannot be read, or no seed's solution imports such a package.
            DataError: If a seed's row is bad.
        """
        self.prompt = load_prompt("package", prompts)
        self._sampling = sampling
        allowed = (sys.stdlib_module_names | frozenset(packages)) - _EVERYDAY
        self._seeds: dict[str, tuple[Seed, list[str]]] = {}
        for seed in question_seeds(seeds):
            # What the judge lacks is no reason to ask for the rest: the seed's own task needs both.
            if seed.imports - _EVERYDAY and seed.imports - _EVERYDAY <= allowed:
                self._seeds[seed.seed_id] = (seed, sorted(seed.imports - _EVERYDAY))
        if not self._seeds:
            raise ConfigError("Package: expected seeds whose solutions import packages, got none; give other seeds")

    def requests(self, seed: int, count: int) -> Iterator[SourceRequest]:
        """Yield requests whose seeds are drawn without replacement."""
        for index, seed_id in enumerate(islice(draw(self._seeds, seed, self.name), count)):
            chosen, packages = self._seeds[seed_id]
            named = ", ".join(f"`{package}`" for package in packages)
            prompt = self.prompt.fill({"seeds": chosen.text, "packages": named})
            asked = chat_request(self.name, seed, index, prompt, self._sampling)
            yield SourceRequest(index=index, request=asked, seed_ids=(seed_id,))

    def question(self, reply_text: str, request: SourceRequest) -> Question | Dropped:
        """Return the reply as a question, with the packages in its row, unless it is a copy of the seed."""
        seed, packages = self._seeds[request.seed_ids[0]]
        text = new_question(reply_text, [seed])
        if isinstance(text, Dropped):
            return text
        return make_question(self.name, text, request, self.prompt.hash, {"packages": packages, **licenses_of([seed])})
