"""``hf:MODEL``: transformers' ``generate`` in this process as a policy."""

import importlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from types import MappingProxyType, TracebackType
from typing import Any

from kodenv.errors import ConfigError
from kodenv.policy import Completion, Request
from policies.plain_prompt import plain_prompt
from policies.refusals import REFUSED

_NO_OPTIONS: Mapping[str, Any] = MappingProxyType({})
_AHEAD = 8  # batches drawn at a time, so that each can be made of prompts of like length
_Asked = tuple[Request, list[int]]


class HfPolicy:
    """Answers requests with a model of transformers. A context manager.

    Attributes:
        name: ``hf:MODEL``, or the name that was given.
    """

    def __init__(
        self,
        model: str,
        *,
        name: str | None = None,
        batch: int = 32,
        device: str | None = None,
        dtype: str = "auto",
        options: Mapping[str, Any] = _NO_OPTIONS,
    ) -> None:
        """Load the model and its tokenizer.

        Args:
            model: A folder or a name of the Hub.
            name: Another name than ``hf:MODEL``.
            batch: Requests that are answered at a time.
            device: Such as ``cuda`` or ``cpu``; None: a GPU where there is one.
            dtype: The weights' type, such as ``float32``; ``auto``: as they were saved, but never half on a CPU.
            options: More arguments of ``AutoModelForCausalLM.from_pretrained``.

        Raises:
            ImportError: If transformers or torch is not installed.
            ConfigError: If an argument cannot be used, or there is no such model.
        """
        if batch < 1:
            raise ConfigError(f"policy hf: batch: expected 1 or more, got {batch!r}; raise it")
        self.name = name or f"hf:{model}"
        self._torch = importlib.import_module("torch")
        transformers = importlib.import_module("transformers")
        self._sampling = importlib.import_module("policies.hf_sampling")
        self._device = device or ("cuda" if self._torch.cuda.is_available() else "cpu")
        if dtype == "auto" and self._device == "cpu":
            dtype = "float32"
        try:
            self._tokenizer = transformers.AutoTokenizer.from_pretrained(model)
            self._model = transformers.AutoModelForCausalLM.from_pretrained(model, dtype=dtype, **options)
        except (OSError, ValueError, TypeError, AttributeError) as error:  # the last two: an unknown option or dtype
            raise ConfigError(
                f"policy {self.name}: expected a model of transformers, got {str(error).splitlines()[0]!r}; check it"
            ) from error
        self._model.to(self._device).eval()
        self._batch = batch
        self._pad = self._tokenizer.pad_token_id
        if self._pad is None:
            self._pad = _first(self._tokenizer.eos_token_id) or 0

    def sample(self, requests: Iterable[Request]) -> Iterator[tuple[int, Completion]]:
        """Yield ``(request.index, completion)``, a batch of prompts of like length at a time.

        A prompt that leaves no room for a reply is answered with ``finish_reason`` ``refused``. A reply depends on
        its request and its seed, not on its batch (but for the rounding of floating-point numbers).

        Raises:
            ConfigError: If the policy was closed.
        """
        if self._model is None:
            raise ConfigError(f"{self.name}: expected an open policy, got one that was closed; make a new one")
        source = iter(requests)
        while drawn := list(islice(source, self._batch * _AHEAD)):
            asked = [(request, self._prompt(request)) for request in drawn]
            fitting = [one for one in asked if self._room(one) > 0]
            for request, ids in asked:
                if self._room((request, ids)) <= 0:
                    yield request.index, _refused(request, len(ids), self._longest())
            fitting.sort(key=lambda one: (one[0].params.max_tokens, len(one[1]), one[0].index))
            for _, alike in groupby(fitting, key=lambda one: one[0].params.max_tokens):
                while group := list(islice(alike, self._batch)):
                    yield from self._answer(group)

    def _prompt(self, request: Request) -> list[int]:
        if request.messages is None:
            return list(self._tokenizer((request.text or "") + request.prefill)["input_ids"])
        messages = [dict(message) for message in request.messages]
        if not self._tokenizer.chat_template:
            return list(self._tokenizer(plain_prompt(messages, request.prefill))["input_ids"])
        if request.prefill:
            messages.append({"role": "assistant", "content": request.prefill})
        return list(
            self._tokenizer.apply_chat_template(
                messages,
                tokenize=True,
                return_dict=False,
                add_generation_prompt=not request.prefill,
                continue_final_message=bool(request.prefill),
            )
        )

    def _longest(self) -> int:
        return int(getattr(self._model.config, "max_position_embeddings", None) or 1 << 30)

    def _room(self, asked: _Asked) -> int:
        request, ids = asked
        return min(request.params.max_tokens, self._longest() - len(ids))

    def _answer(self, group: Sequence[_Asked]) -> Iterator[tuple[int, Completion]]:
        torch = self._torch
        width = max(len(ids) for _, ids in group)
        params = [request.params for request, _ in group]
        ids = torch.full((len(group), width), self._pad, device=self._device)
        seen = torch.zeros_like(ids)
        for place, (_, tokens) in enumerate(group):
            ids[place, width - len(tokens) :] = torch.tensor(tokens, device=self._device)
            seen[place, width - len(tokens) :] = 1
        draw = self._sampling.SeededDraw(params)
        with torch.inference_mode():
            whole = self._model.generate(
                input_ids=ids,
                attention_mask=seen,
                do_sample=False,
                num_beams=1,
                max_new_tokens=min(self._room(one) for one in group),
                pad_token_id=self._pad,
                logits_processor=[draw],
                stopping_criteria=[self._sampling.StopTexts(self._tokenizer, width, params)],
            )
        for (request, prompt), row, logprobs in zip(group, whole[:, width:].tolist(), draw.logprobs, strict=True):
            yield request.index, self._completion(request, len(prompt), row, logprobs)

    def _completion(self, request: Request, prompt: int, row: list[int], logprobs: list[float]) -> Completion:
        ends = set(_several(self._model.generation_config.eos_token_id))
        count = next((place + 1 for place, token in enumerate(row) if token in ends), len(row))
        ended = count > 0 and row[count - 1] in ends
        text, stopped = self._sampling.cut_at_stop(
            self._tokenizer.decode(row[:count], skip_special_tokens=True), request.params.stop
        )
        if stopped:
            count = self._tokens_until_stop(row, count, request.params.stop)
        return Completion(
            text=request.prefill + text,
            finish_reason="stop" if ended or stopped else "length",
            token_ids=tuple(row[:count]),
            logprobs=tuple(logprobs[:count]),
            usage={"prompt_tokens": prompt, "completion_tokens": count, "total_tokens": prompt + count},
        )

    def _tokens_until_stop(self, row: list[int], count: int, stops: Sequence[str]) -> int:
        """Return how many tokens the row had when its stop text was whole; what follows is padding."""
        for length in range(1, count + 1):
            if self._sampling.cut_at_stop(self._tokenizer.decode(row[:length], skip_special_tokens=True), stops)[1]:
                return length
        return count

    def close(self) -> None:
        """Let go of the model."""
        self._model = None

    def __enter__(self) -> "HfPolicy":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _refused(request: Request, tokens: int, longest: int) -> Completion:
    why = f"the prompt has {tokens} tokens, longer than the model's {longest} leave room for"
    return Completion(text=request.prefill, finish_reason=REFUSED, usage={"error": why})


def _several(ids: Any) -> list[int]:
    if ids is None:
        return []
    return list(ids) if isinstance(ids, list | tuple) else [ids]


def _first(ids: Any) -> int | None:
    found = _several(ids)
    return found[0] if found else None
