import gzip
import json
import os
from pathlib import Path

import pytest
from fake_judge import write_jsonl

from kodenv.errors import ConfigError, DataError
from kodenv.extract import extract
from kodenv.policy import Request
from policies.replay import ReplayPolicy
from policies.spec import open_policy


def ask(policy: ReplayPolicy, *asked: tuple[str, int]) -> list[str]:
    requests = [Request(index=i, question_id=q, sample_index=s) for i, (q, s) in enumerate(asked)]
    answers = dict(policy.sample(requests))
    return [answers[index].text for index in range(len(asked))]


def test_replies_are_counted_per_question_over_all_files(tmp_path):
    one = write_jsonl(tmp_path / "one.jsonl", [{"question_id": q, "completion": f"{q}0"} for q in "ab"])
    two = write_jsonl(tmp_path / "two.jsonl", [{"question_id": q, "completion": f"{q}1"} for q in "ba"])
    with ReplayPolicy([one, two]) as policy:
        assert policy.sample_indices("a", None) == [0, 1]
        assert ask(policy, ("b", 1), ("a", 0), ("a", 1)) == ["b1", "a0", "a1"]


def test_stated_sample_indices_are_kept_and_come_in_order(tmp_path):
    rows = [{"question_id": "a", "completion": f"c{index}", "sample_index": index} for index in (7, 2, 5)]
    with ReplayPolicy([write_jsonl(tmp_path / "r.jsonl", rows)]) as policy:
        assert policy.sample_indices("a", None) == [2, 5, 7]
        assert policy.sample_indices("a", 2) == [2, 5]
        assert ask(policy, ("a", 5)) == ["c5"]


def test_too_few_recordings_name_the_question(tmp_path):
    path = write_jsonl(tmp_path / "r.jsonl", [{"question_id": "a", "completion": "x"}])
    with ReplayPolicy([path]) as policy:
        with pytest.raises(DataError, match="expected 2 recorded completions for question 'a', got 1"):
            policy.sample_indices("a", 2)
        with pytest.raises(DataError, match="question 'b', got 0"):
            policy.sample_indices("b", 1)
        assert policy.sample_indices("b", None) == []


def test_globs_and_packed_files_are_read(tmp_path):
    for index in range(2):
        with gzip.open(tmp_path / f"r_{index}.jsonl.gz", "wt") as file:
            file.write(json.dumps({"question_id": "a", "completion": f"c{index}"}) + "\n")
    with open_policy([f"replay:{tmp_path}/r_*.jsonl.gz"]) as policy:
        assert ask(policy, ("a", 0), ("a", 1)) == ["c0", "c1"]


def test_kodcode_conversations_are_read(tmp_path):
    turns = [{"role": "user", "content": "?"}, {"role": "assistant", "content": "!"}]
    rows = [{"messages": turns, "metadata": {"question_id": f"Prefill_1_{style}"}} for style in "IC"]
    with ReplayPolicy([write_jsonl(tmp_path / "r.jsonl", rows)]) as policy:
        assert set(policy.question_ids()) == {"Prefill_1_I", "Prefill_1_C"}
        assert ask(policy, ("Prefill_1_C", 0)) == ["!"]


@pytest.mark.parametrize(
    "program", ["def f():\n    return 1", 'def f():\n    """```\n    x\n    ```"""\n', "def f(:\n"]
)
def test_a_bare_program_is_found_again_in_its_completion(tmp_path, program):
    path = write_jsonl(tmp_path / "r.jsonl", [{"question_id": "a", "program": program}])
    with ReplayPolicy([path]) as policy:
        (text,) = ask(policy, ("a", 0))
    assert extract(text, entry_point="f").program.rstrip("\n") == program.rstrip("\n")


def test_the_digest_follows_the_content_and_not_the_name(tmp_path):
    rows = [{"question_id": "a", "completion": "x"}]
    digests = []
    for name, content in (("a.jsonl", rows), ("b.jsonl", rows), ("c.jsonl", rows * 2)):
        with ReplayPolicy([write_jsonl(tmp_path / name, content)]) as policy:
            digests.append(policy.digest)
    assert digests[0] == digests[1] != digests[2]


def test_text_beyond_utf8_comes_back_as_it_was(tmp_path):
    path = write_jsonl(tmp_path / "r.jsonl", [{"question_id": "a", "completion": "λ \ud800 \0 😀"}])
    with ReplayPolicy([path]) as policy:
        assert ask(policy, ("a", 0)) == ["λ \ud800 \0 😀"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"completion": "x"}, r"r.jsonl:1: \$.question_id: expected a non-empty string, got None"),
        ({"question_id": "a"}, r"\$.completion: expected a string"),
        ({"question_id": "a", "program": 3}, r"\$.program: expected a string .*got 3"),
        ({"question_id": "a", "completion": "x", "sample_index": -1}, r"\$.sample_index: expected a whole number"),
        ({"question_id": "a", "completion": "x", "sample_index": True}, r"\$.sample_index"),
        ({"messages": [], "metadata": {"question_id": "a"}}, r"\$.messages: expected a list of messages"),
        ({"messages": [{"role": "user", "content": "x"}], "metadata": {}}, r"\$.messages\[0\].role"),
    ],
)
def test_a_row_that_is_no_reply_is_named(tmp_path, row, message):
    with pytest.raises(DataError, match=message):
        ReplayPolicy([write_jsonl(tmp_path / "r.jsonl", [row])])


def test_a_sample_that_occurs_twice_is_refused(tmp_path):
    rows = [{"question_id": "a", "completion": "x", "sample_index": 0}] * 2
    with pytest.raises(DataError, match=r"r.jsonl:2: \$.sample_index: expected each sample of 'a' once"):
        ReplayPolicy([write_jsonl(tmp_path / "r.jsonl", rows)])


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("reply:x.jsonl", "unknown policy 'reply:x.jsonl'"),
        ("replay:", "expected replay:FILE"),
        ("replay:nothing-here.jsonl", "nothing-here.jsonl"),
    ],
)
def test_a_spec_that_cannot_be_used_is_refused(spec, message):
    with pytest.raises(ConfigError, match=message):
        open_policy([spec])


def test_kodcodes_recorded_responses_are_read_whole():
    folder = os.environ.get("KODENV_REAL_DATA")
    if not folder:
        pytest.skip("set KODENV_REAL_DATA to the folder of real data sets")
    with ReplayPolicy([Path(folder) / "kodcode_demo" / "*" / "r1_responses_*.jsonl.gz"]) as policy:
        assert len(policy.question_ids()) == 203
        assert {len(policy.sample_indices(question_id, None)) for question_id in policy.question_ids()} == {3}
