"""transformers in this process as a policy, on the bundled model."""

import pytest

pytest.importorskip("transformers", reason="the extra train is not installed")
torch = pytest.importorskip("torch", reason="the extra train is not installed")

from kodenv.errors import ConfigError  # noqa: E402
from kodenv.policy import Request, SamplingParams  # noqa: E402
from policies.hf_policy import HfPolicy  # noqa: E402
from policies.hf_sampling import SeededDraw, cut_at_stop  # noqa: E402
from policies.tiny import tiny_path  # noqa: E402

QUESTION = (
    "Write a function `lamps_on(n: int) -> int` that carries out these steps in order, each on the result of the step "
    "before (the first on `n`), and returns the last result:\n\n1. `n` lamps numbered from 1 are off; there are 8 "
    "rounds, and round i (counted from 0) switches every lamp whose number is divisible by 2 + 1 * i; count the lamps "
    "that are on at the end.\n2. Multiply the value by 5, add 49 and take the remainder modulo 101 (a number from 0 to "
    "100).\n\n`n` is not negative."
)


@pytest.fixture(scope="module")
def policy():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    with HfPolicy(str(tiny_path()), batch=4, device="cpu") as policy:
        yield policy
    torch.set_num_threads(before)


def request(index, *, prefill="", text=None, **params):
    messages = None if text is not None else ({"role": "user", "content": QUESTION},)
    return Request(
        index=index, question_id="q", messages=messages, text=text, prefill=prefill,
        params=SamplingParams(**{"max_tokens": 24, "seed": index, **params}),
    )  # fmt: skip


def ask(policy, *requests):
    return dict(policy.sample(requests))


def test_a_reply_depends_on_its_seed_and_not_on_its_batch(policy):
    together = ask(policy, *(request(index, temperature=2.0) for index in range(5)))
    assert sorted(together) == [0, 1, 2, 3, 4]
    for companions in ((), (request(7, text="x"),)):
        assert ask(policy, request(3, temperature=2.0), *companions)[3].token_ids == together[3].token_ids
    assert len({reply.token_ids for reply in together.values()}) > 1


def test_greedy_is_the_models_first_choice_and_logprobs_are_the_models(policy):
    greedy = ask(policy, request(0, temperature=0), request(1, temperature=0, seed=99))
    assert greedy[0] == greedy[1]
    reply = ask(policy, request(5, temperature=0.7))[5]
    prompt = policy._prompt(request(5))
    ids = torch.tensor([[*prompt, *reply.token_ids]])
    with torch.inference_mode():
        told = torch.log_softmax(policy._model(ids).logits[0, len(prompt) - 1 : -1].float(), -1)
    expected = told.gather(1, torch.tensor(reply.token_ids)[:, None])[:, 0]
    assert list(reply.logprobs) == pytest.approx(expected.tolist(), abs=1e-3)
    assert len(reply.logprobs) == len(reply.token_ids) == reply.usage["completion_tokens"]


def test_the_reply_ends_at_a_stop_text_at_its_end_or_at_the_limit(policy):
    cut = ask(policy, request(0, temperature=0, max_tokens=3))[0]
    assert (cut.finish_reason, len(cut.token_ids)) == ("length", 3)
    whole = ask(policy, request(0, temperature=0, max_tokens=200))[0]
    assert whole.finish_reason == "stop"
    assert whole.text.startswith("```python\n")
    stopped = ask(policy, request(0, temperature=0, max_tokens=200, stop=("lamps",)))[0]
    assert stopped.finish_reason == "stop"
    assert stopped.text == whole.text.partition("lamps")[0]
    assert len(stopped.token_ids) < len(whole.token_ids)


def test_a_prefill_begins_the_reply(policy):
    prefill = "```python\ndef lamps_on(n: int) -> int:\n"
    reply = ask(policy, request(0, prefill=prefill, temperature=0))[0]
    assert reply.text.startswith(f"{prefill}    lamps = [False] * (n + 1)\n")


def test_top_p_leaves_only_the_likeliest(policy):
    narrow = ask(policy, *(request(index, top_p=1e-9) for index in range(3)))
    greedy = ask(policy, request(0, temperature=0))[0]
    assert {reply.token_ids for reply in narrow.values()} == {greedy.token_ids}


def test_tokens_are_drawn_by_their_shares_and_never_outside_the_nucleus():
    logprobs = torch.log(torch.tensor([[0.5, 0.3, 0.15, 0.05, 0.0]]))
    rows = 2000
    for top_p, shares in ((1.0, (0.5, 0.3, 0.15, 0.05, 0.0)), (0.7, (0.625, 0.375, 0.0, 0.0, 0.0))):
        draw = SeededDraw([SamplingParams(seed=row, top_p=top_p) for row in range(rows)])
        left = draw(None, logprobs.repeat(rows, 1))
        counts = torch.bincount(left.argmax(dim=-1), minlength=5) / rows
        assert counts.tolist() == pytest.approx(shares, abs=0.04)
        assert (counts[torch.tensor(shares) == 0] == 0).all()
        assert (left == 0).sum() == rows


def test_a_prompt_that_leaves_no_room_is_refused_and_the_others_are_answered(policy):
    replies = ask(policy, request(0, text="?" * 5000), request(1))
    assert replies[0].finish_reason == "refused"
    assert "longer than the model's" in replies[0].usage["error"]
    assert replies[1].token_ids


def test_one_bad_argument_is_one_sentence(policy, tmp_path):
    with pytest.raises(ConfigError, match="expected a model of transformers"):
        HfPolicy(str(tmp_path / "nothing"))
    with pytest.raises(ConfigError, match="batch: expected 1 or more"):
        HfPolicy(str(tiny_path()), batch=0)


def test_stop_texts_are_found_where_they_begin_first():
    assert cut_at_stop("abcab", ("ca", "b")) == ("a", True)
    assert cut_at_stop("abc", ()) == ("abc", False)
