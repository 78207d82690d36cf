"""The policy over a stand-in for vLLM, which has no place on a machine without its hardware.

What vLLM itself does is not tested here: only that it is asked through the calls it documents.
"""

import sys
from types import SimpleNamespace

import pytest

from kodenv.errors import ConfigError, PolicyError
from kodenv.policy import Request, SamplingParams
from policies.spec import open_policy
from policies.vllm_policy import VllmPolicy


class Engine:
    """Finishes requests in an order of its own: the last one first."""

    def __init__(self, model, **options):
        if "max_model_length" in options:
            raise TypeError("EngineArgs.__init__() got an unexpected keyword argument 'max_model_length'")
        self.model, self.options = model, options
        self.llm_engine = self
        self.waiting, self.most, self.aborted, self.count = [], 0, [], 0

    def get_tokenizer(self):
        return SimpleNamespace(apply_chat_template=self.render, chat_template=None if self.model == "base" else "{{}}")

    def render(self, messages, *, tokenize, return_dict, add_generation_prompt, continue_final_message):
        assert tokenize and not return_dict and add_generation_prompt != continue_final_message
        return [len(message["content"]) for message in messages] + [0] * add_generation_prompt

    def enqueue(self, prompts, params, *, use_tqdm):
        assert not use_tqdm
        ((prompt,), (param,)) = prompts, params
        if sum(prompt.get("prompt_token_ids", [0])) > 1000:
            raise ValueError("The decoder prompt (length 1001) is longer than the maximum model length of 1000.")
        if param.temperature < 0:
            raise ValueError("temperature must be non-negative")
        self.waiting.append((str(self.count), prompt, param))
        self.count += 1
        self.most = max(self.most, len(self.waiting))
        return [f"{self.count - 1}-deadbeef"]

    def step(self):
        number, prompt, param = self.waiting.pop()
        unfinished = SimpleNamespace(request_id="other", finished=False)
        reply = SimpleNamespace(
            text=f"{prompt} {param.seed}", token_ids=[7, 8], finish_reason="abort" if param.top_p == 0.5 else "stop",
            logprobs=param.logprobs if param.logprobs is None else [{7: Logprob(-1)}, {8: Logprob(-2), 9: Logprob(0)}],
        )  # fmt: skip
        return [unfinished, SimpleNamespace(request_id=number, finished=True, outputs=[reply], prompt_token_ids=[1])]

    def abort_request(self, ids, *, internal):
        assert internal
        self.aborted += ids


class Logprob:
    def __init__(self, logprob):
        self.logprob = logprob


@pytest.fixture
def vllm(monkeypatch):
    def params(**options):
        return SimpleNamespace(**options)

    module = SimpleNamespace(LLM=Engine, SamplingParams=params)
    monkeypatch.setitem(sys.modules, "vllm", module)
    return module


def request_of(index, content="hi", **options):
    return Request(index=index, question_id="q", messages=({"role": "user", "content": content},), **options)


def test_replies_come_as_they_finish_from_a_window(vllm):
    with VllmPolicy("model", window=3, options={"max_model_len": 9}) as policy:
        engine = policy._llm
        order = [index for index, _ in policy.sample(request_of(index) for index in range(10))]
    assert sorted(order) == list(range(10)) and order[:2] == [2, 3]
    assert engine.most == 3 and engine.options == {"max_model_len": 9}


def test_every_form_of_prompt_reaches_the_engine(vllm):
    requests = [
        request_of(0, params=SamplingParams(seed=3)),
        request_of(1, prefill="<think>"),
        Request(index=2, question_id="q", text="raw", prefill=" text"),
    ]
    with VllmPolicy("model") as policy:
        got = dict(policy.sample(requests))
    assert got[0].text == "{'prompt_token_ids': [2, 0]} 3"
    assert got[1].text == "<think>{'prompt_token_ids': [2, 7]} None"
    assert got[2].text == " text{'prompt': 'raw text'} None"
    assert (got[0].token_ids, got[0].logprobs) == ((7, 8), None)
    assert got[0].usage == {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}


def test_a_base_model_is_given_the_words_alone(vllm):
    with VllmPolicy("base") as policy:
        assert next(policy.sample([request_of(0, prefill="def")]))[1].text == "def{'prompt': 'hi\\n\\ndef'} None"


def test_a_spec_says_what_the_engine_is_loaded_with(vllm):
    policy = open_policy(["vllm:org/model?max_model_len=4096&dtype=float32&enforce_eager=true"])
    assert policy.name == "vllm:org/model"
    assert policy._llm.options == {"max_model_len": 4096, "dtype": "float32", "enforce_eager": True}


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("vllm:m?max_model_length=9", "policy vllm:m: expected a model and options .*'max_model_length'"),
        ("vllm:m?max_model_len", r"expected KEY=VALUE&KEY=VALUE behind m\?, got 'max_model_len'"),
    ],
)
def test_options_that_cannot_be_are_named(vllm, spec, said):
    with pytest.raises(ConfigError, match=said):
        open_policy([spec])


def test_logprobs_are_those_of_the_chosen_tokens(vllm):
    with VllmPolicy("model", logprobs=True) as policy:
        assert next(policy.sample([request_of(0)]))[1].logprobs == (-1.0, -2.0)


def test_a_prompt_beyond_the_model_is_refused_and_others_are_not(vllm):
    with VllmPolicy("model") as policy:
        got = dict(policy.sample([request_of(0, "x" * 1001), request_of(1)]))
    assert (got[0].finish_reason, got[0].text) == ("refused", "") and got[1].finish_reason == "stop"


def test_another_refusal_is_an_error(vllm):
    params = SamplingParams(temperature=-1)
    with VllmPolicy("model") as policy, pytest.raises(PolicyError, match="request 4, got temperature must be"):
        list(policy.sample([request_of(4, params=params)]))


def test_a_reply_that_the_engine_gave_up_is_an_error(vllm):
    with VllmPolicy("model") as policy, pytest.raises(PolicyError, match="expected a finished reply to 'q' sample 0"):
        list(policy.sample([request_of(0, params=SamplingParams(top_p=0.5))]))


def test_what_nobody_waits_for_any_more_is_aborted(vllm):
    with VllmPolicy("model", window=4) as policy:
        replies = policy.sample(request_of(index) for index in range(4))
        next(replies)
        replies.close()
        assert sorted(policy._llm.aborted) == ["0-deadbeef", "1-deadbeef", "2-deadbeef"]


def test_a_closed_policy_says_so(vllm):
    policy = open_policy(["vllm:org/model"])
    assert policy.name == "vllm:org/model"
    policy.close()
    with pytest.raises(ConfigError, match="expected an open policy"):
        next(policy.sample([request_of(0)]))


def test_without_the_package_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "vllm", None)
    with pytest.raises(ConfigError, match=r"expected the package 'vllm', .* pip install 'kodenv\[vllm\]'"):
        open_policy(["vllm:model"])
