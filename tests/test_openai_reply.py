import json
import random

import pytest

from kodenv.reasoning import split_reasoning
from policies.openai_body import Call
from policies.openai_failures import backoff_s, read_retry_after
from policies.openai_reply import BadReply, read_reply


def call_of(path="/chat/completions", prefill="", may_echo=False):
    return Call(path=path, body={}, key=b"", prefill=prefill, may_echo=may_echo, prompt_tokens=0)


def read(message=None, *, prefill="", may_echo=False, reason="stop", text=None, **choice):
    choice = {"finish_reason": reason, **choice}
    choice |= {"message": message} if text is None else {"text": text}
    path = "/chat/completions" if text is None else "/completions"
    data = json.dumps({"choices": [choice], "usage": {"prompt_tokens": 1}}).encode()
    return read_reply(data, call_of(path, prefill, may_echo))


@pytest.mark.parametrize("name", ["reasoning_content", "reasoning"])
def test_reasoning_given_apart_stands_in_think_tags(name):
    reply = read({"content": "\n\nanswer", name: "because\n"})
    assert reply.text == "<think>\nbecause\n</think>\n\nanswer"
    assert split_reasoning(reply.text) == ("because", "\n\n\nanswer")


def test_reasoning_cut_by_the_limit_never_ends():
    reply = read({"content": None, "reasoning_content": "because of"}, reason="length")
    assert split_reasoning(reply.text) == ("because of", None)


def test_reasoning_that_came_to_an_end_without_an_answer_ends():
    assert split_reasoning(read({"content": "", "reasoning": "hm"}).text) == ("hm", "\n\n\n")


def test_an_opened_tag_is_not_opened_twice():
    reply = read({"content": "answer", "reasoning_content": "because"}, prefill="<think>\n")
    assert reply.text == "<think>\nbecause\n</think>\n\nanswer"
    reply = read({"content": "answer", "reasoning_content": "because"}, prefill="Well. ")
    assert reply.text == "Well. <think>\nbecause\n</think>\n\nanswer"


def test_reasoning_that_stands_in_the_text_too_is_not_repeated():
    both = {"content": "<think>\nbecause\n</think>\n\nanswer", "reasoning": "because"}
    assert read(both).text == both["content"]


@pytest.mark.parametrize("message", [{"content": "x"}, {"content": "x", "reasoning": None, "reasoning_content": ""}])
def test_a_plain_answer_stays_as_it_is(message):
    assert read(message).text == "x"


def test_a_refusal_in_words_is_a_reply():
    assert read({"content": None, "refusal": "I cannot."}).text == "I cannot."


def test_an_empty_answer_is_a_reply():
    assert read({"content": None}).text == ""


def test_a_prefill_stands_before_what_the_server_adds():
    assert read({"content": " add(a, b)"}, prefill="def").text == "def add(a, b)"
    assert read(text=" add(a, b)", prefill="def").text == "def add(a, b)"


def test_a_prefill_that_the_server_gives_too_stands_once():
    assert read({"content": "def add"}, prefill="def", may_echo=True).text == "def add"
    assert read({"content": " add"}, prefill="def", may_echo=True).text == "def add"
    # Where servers never do that, the same words are the model's own.
    assert read({"content": "ha"}, prefill="ha").text == "haha"


def test_logprobs_and_ids_are_read_from_both_forms():
    chat = read({"content": "ab"}, logprobs={"content": [{"logprob": -1.5}, {"logprob": 0}]}, token_ids=[5, 6])
    assert (chat.logprobs, chat.token_ids) == ((-1.5, 0), (5, 6))
    text = read(text="ab", logprobs={"token_logprobs": [-1.5, -2.0]})
    assert (text.logprobs, text.token_ids) == ((-1.5, -2.0), None)


@pytest.mark.parametrize(
    "found", [None, [], {"content": None}, {"content": [{}]}, {"token_logprobs": [None, -1]}, {"content": ["x"]}]
)
def test_logprobs_that_are_not_whole_are_none(found):
    assert read({"content": "x"}, logprobs=found).logprobs is None


def test_a_finish_reason_that_is_none_stays_unknown():
    assert read({"content": "x"}, reason=None).finish_reason is None


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "expected JSON"),
        (b"\xff\xfe", "expected JSON"),
        (b'{"choices": [{"mess', "expected JSON"),
        (b"[]", "expected a JSON object"),
        (b"{}", "with choices"),
        (b'{"choices": []}', "with choices"),
        (b'{"choices": "x"}', "with choices"),
        (b'{"choices": [null]}', "with choices"),
        (b'{"choices": [{}]}', "with a message"),
        (b'{"choices": [{"message": {"content": 5}}]}', "message of text"),
        (b'{"choices": [{"message": {"content": "x"}, "finish_reason": "error"}]}', "finished reply"),
        (b'{"error": {"message": "busy"}}', "busy"),
        (b'{"error": "busy"}', "with choices"),
        (b"[" * 100_000, "expected JSON"),
    ],
)
def test_what_is_no_reply_is_named(data, message):
    with pytest.raises(BadReply, match=message) as said:
        read_reply(data, call_of())
    assert len(str(said.value)) < 300


def test_a_raw_reply_without_text_is_named():
    with pytest.raises(BadReply, match="with a text"):
        read_reply(b'{"choices": [{"message": {"content": "x"}}]}', call_of("/completions"))


NOW = 784_111_777.0 - 5  # five seconds before the date below


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "250", "retry-after": "1"}, 0.25),
        ({"retry-after": "Sun, 06 Nov 1994 08:49:37 GMT"}, 5),
        ({"retry-after": "Sun, 06 Nov 1994 08:49:00 GMT"}, 0),
        ({"retry-after": "-3"}, 0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
    ],
)
def test_what_a_server_asks_to_wait_is_read(headers, wait_s):
    assert read_retry_after(headers, NOW) == wait_s


def test_waits_grow_and_end_growing():
    rng = random.Random(1)
    waits = [backoff_s(attempt, None, rng) for attempt in (1, 2, 3, 10, 10_000)]
    assert waits == sorted(waits[:3]) + waits[3:] and 30 <= waits[-1] <= 60
    assert 7 <= backoff_s(1, 7, rng) <= 7.5
