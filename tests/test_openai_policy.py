import itertools
import os
import re
import socket
import threading

import pytest
from fake_judge import FakeJudge
from openai_server import DAMAGES, Answer, OpenAIServer, echo

from kodenv import load_triplets
from kodenv.errors import ConfigError, PolicyError
from kodenv.policy import Request, SamplingParams
from kodenv.rollout import collect, plan_requests
from policies import openai_failures
from policies.openai_policy import OpenAIPolicy
from policies.openai_settings import Endpoint, OpenAISettings, Prices


@pytest.fixture(autouse=True)
def hardly_any_backoff(monkeypatch):
    monkeypatch.setattr(openai_failures, "_FIRST_WAIT_S", 0.001)


def ask(index, prompt=None, **options):
    messages = ({"role": "user", "content": prompt or f"question {index}"},)
    return Request(index=index, question_id=f"q{index}", messages=messages, **options)


def policy_of(server, *, model="m", store=None, api_key=None, **settings):
    settings = {"concurrency": 4, "timeout_s": 20, **settings}
    endpoint = Endpoint(model=model, base_url=server.base_url)
    return OpenAIPolicy(endpoint, OpenAISettings(**settings), store=store, api_key=api_key)


def failing(bad, answer):
    """Answer the prompt ``bad`` in one way and all others well."""
    return lambda asked: answer if asked.prompt == bad else echo(asked)


def test_every_request_gets_its_own_answer():
    with OpenAIServer() as server, policy_of(server) as policy:
        got = list(policy.sample(ask(index) for index in range(50)))
        assert sorted(index for index, _ in got) == list(range(50))
        assert all(completion.text.endswith(f" to question {index}") for index, completion in got)
        assert all(completion.finish_reason == "stop" and completion.usage["total_tokens"] for _, completion in got)
        assert policy.name == f"openai:m@{server.base_url}"


def test_a_slow_reply_holds_up_nobody():
    # It is sent when the last request has come; whoever waits for it before going on waits for ever.
    script = failing("question 0", Answer(text="late", after=40))
    with OpenAIServer(script) as server, policy_of(server, concurrency=2) as policy:
        order = [index for index, _ in policy.sample(ask(index) for index in range(40))]
    assert sorted(order) == list(range(40))
    assert order.index(0) >= 38


def test_the_window_is_filled_and_never_overfilled():
    with OpenAIServer(lambda asked: Answer(text="x", after=4, delay_s=0.02)) as server, policy_of(server) as policy:
        assert len(list(policy.sample(ask(index) for index in range(30)))) == 30
        assert server.most_at_once == 4


def test_requests_without_end_are_drawn_only_as_far_as_needed():
    drawn = itertools.count()
    with OpenAIServer() as server, policy_of(server, concurrency=3) as policy:
        replies = policy.sample(ask(index) for index in drawn)
        for _ in range(5):
            next(replies)
        replies.close()
        assert next(drawn) <= 5 + 4 * 3 + 1
        # And it still works after one that was left.
        assert len(list(policy.sample([ask(1)]))) == 1


def test_requests_are_drawn_in_the_callers_thread():
    threads = set()

    def requests():
        for index in range(20):
            threads.add(threading.get_ident())
            yield ask(index)

    with OpenAIServer() as server, policy_of(server) as policy:
        assert len(list(policy.sample(requests()))) == 20
    assert threads == {threading.get_ident()}


def test_no_request_is_no_reply():
    with OpenAIServer() as server, policy_of(server) as policy:
        assert list(policy.sample([])) == []
        assert server.asked == []


@pytest.mark.parametrize("damage", [damage for damage in DAMAGES if damage not in ("page", "stall")])
def test_a_damaged_reply_is_asked_for_again(damage):
    def script(asked):
        return Answer(damage=damage) if asked.attempt == 0 and asked.prompt == "question 3" else echo(asked)

    with OpenAIServer(script) as server, policy_of(server) as policy:
        got = dict(policy.sample(ask(index) for index in range(6)))
        assert got[3].text.endswith("to question 3")
        assert len(server.asked) >= 7
        assert sum(policy.account.failures.values()) == len(server.asked) - 6


def test_a_reply_that_never_ends_is_asked_for_again():
    def script(asked):
        return Answer(damage="stall") if asked.attempt == 0 and asked.prompt == "question 3" else echo(asked)

    # On a busy machine others may be late too, which costs an attempt and nothing else.
    with OpenAIServer(script) as server, policy_of(server, timeout_s=0.5, attempts=50) as policy:
        got = dict(policy.sample(ask(index) for index in range(6)))
        assert got[3].text.endswith("to question 3") and len(got) == 6
        assert policy.account.failures.keys() == {"timeout"}


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 529])
def test_a_busy_or_broken_server_is_asked_again(status):
    def script(asked):
        return Answer(status=status, text="later") if asked.attempt < 2 else echo(asked)

    with OpenAIServer(script) as server, policy_of(server) as policy:
        assert len(list(policy.sample(ask(index) for index in range(3)))) == 3
        assert policy.account.failures == {f"HTTP {status}": 6}


def test_being_told_to_come_later_is_no_failure_while_others_are_answered():
    def script(asked):
        busy = asked.prompt == "question 0" and asked.number < 150
        return Answer(status=429, after=asked.number + 4) if busy else echo(asked)

    with OpenAIServer(script) as server, policy_of(server, concurrency=2, attempts=2) as policy:
        assert len(list(policy.sample(ask(index) for index in range(200)))) == 200
        assert policy.account.failures["HTTP 429"] > 4


def test_an_unfinished_reply_is_asked_for_again():
    def script(asked):
        return Answer(text="ha", finish_reason="abort") if asked.attempt == 0 else echo(asked)

    with OpenAIServer(script) as server, policy_of(server) as policy:
        assert [completion.finish_reason for _, completion in policy.sample([ask(0)])] == ["stop"]


def test_one_poisoned_request_costs_only_itself(tmp_path):
    with OpenAIServer(failing("question 3", Answer(status=500, text="crash"))) as server:
        got = {}
        with policy_of(server, store=tmp_path / "replies", attempts=3) as policy:
            with pytest.raises(
                PolicyError, match=r"got none for 1, the first being 'q3' sample 0 .*HTTP 500 \(crash\)"
            ):
                # Others are answered as long as it is tried.
                for index, completion in policy.sample(ask(index) for index in range(200)):
                    got[index] = completion
            assert got.keys() == set(range(200)) - {3}
            assert policy.account.unanswered == 1
        asked = len(server.asked)
        with policy_of(server, store=tmp_path / "replies", attempts=3) as policy:
            assert dict(policy.sample(ask(index) for index in range(200) if index != 3)) == got
        assert len(server.asked) == asked


def test_what_was_on_its_way_when_the_server_broke_is_handed_out():
    def script(asked):
        # The other two are answered well after it is known that the key is refused.
        return Answer(status=401, text="no", after=3) if asked.prompt == "question 0" else Answer(text="y", delay_s=0.2)

    with OpenAIServer(script) as server, policy_of(server, concurrency=3) as policy:
        got = []
        with pytest.raises(PolicyError, match="HTTP 401"):
            for index, _ in policy.sample(ask(index) for index in range(500)):
                got.append(index)
        assert sorted(got) == [1, 2]
        assert len(server.asked) == 3
        # What cannot be answered is not asked again either.
        with pytest.raises(PolicyError, match="HTTP 401"):
            list(policy.sample([ask(1)]))
        assert len(server.asked) == 3


def test_a_prompt_beyond_the_model_is_refused_once_others_are_answered():
    too_long = Answer(status=400, text="This model's maximum context length is 4096 tokens.")
    with OpenAIServer(failing("question 0", too_long)) as server, policy_of(server) as policy:
        got = dict(policy.sample(ask(index) for index in range(10)))
        assert (got[0].text, got[0].finish_reason) == ("", "refused")
        assert "maximum context length" in got[0].usage["error"]
        assert policy.account.refused == 1 and policy.account.answered == 9
        assert len(server.asked) == 10


def test_a_refusal_of_everything_is_an_error_and_no_answer():
    answer = Answer(status=400, text="max_tokens is larger than the maximum context length")
    with OpenAIServer(lambda asked: answer) as server, policy_of(server) as policy:
        with pytest.raises(PolicyError, match=r"got HTTP 400 \(max_tokens is larger .*change the request"):
            list(policy.sample(ask(index) for index in range(10)))
        assert policy.account.refused == 0


def test_a_refused_request_is_known_as_such_in_a_later_run_too(tmp_path):
    too_long = Answer(status=400, text="too long")
    with OpenAIServer(failing("question 0", too_long)) as server:
        with policy_of(server, store=tmp_path / "replies") as policy:
            assert len(list(policy.sample([ask(1)]))) == 1
        with policy_of(server, store=tmp_path / "replies") as policy:
            assert [completion.finish_reason for _, completion in policy.sample([ask(0)])] == ["refused"]


def test_a_request_that_is_wrong_in_another_way_is_left_unanswered():
    with OpenAIServer(failing("question 2", Answer(status=422, text="no such role"))) as server:
        with policy_of(server) as policy, pytest.raises(PolicyError, match=r"none for 1.*'q2'.*422 \(no such role\)"):
            list(policy.sample(ask(index) for index in range(9)))
        assert len(server.asked) == 9


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (Answer(status=401, text="key sk-secret"), r"got HTTP 401 \(key \*\*\*\); check the key in OPENAI_API_KEY"),
        (Answer(status=403, text="not you"), r"got HTTP 403 \(not you\); check the key"),
        (Answer(status=402, text="Insufficient Balance"), r"got HTTP 402 \(Insufficient Balance\); pay"),
        (Answer(status=429, text="quota", error={"code": "insufficient_quota"}), r"got HTTP 429 \(quota\); pay"),
        (Answer(status=429, text="tomorrow", headers={"retry-after": "86400"}), r"got HTTP 429 \(tomorrow\)"),
        (Answer(status=405, text="no"), r"got HTTP 405 \(no\); check the base URL"),
        (Answer(damage="page"), r"got a web page .*doctype.*; check the base URL: it usually ends with /v1"),
        (Answer(status=500, text="down"), r"got HTTP 500 \(down\) after 3 attempts; run again later"),
        (Answer(damage="garbage"), r"got a damaged reply .* after 3 attempts"),
        (Answer(body=b'{"error": {"message": "up", "code": 502}}'), r"got HTTP 502 \(up\) after 3 attempts"),
    ],
)  # fmt: skip
def test_what_no_request_survives_is_said_in_one_sentence(answer, message):
    whole = f"^openai:m@http://127.0.0.1:[0-9]+/v1: expected .*{message}"
    with OpenAIServer(lambda asked: answer) as server, policy_of(server, attempts=3, api_key="sk-secret") as policy:
        with pytest.raises(PolicyError, match=whole) as said:
            list(policy.sample(ask(index) for index in range(300)))
        assert "\n" not in str(said.value) and "sk-secret" not in str(said.value)
        assert len(server.asked) < 60


def test_an_unknown_model_is_told_with_the_known_ones():
    with (
        OpenAIServer(models=("llama", "qwen")) as server,
        policy_of(server, model="gpt") as policy,
        pytest.raises(PolicyError, match=r"`gpt` does not exist.*the server's models are llama, qwen"),
    ):
        list(policy.sample([ask(0)]))


def test_a_base_url_without_its_path_is_told():
    with OpenAIServer() as server:
        endpoint = Endpoint(model="m", base_url=server.base_url.removesuffix("/v1"))
        with OpenAIPolicy(endpoint) as policy, pytest.raises(PolicyError, match=r"HTTP 404 .*usually ends with /v1"):
            list(policy.sample([ask(0)]))


def test_nobody_at_the_address_is_told_soon():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        endpoint = Endpoint(model="m", base_url=f"http://127.0.0.1:{free.getsockname()[1]}/v1")
        message = r"got no connection .* after 2 attempts; start the server or correct"
        with (
            OpenAIPolicy(endpoint, OpenAISettings(concurrency=2)) as policy,
            pytest.raises(PolicyError, match=message),
        ):
            list(policy.sample(ask(index) for index in range(100)))


def test_closing_gives_up_what_is_in_flight():
    with OpenAIServer(lambda asked: Answer(damage="stall")) as server:
        with policy_of(server, timeout_s=3600) as policy:
            futures = [policy.submit(ask(index)) for index in range(10)]
            server.wait_for(4)
        assert all(future.cancelled() for future in futures)
        with pytest.raises(ConfigError, match="expected an open policy"):
            policy.submit(ask(0))


def test_a_key_is_sent_and_no_other_secret():
    with OpenAIServer() as server, policy_of(server, api_key=" sk-1\n") as policy:
        list(policy.sample([ask(0)]))
        assert server.asked[0].headers["authorization"] == "Bearer sk-1"


def test_the_environments_key_goes_to_no_server(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-server")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-another-server")
    with OpenAIServer() as server, policy_of(server) as policy:
        list(policy.sample([ask(0)]))
        assert not [value for value in server.asked[0].headers.values() if "another-server" in value]


def test_a_key_that_is_none_is_refused():
    with (
        OpenAIServer() as server,
        policy_of(server, api_key="sk-ü") as policy,
        pytest.raises(ConfigError, match="expected an API key of printable ASCII"),
    ):
        list(policy.sample([ask(0)]))


def test_tokens_and_money_are_counted(tmp_path):
    prices = Prices(prompt=2.0, completion=10.0)
    rows = []
    with OpenAIServer(lambda asked: Answer(text="one two three")) as server:
        for _ in range(2):
            with policy_of(server, store=tmp_path / "replies", prices=prices) as policy:
                list(policy.sample(ask(index) for index in range(5)))
            rows.append(policy.account.to_row())
    assert (rows[0]["answered"], rows[0]["prompt_tokens"], rows[0]["completion_tokens"]) == (5, 10, 15)
    assert rows[0]["cost"] == pytest.approx((10 * 2 + 15 * 10) / 1e6) and rows[0]["saved_cost"] == 0
    assert (rows[1]["answered"], rows[1]["reused"], rows[1]["cost"]) == (0, 5, 0)
    assert rows[1]["saved_cost"] == rows[0]["cost"]


def test_replies_without_counts_are_told_apart_from_free_ones():
    body = b'{"choices": [{"finish_reason": "stop", "message": {"content": "x"}}]}'
    with OpenAIServer(lambda asked: Answer(body=body)) as server, policy_of(server) as policy:
        list(policy.sample([ask(0), ask(1)]))
        assert policy.account.to_row()["replies_without_counts"] == 2


def test_a_prompt_of_damaged_text_does_not_stop_a_run():
    with OpenAIServer() as server, policy_of(server) as policy:
        ((_, completion),) = policy.sample([ask(0, "half a pair: \ud800, zero: \0, \u2028 \U0001f600")])
        assert completion.text.endswith("half a pair: ?, zero: \0, \u2028 \U0001f600")


def test_the_seed_of_a_request_fits_every_server():
    with OpenAIServer() as server, policy_of(server) as policy:
        list(policy.sample([ask(0, params=SamplingParams(seed=2**63 - 1))]))
        assert 0 <= server.asked[0].body["seed"] < 2**31


def test_a_request_that_is_none_is_refused():
    with (
        OpenAIServer() as server,
        policy_of(server) as policy,
        pytest.raises(ConfigError, match="request 7: expected either messages or text, got none"),
    ):
        list(policy.sample([Request(index=7, question_id="q")]))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"concurrency": 0}, "concurrency: expected a number from 1 on, got 0"),
        ({"timeout_s": float("nan")}, "timeout_s: expected"),
        ({"requests_per_minute": -1}, "requests_per_minute: expected"),
        ({"prefill_style": "begin"}, "prefill_style: expected one of continue, prefix, last, got 'begin'"),
    ],
)
def test_settings_that_cannot_be_used_are_refused(options, message):
    with pytest.raises(ConfigError, match=re.escape(message)):
        OpenAISettings(**options)


def test_rollouts_are_collected_over_a_server():
    def script(asked):
        return Answer(text="```python\ndef f():\n    return 1\n```", reasoning="think", finish_reason="length")

    triplets = load_triplets()[:5]
    with OpenAIServer(script) as server, policy_of(server) as policy:
        planned = plan_requests(triplets, lambda _: range(3), params=SamplingParams(temperature=0.6))
        rollouts = [rollout for _, rollout in collect(planned, policy, FakeJudge())]
        assert len(server.asked) == 15 and {asked.body["temperature"] for asked in server.asked} == {0.6}
        assert len({asked.body["seed"] for asked in server.asked}) == 15
    assert len({(rollout.question_id, rollout.sample_index) for rollout in rollouts}) == 15
    assert all(rollout.reasoning == "think" and rollout.finish_reason == "length" for rollout in rollouts)
    assert all("return 1" in (rollout.program or "") for rollout in rollouts)


def test_a_policy_leaves_no_thread_and_no_file_open():
    with OpenAIServer() as server:
        before = threading.active_count(), len(os.listdir("/proc/self/fd"))
        for _ in range(3):
            with policy_of(server) as policy:
                list(policy.sample(ask(index) for index in range(10)))
        assert threading.active_count() == before[0]
        assert len(os.listdir("/proc/self/fd")) <= before[1] + 4  # the server may not have seen every end yet
