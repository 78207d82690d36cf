"""Docs: a study of a section of documentation, then a question, or a word that says it is good for none."""

import os
from collections.abc import Iterator
from itertools import islice

from kodenv.policy import SamplingParams
from synth.draws import draw
from synth.prompting import load_prompt
from synth.records import Dropped, Question, SourceRequest
from synth.seeds import SeedSource, licenses_of, section_seeds
from synth.sources.analysis import MOST_COPIED_LINES, copied_lines, marked_question
from synth.sources.reply_text import answer_of
from synth.sources.shape import SAMPLING, chat_request, make_question

BAD_DOCUMENT = "BAD_DOCUMENT"
"""What the model answers to a section that no question can be made from."""


class DocsSource:
    """Shows the model a section of documentation."""

    name = "Docs"

    def __init__(
        self,
        *,
        seeds: SeedSource,
        sampling: SamplingParams = SAMPLING,
        prompts: str | os.PathLike[str] | None = None,
    ) -> None:
        """Read the sections.

        Args:
            seeds: A file of sections; see :func:`synth.seeds.section_seeds` for its rows.
            sampling: How questions are sampled.
            prompts: A folder whose files replace ours.

        Raises:
            ConfigError: If the file cannot be read.
            DataError: If a row is bad.
        """
        self.prompt = load_prompt("documentation", prompts)
        self._sampling = sampling
        self._sections = {seed.seed_id: seed for seed in section_seeds(seeds)}

    def requests(self, seed: int, count: int) -> Iterator[SourceRequest]:
        """Yield requests whose sections are drawn without replacement."""
        for index, seed_id in enumerate(islice(draw(self._sections, seed, self.name), count)):
            section = self._sections[seed_id]
            prompt = self.prompt.fill({"text": section.text, **section.fields})
            asked = chat_request(self.name, seed, index, prompt, self._sampling)
            yield SourceRequest(index=index, request=asked, seed_ids=(seed_id,))

    def question(self, reply_text: str, request: SourceRequest) -> Question | Dropped:
        """Return the question of the reply; the licence of the section goes into its row."""
        answer = answer_of(reply_text)
        if isinstance(answer, str) and declines(answer):
            return Dropped(reason="bad_document", detail="the model found nothing to ask about")
        text = marked_question(reply_text)
        if isinstance(text, Dropped):
            return text
        section = self._sections[request.seed_ids[0]]
        if (share := copied_lines(text, section.text)) > MOST_COPIED_LINES:
            return Dropped(reason="copies_seed", detail=f"{share:.0%} of the section's lines stand in it")
        extra = {"seed_source": section.fields["source"], **licenses_of([section])}
        return make_question(self.name, text, request, self.prompt.hash, extra)


def declines(answer: str) -> bool:
    """Tell whether a line of an answer is the marker; in a question that mentions it, it is a word like any other."""
    said = any(line.strip(" *`#.:") == BAD_DOCUMENT for line in answer.splitlines())
    return said and "<|Question Begin|>" not in answer
