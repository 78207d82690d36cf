"""What the client sends and keeps, and how it waits: with a clock that only a waiting client moves."""

import asyncio
import heapq
import itertools

import pytest
from openai_server import Answer, OpenAIServer, echo

from kodenv.errors import PolicyError
from kodenv.policy import Request, SamplingParams
from policies.openai_body import build_call
from policies.openai_client import OpenAIClient
from policies.openai_policy import OpenAIPolicy
from policies.openai_settings import Endpoint, OpenAISettings
from policies.request_store import RequestStore


class MovedClock:
    """Time passes only when somebody sleeps, and then at once: from one sleeper's end to the next."""

    def __init__(self):
        self.at = 100.0
        self._sleepers, self._numbers, self._pump = [], itertools.count(), None

    def now(self):
        return self.at

    async def sleep(self, seconds):
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.at + seconds, next(self._numbers), woken))
        if self._pump is None or self._pump.done():
            self._pump = asyncio.ensure_future(self._move())
        await woken

    async def _move(self):
        while self._sleepers:
            for _ in range(20):  # who was woken last comes to act
                await asyncio.sleep(0)
            until, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                self.at = max(self.at, until)
                woken.set_result(None)


def request_of(index=0, prompt="hello", **options):
    return Request(index=index, question_id="q", messages=({"role": "user", "content": prompt},), **options)


def complete_all(server, requests, **settings):
    """Ask everything at once; return the completions or errors and when, on the moved clock, each was asked."""
    clock, asked_at = MovedClock(), []
    settings = {"concurrency": 4, **settings}

    async def main():
        endpoint = Endpoint(model="m", base_url=server.base_url)
        async with OpenAIClient(endpoint, OpenAISettings(**settings), clock=clock) as client:
            send = client._http.post

            async def noted(*args, **options):
                asked_at.append(clock.at - 100.0)
                return await send(*args, **options)

            client._http.post = noted
            return await asyncio.gather(*map(client.complete, requests), return_exceptions=True)

    return asyncio.run(main()), asked_at


def test_the_server_is_left_alone_as_long_as_it_asks_for():
    def script(asked):
        return Answer(status=429, headers={"retry-after": "30"}) if asked.number == 0 else echo(asked)

    with OpenAIServer(script) as server:
        replies, asked_at = complete_all(server, [request_of(i, f"p{i}") for i in range(6)], concurrency=1)
    assert [reply.finish_reason for reply in replies] == ["stop"] * 6
    # All wait, not only the one that was told to.
    assert asked_at[0] == 0 and min(asked_at[1:]) >= 30


def test_waits_double_from_failure_to_failure():
    with OpenAIServer(lambda asked: Answer(status=500) if asked.attempt < 5 else echo(asked)) as server:
        (reply,), asked_at = complete_all(server, [request_of()])
    assert reply.finish_reason == "stop"
    waits = [later - sooner for sooner, later in itertools.pairwise(asked_at)]
    for wait, longest in zip(waits, (0.5, 1, 2, 4, 8), strict=True):
        assert longest / 2 <= wait <= longest


def test_a_server_that_answers_nobody_is_given_up():
    with OpenAIServer(lambda asked: Answer(status=429, text="full")) as server:
        replies, asked_at = complete_all(server, [request_of(i, f"p{i}") for i in range(3)], attempts=4)
    assert len(asked_at) <= 12
    assert all(isinstance(reply, PolicyError) and "HTTP 429 (full) after 4 attempts" in str(reply) for reply in replies)


def test_requests_are_spread_over_the_minute():
    with OpenAIServer() as server:
        replies, asked_at = complete_all(
            server, [request_of(i, f"p{i}") for i in range(90)], concurrency=64, requests_per_minute=30
        )
    assert all(reply.finish_reason == "stop" for reply in replies)
    assert most_in_a_minute([(at, 1) for at in asked_at]) <= 30
    assert asked_at[-1] < 200  # 90 at 30 a minute


def test_tokens_are_spread_over_the_minute():
    params = SamplingParams(max_tokens=100)
    with OpenAIServer(lambda asked: Answer(text="w " * 50)) as server:
        requests = [request_of(i, f"p{i}", params=params) for i in range(120)]
        replies, asked_at = complete_all(server, requests, concurrency=64, tokens_per_minute=1000)
    used = [reply.usage["total_tokens"] for reply in replies]
    assert most_in_a_minute(zip(asked_at, used, strict=True)) <= 1000 * 1.1
    # Not as slow as if every reply were as long as it may be.
    assert asked_at[-1] < 1.25 * 60 * sum(used) / 1000


def most_in_a_minute(events):
    events = sorted(events)
    return max(sum(units for at, units in events if start <= at < start + 60) for start, _ in events)


def body_of(request, base_url="http://h/v1", **settings):
    call = build_call(request, Endpoint(model="m", base_url=base_url), OpenAISettings(**settings))
    return call.path, call.body


def test_messages_go_out_as_they_are():
    messages = ({"role": "system", "content": "s"}, {"role": "user", "content": "u"})
    params = SamplingParams(temperature=0.6, top_p=0.95, max_tokens=7, stop=("END",), seed=5)
    assert body_of(Request(index=0, question_id="q", messages=messages, params=params)) == (
        "/chat/completions",
        {"model": "m", "messages": list(messages), "temperature": 0.6, "top_p": 0.95, "max_tokens": 7, "stop": ["END"],
         "seed": 5},
    )  # fmt: skip


def test_raw_text_goes_to_the_other_address():
    path, body = body_of(Request(index=0, question_id="q", text="<|user|>Write", prefill=" a"))
    assert path == "/completions" and body["prompt"] == "<|user|>Write a" and "messages" not in body


@pytest.mark.parametrize(
    ("style", "last", "fields"),
    [
        ("continue", {}, {"add_generation_prompt": False, "continue_final_message": True}),
        ("prefix", {"prefix": True}, {}),
        ("last", {}, {}),
    ],
)
def test_a_begun_reply_is_a_last_message(style, last, fields):
    _, body = body_of(request_of(prefill="<think>\n"), prefill_style=style)
    assert body["messages"][-1] == {"role": "assistant", "content": "<think>\n", **last}
    assert {name: body[name] for name in body if name.endswith(("_prompt", "_message"))} == fields


def test_fields_are_added_and_left_out_as_told():
    _, body = body_of(request_of(), extra={"top_k": 20, "temperature": 0}, omit=("top_p",), logprobs=True)
    assert (body["top_k"], body["temperature"], body["logprobs"]) == (20, 0, True) and "top_p" not in body
    assert body_of(Request(index=0, question_id="q", text="t"), logprobs=True)[1]["logprobs"] == 1


def test_openais_own_server_gets_the_name_it_wants():
    _, body = body_of(request_of(), base_url="https://api.openai.com/v1")
    assert body["max_completion_tokens"] == 4096 and "max_tokens" not in body


BASE = {
    "messages": ({"role": "system", "content": "be brief"}, {"role": "user", "content": "hi"}),
    "params": SamplingParams(seed=1, stop=("a",)),
}
OTHER_REQUESTS = {
    "system prompt": {"messages": ({"role": "system", "content": "be long"}, BASE["messages"][1])},
    "no system prompt": {"messages": BASE["messages"][1:]},
    "role": {"messages": ({"role": "user", "content": "be brief"}, BASE["messages"][1])},
    "content": {"messages": (BASE["messages"][0], {"role": "user", "content": "hi "})},
    "raw text": {"messages": None, "text": "hi"},
    "prefill": {"prefill": "x"},
    "sample": {"sample_index": 1},
    "temperature": {"params": SamplingParams(seed=1, stop=("a",), temperature=0.5)},
    "top_p": {"params": SamplingParams(seed=1, stop=("a",), top_p=0.5)},
    "max_tokens": {"params": SamplingParams(seed=1, stop=("a",), max_tokens=5)},
    "stop": {"params": SamplingParams(seed=1, stop=("b",))},
    "seed": {"params": SamplingParams(seed=2, stop=("a",))},
    "seed's high bits": {"params": SamplingParams(seed=1 + 2**31, stop=("a",))},
    "no seed": {"params": SamplingParams(stop=("a",))},
}


def ask(server, store, options, *, model="m", **settings):
    endpoint = Endpoint(model=model, base_url=server.base_url)
    with OpenAIPolicy(endpoint, OpenAISettings(**settings), store=store) as policy:
        ((_, completion),) = policy.sample([Request(index=0, question_id="q", **{**BASE, **options})])
    return completion


@pytest.mark.parametrize("options", OTHER_REQUESTS.values(), ids=OTHER_REQUESTS.keys())
def test_another_request_never_gets_a_kept_answer(tmp_path, options):
    with OpenAIServer() as server:
        first = ask(server, tmp_path / "s", {})
        ask(server, tmp_path / "s", options)
        assert len(server.asked) == 2
        assert ask(server, tmp_path / "s", {}) == first
        assert len(server.asked) == 2


@pytest.mark.parametrize(
    "settings", [{"model": "n"}, {"extra": {"top_k": 1}}, {"logprobs": True}, {"omit": ("seed",)}]
)  # fmt: skip
def test_another_model_or_setting_never_gets_a_kept_answer(tmp_path, settings):
    with OpenAIServer(models=("m", "n")) as server:
        for _ in range(2):
            ask(server, tmp_path / "s", {})
            ask(server, tmp_path / "s", {}, **settings)
        assert len(server.asked) == 2


def test_another_server_never_gets_a_kept_answer(tmp_path):
    with OpenAIServer() as one, OpenAIServer() as other:
        ask(one, tmp_path / "s", {})
        ask(other, tmp_path / "s", {})
        assert (len(one.asked), len(other.asked)) == (1, 1)


def test_another_style_of_prefill_never_gets_a_kept_answer(tmp_path):
    with OpenAIServer() as server:
        for style in ("continue", "prefix", "last"):
            ask(server, tmp_path / "s", {"prefill": "x"}, prefill_style=style)
        assert len(server.asked) == 3


def test_samples_of_one_request_are_different_entries(tmp_path):
    params = SamplingParams()  # without a seed the requests differ in nothing else
    requests = [request_of(i, params=params, sample_index=i) for i in range(8)]
    with OpenAIServer(lambda asked: Answer(text=f"answer {asked.number}")) as server:
        runs = []
        for _ in range(2):
            with OpenAIPolicy(Endpoint(model="m", base_url=server.base_url), store=tmp_path / "s") as policy:
                runs.append(dict(policy.sample(requests)))
        assert len(server.asked) == 8
    assert len({completion.text for completion in runs[0].values()}) == 8
    assert runs[0] == runs[1]


def test_equal_requests_at_once_are_paid_for_once():
    with OpenAIServer(lambda asked: Answer(text=f"answer {asked.number}")) as server:
        replies, _ = complete_all(server, [request_of(i) for i in range(20)])
        assert len(server.asked) == 1
    assert {reply.text for reply in replies} == {"answer 0"}


def test_equal_requests_fail_together():
    with OpenAIServer(lambda asked: Answer(status=401, text="no")) as server:
        replies, _ = complete_all(server, [request_of(i) for i in range(5)])
        assert len(server.asked) == 1
    assert all("HTTP 401" in str(reply) for reply in replies)


def test_a_cancelled_request_leaves_its_equals_alone():
    async def main():
        endpoint = Endpoint(model="m", base_url=server.base_url)
        async with OpenAIClient(endpoint, OpenAISettings(timeout_s=20)) as client:
            first = asyncio.ensure_future(client.complete(request_of()))
            second = asyncio.ensure_future(client.complete(request_of()))
            await asyncio.to_thread(server.wait_for, 1)
            first.cancel()
            return await second

    def script(asked):
        return Answer(damage="stall") if asked.number == 0 else echo(asked)

    with OpenAIServer(script) as server:
        assert asyncio.run(main()).finish_reason == "stop"
        assert len(server.asked) == 2


def test_a_damaged_entry_is_asked_again(tmp_path):
    with OpenAIServer() as server:
        first = ask(server, tmp_path / "s", {})
        with RequestStore(tmp_path / "s") as store:
            store._database.execute("UPDATE replies SET body = x'00'")
        assert ask(server, tmp_path / "s", {}) == first
        with RequestStore(tmp_path / "s") as store:
            endpoint = Endpoint(model="m", base_url=server.base_url)
            assert store.get(build_call(Request(index=0, question_id="q", **BASE), endpoint, OpenAISettings()).key)
        assert len(server.asked) == 2


def test_a_store_that_cannot_be_written_stops_the_run_with_a_sentence(tmp_path):
    with OpenAIServer() as server:
        endpoint = Endpoint(model="m", base_url=server.base_url)
        with (
            OpenAIPolicy(endpoint, store=tmp_path / "s") as policy,
            pytest.raises(PolicyError, match=r"expected to keep a reply there, got .*readonly"),
        ):
            policy._store._database.execute("PRAGMA query_only=ON")  # as a full or read-only disk does
            list(policy.sample([request_of()]))
