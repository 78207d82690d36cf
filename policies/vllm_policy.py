"""``vllm:MODEL``: vLLM's engine in this process as a policy; the package ``vllm`` is loaded when one is made.

Requests are put into the running engine one by one and handed out as they finish: ``LLM.generate`` would wait
for the slowest of a batch.
"""

import importlib
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType, TracebackType
from typing import Any

from kodenv.errors import ConfigError, PolicyError
from kodenv.policy import Completion, Request
from policies.plain_prompt import plain_prompt
from policies.refusals import REFUSED, is_beyond_the_model

_NO_OPTIONS: Mapping[str, Any] = MappingProxyType({})


class VllmPolicy:
    """Answers requests with a model in this process. A context manager.

    Attributes:
        name: ``vllm:MODEL``.
    """

    def __init__(
        self, model: str, *, options: Mapping[str, Any] = _NO_OPTIONS, logprobs: bool = False, window: int = 512
    ) -> None:
        """Load the model.

        Args:
            model: A folder or a name of the Hub.
            options: More arguments of ``vllm.LLM``, such as ``max_model_len``.
            logprobs: Also give the log-probabilities of the reply's tokens.
            window: Requests that the engine has at a time.

        Raises:
            ImportError: If vLLM is not installed.
            ConfigError: If the window is empty, an option is unknown, or there is no such model.
        """
        if window < 1:
            raise ConfigError(f"policy vllm: window: expected 1 or more, got {window!r}; raise it")
        self.name = f"vllm:{model}"
        self._vllm = importlib.import_module("vllm")
        try:
            self._llm = self._vllm.LLM(model=model, **options)
        except (OSError, TypeError, ValueError) as error:
            said = _first_line(error)
            raise ConfigError(
                f"policy {self.name}: expected a model and options that vLLM takes, got {said!r}; change it"
            ) from error
        self._tokenizer = self._llm.get_tokenizer()
        self._logprobs, self._window = logprobs, window

    def sample(self, requests: Iterable[Request]) -> Iterator[tuple[int, Completion]]:
        """Yield ``(request.index, completion)`` as they finish.

        A prompt that is longer than the model takes is answered with ``finish_reason`` ``refused``.

        Raises:
            PolicyError: If the engine refuses a request for another reason, or gives one up.
        """
        if self._llm is None:
            raise ConfigError(f"{self.name}: expected an open policy, got one that was closed; make a new one")
        flying: dict[str, tuple[str, Request]] = {}
        source = iter(requests)
        more = True
        try:
            while more or flying:
                while more and len(flying) < self._window:
                    request = next(source, None)
                    if request is None:
                        more = False
                    elif (refusal := self._add(request, flying)) is not None:
                        yield request.index, refusal
                for output in self._llm.llm_engine.step() if flying else ():
                    if output.finished:
                        _, request = flying.pop(output.request_id)
                        yield request.index, self._completion(request, output)
        finally:
            if flying:
                self._llm.llm_engine.abort_request([internal for internal, _ in flying.values()], internal=True)

    def _add(self, request: Request, flying: dict[str, tuple[str, Request]]) -> Completion | None:
        """Hand a request to the engine; return its answer if the engine refuses it."""
        try:
            (internal,) = self._llm.enqueue([self._prompt(request)], [self._params(request)], use_tqdm=False)
        except ValueError as error:
            if not is_beyond_the_model(str(error)):
                raise PolicyError(
                    f"{self.name}: expected to take request {request.index}, got {error}; change the request"
                ) from error
            return Completion(text=request.prefill, finish_reason=REFUSED, usage={"error": str(error)})
        # The engine appends a random part to the number under which it hands out the reply.
        flying[internal.partition("-")[0]] = (internal, request)
        return None

    def _prompt(self, request: Request) -> dict[str, Any]:
        if request.messages is None:
            return {"prompt": (request.text or "") + request.prefill}
        messages = [dict(message) for message in request.messages]
        if not self._tokenizer.chat_template:
            return {"prompt": plain_prompt(messages, request.prefill)}
        if request.prefill:
            messages.append({"role": "assistant", "content": request.prefill})
        ids = self._tokenizer.apply_chat_template(
            messages,
            tokenize=True,
            return_dict=False,
            add_generation_prompt=not request.prefill,
            continue_final_message=bool(request.prefill),
        )
        return {"prompt_token_ids": list(ids)}

    def _params(self, request: Request) -> Any:
        params = request.params
        return self._vllm.SamplingParams(
            temperature=params.temperature,
            top_p=params.top_p,
            max_tokens=params.max_tokens,
            stop=list(params.stop) or None,
            seed=params.seed,
            logprobs=0 if self._logprobs else None,  # 0: of the chosen token alone
        )

    def _completion(self, request: Request, output: Any) -> Completion:
        reply = output.outputs[0]
        if reply.finish_reason == "abort":
            raise PolicyError(
                f"{self.name}: expected a finished reply to {request.question_id!r} sample {request.sample_index}, "
                "got one that the engine gave up; look at its log and run again"
            )
        ids = tuple(reply.token_ids)
        logprobs = None
        if reply.logprobs is not None:
            logprobs = tuple(float(at[token].logprob) for token, at in zip(ids, reply.logprobs, strict=True))
        prompt = len(output.prompt_token_ids or ())
        return Completion(
            text=request.prefill + reply.text,
            finish_reason=reply.finish_reason,
            token_ids=ids,
            logprobs=logprobs,
            usage={"prompt_tokens": prompt, "completion_tokens": len(ids), "total_tokens": prompt + len(ids)},
        )

    def close(self) -> None:
        """Let go of the engine."""
        self._llm = None

    def __enter__(self) -> "VllmPolicy":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _first_line(error: Exception) -> str:
    """Return what an error says, without the lists that its checker prints before and after."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    said = [line for line in lines if not line[:1].isdigit() or "validation error" not in line]
    return (said or lines or [type(error).__name__])[0]
