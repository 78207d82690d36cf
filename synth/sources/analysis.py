"""Algorithm and Data_Structure: a study of a piece of real code, then a question about its idea."""

import os
import re
from collections.abc import Iterator
from itertools import islice

from kodenv.policy import SamplingParams
from synth.draws import draw
from synth.prompting import load_prompt
from synth.records import Dropped, Question, SourceRequest
from synth.seeds import Seed, licenses_of
from synth.snippets import snippet_seeds
from synth.sources.reply_text import answer_of, between, clean_question
from synth.sources.shape import SAMPLING, chat_request, make_question

MOST_COPIED_LINES = 0.5
_LEAST_LINE = 12  # shorter lines, such as "return None", stand in any text


class SnippetSource:
    """Shows the model a function or class that a reader drew from a folder of Python files."""

    def __init__(
        self,
        name: str,
        *,
        kind: str,
        subject: str,
        folder: str | os.PathLike[str] | None = None,
        sampling: SamplingParams = SAMPLING,
        prompts: str | os.PathLike[str] | None = None,
    ) -> None:
        """Read the snippets.

        Args:
            name: KodCode's name of the subset.
            kind: ``function`` or ``class``.
            subject: What the prompt says is taught.
            folder: Any folder of Python files; None: the installed standard library.
            sampling: How questions are sampled.
            prompts: A folder whose files replace ours.

        Raises:
            ConfigError: If there is no such folder.
        """
        self.name = name
        self.prompt = load_prompt("analysis", prompts)
        self._subject, self._sampling = subject, sampling
        self._snippets: dict[str, Seed] = {seed.seed_id: seed for seed in snippet_seeds(folder, kind)}

    def requests(self, seed: int, count: int) -> Iterator[SourceRequest]:
        """Yield requests whose snippets are drawn without replacement."""
        for index, seed_id in enumerate(islice(draw(self._snippets, seed, self.name), count)):
            values = {"subject": self._subject, "snippet": self._snippets[seed_id].text}
            asked = chat_request(self.name, seed, index, self.prompt.fill(values), self._sampling)
            yield SourceRequest(index=index, request=asked, seed_ids=(seed_id,))

    def question(self, reply_text: str, request: SourceRequest) -> Question | Dropped:
        """Return the question of the reply, unless it shows the snippet."""
        text = marked_question(reply_text)
        if isinstance(text, Dropped):
            return text
        snippet = self._snippets[request.seed_ids[0]]
        if (share := copied_lines(text, snippet.text)) > MOST_COPIED_LINES:
            return Dropped(reason="copies_seed", detail=f"{share:.0%} of the snippet's lines stand in it")
        return make_question(self.name, text, request, self.prompt.hash, licenses_of([snippet]))


def marked_question(reply_text: str) -> str | Dropped:
    """Return the question that stands between its marks, never the analysis before it."""
    answer = answer_of(reply_text)
    inside = answer if isinstance(answer, Dropped) else between(answer, "Question")
    return inside if isinstance(inside, Dropped) else clean_question(inside)


def copied_lines(text: str, snippet: str) -> float:
    """Return the share of a snippet's telling lines that stand in the text."""
    flat = re.sub(r"\s+", "", text)
    lines = [re.sub(r"\s+", "", line) for line in snippet.splitlines()]
    telling = [line for line in lines if len(line) >= _LEAST_LINE]
    return sum(line in flat for line in telling) / len(telling) if telling else 0.0
