"""Prefill: the model completes a user's turn that begins with a fixed phrase (the Magpie method, begun)."""

import os
from collections.abc import Iterator, Sequence

from kodenv.errors import ConfigError
from kodenv.policy import SamplingParams
from kodenv.seeding import derive_seed
from synth.prompting import load_prompt
from synth.records import Dropped, Question, SourceRequest
from synth.sources.shape import SAMPLING, make_question, question_id, seeded
from synth.sources.user_turns import CHAT, check_template, most_repeated, user_turn, user_turn_request

# Fixed by the method: KodCode's paper names these three (arXiv 2503.02951, section 2.1).
PHRASES = ("Write a function to", "Write a Python function", "Create a function that")
_MOST_REPEATED = 3


class PrefillSource:
    """Needs no seeds. The model must be an instruct model whose template is known, or be asked in words."""

    name = "Prefill"

    def __init__(
        self,
        *,
        template: str = "chatml",
        phrases: Sequence[str] = PHRASES,
        sampling: SamplingParams = SAMPLING,
        prompts: str | os.PathLike[str] | None = None,
    ) -> None:
        """Set up the source.

        Args:
            template: How the model's conversations are written: ``chatml`` (Qwen), ``llama3``, ``gemma``, or
                ``chat`` for servers that take messages only.
            phrases: With what the user's turn begins; one is drawn for each question.
            sampling: How questions are sampled.
            prompts: A folder whose files replace ours.

        Raises:
            ConfigError: If there is no such template, or no phrase.
        """
        check_template("Prefill", template)
        if not phrases or not all(phrase.strip() for phrase in phrases):
            raise ConfigError(f"Prefill: phrases: expected texts, got {list(phrases)!r}; leave them out for ours")
        self._template, self._phrases, self._sampling = template, tuple(phrases), sampling
        self._prompts = load_prompt("user_turn_system", prompts), load_prompt("user_turn_chat", prompts)
        self.prompt = self._prompts[1] if template == CHAT else self._prompts[0]

    def requests(self, seed: int, count: int) -> Iterator[SourceRequest]:
        """Yield requests that differ in their phrase and their sampling seed."""
        for index in range(count):
            asked = user_turn_request(
                index,
                question_id(self.name, seed, index),
                self._template,
                self._phrase(question_id(self.name, seed, index)),
                self._prompts,
                seeded(self._sampling, self.name, seed, index),
            )
            yield SourceRequest(index=index, request=asked)

    def question(self, reply_text: str, request: SourceRequest) -> Question | Dropped:
        """Return the turn as a question."""
        phrase = self._phrase(request.request.question_id)
        text = user_turn(reply_text, "" if self._template == CHAT else phrase)
        if isinstance(text, Dropped):
            return text
        if most_repeated(text) > _MOST_REPEATED:
            return Dropped(reason="repeats_itself", detail="the model went round in circles")
        return make_question(self.name, text, request, self.prompt.hash, {"phrase": phrase})

    def _phrase(self, question_id: str) -> str:
        return self._phrases[derive_seed("Prefill phrase", question_id) % len(self._phrases)]
