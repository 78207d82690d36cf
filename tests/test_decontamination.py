"""Rows that resemble a benchmark are set apart, with what they resemble and how much; the others are left alone."""

import functools
import json
import os
from pathlib import Path

import numpy as np
import pytest

from kodenv.errors import ConfigError, PolicyError
from kodenv.policy import Completion
from kodenv.records import Triplet
from kodenv.store import iter_rows, write_rows
from kodenv.triplets import iter_triplets
from synth.decontamination import (
    Item,
    RunIndex,
    VectorIndex,
    check_rows,
    read_benchmarks,
    split_file,
)
from synth.decontamination.benchmarks import read_prose
from synth.decontamination.judging import Pair, fill_prompt, hash_prompt, read_answer, read_prompt
from synth.dedup import Entry

TASK = (
    "Given a list of positive integers and a target, return the length of the shortest contiguous part whose sum is "
    "at least the target, or zero when no part of the list reaches it."
)
STUB = '''from typing import List


def below_threshold(l: List[int], t: int) -> bool:
    """Return True if all numbers in the list l are below threshold t.
    >>> below_threshold([1, 2, 4, 10], 100)
    True
    """
'''


class Directions:
    """Texts as directions in a plane, by what they are about; of anything else: up."""

    name = "directions"
    angles = {"target": 0.0, "threshold": 1.0, "near": 0.4}  # noqa: RUF012

    def embed(self, texts):
        angles = [next((angle for word, angle in self.angles.items() if word in text), np.pi / 2) for text in texts]
        return np.array([[np.cos(angle), np.sin(angle)] for angle in angles], dtype=np.float32)


class Judge:
    """A policy that always says one thing, newest request first."""

    def __init__(self, reply, name="judge", silent=()):
        self.reply, self.name, self.silent = reply, name, silent
        self.asked = []

    def sample(self, requests):
        self.asked += requests
        for request in reversed(self.asked):
            if request.question_id not in self.silent:
                yield request.index, Completion(text=self.reply)


def item(text, name="T/0", file="bench.jsonl"):
    return Item(file=file, item_id=name, texts=(text,))


def entry(text, name="row"):
    return Entry(question_id=name, text=text)


def check(text, **options):
    (finding,) = check_rows([entry(text)], **options)
    return finding


def test_a_copied_run_says_where_it_is_from_and_how_much():
    words = TASK.split()
    row = "As a warm-up: " + " ".join(words[5:20]).upper() + " and then print it."
    finding = check(row, runs=RunIndex([item("something else entirely " * 9, "T/1"), item(TASK)]))
    (suspect,) = finding.suspects
    assert finding.contaminated
    assert suspect.to_row() == {
        "method": "ngram",
        "file": "bench.jsonl",
        "item_id": "T/0",
        "similarity": round(3 / (len(words) - 12), 6),
        "text": "integers and a target return the length of the shortest contiguous part whose",
    }


def test_twelve_shared_words_are_not_a_run():
    index = RunIndex([item(TASK)])
    words = TASK.split()
    assert not check(" ".join([*words[:12], "other", *words[13:24]]), runs=index).contaminated
    assert check(" ".join(words[:13]), runs=index).contaminated


def test_a_short_item_counts_whole_or_not_at_all():
    index = RunIndex([item("Write a function to reverse a string."), item("Sort a list.", "T/1")])
    assert check("Please write a function to reverse a string, quickly.", runs=index).suspects[0].similarity == 1.0
    assert not check("Write a function to reverse a list.", runs=index).contaminated
    assert not check("Sort a list.", runs=index).contaminated


def test_what_many_items_share_is_boilerplate():
    head = "You should write self contained code that starts with the following lines and nothing else at all"
    index = RunIndex([item(f"{head}: number {n} of this series is about {n} and {n}", f"T/{n}") for n in range(20)])
    assert not check(f"{head}: an own task.", runs=index).contaminated
    assert check("number 7 of this series is about 7 and 7, " + "so " * 3, runs=index).suspects == ()
    assert check(f"{head}: number 7 of this series is about 7 and 7", runs=index).suspects[0].item.item_id == "T/7"


def test_copies_of_one_item_are_no_boilerplate():
    index = RunIndex([item(TASK, file=f"{n}.jsonl") for n in range(30)])
    assert len(check(TASK, runs=index).suspects) == 30


def test_a_paraphrase_is_found_by_its_vector():
    items = [item(TASK), item(STUB, "T/1")]
    finding = check("about the target", vectors=VectorIndex(items, Directions()))
    (suspect,) = finding.suspects
    assert (suspect.method, suspect.item.item_id, suspect.similarity) == ("semantic", "T/0", 1.0)
    assert finding.nearest == suspect


def test_below_the_threshold_only_the_nearest_is_told():
    items = [item(TASK), item(STUB, "T/1")]
    finding = check("near both", vectors=VectorIndex(items, Directions()))
    assert not finding.contaminated
    assert finding.nearest.similarity == pytest.approx(np.cos(0.4))
    found = check("near both", vectors=VectorIndex(items, Directions()), threshold=0.7).suspects
    assert [one.item.item_id for one in found] == ["T/0", "T/1"]


@pytest.mark.parametrize(
    ("replies", "guilty"),
    [(["DIFFERENT"], False), (["SAME"], True), (["DIFFERENT", "SAME"], True), (["DIFFERENT", "who knows"], True)],
)
def test_a_row_is_cleared_only_if_every_judge_says_so(replies, guilty):
    judges = [Judge(f"Hm.\n{reply}", name=f"judge {n}") for n, reply in enumerate(replies)]
    finding = check("target", vectors=VectorIndex([item(TASK)], Directions()), judges=judges)
    assert finding.contaminated is guilty
    assert [said["judge"] for said in finding.to_row()["suspects"][0]["judgements"]] == [j.name for j in judges]
    assert {said["prompt"] for said in finding.to_row()["suspects"][0]["judgements"]} == {hash_prompt(read_prompt())}


def test_no_judge_clears_a_copied_run():
    judge = Judge("DIFFERENT")
    finding = check(TASK, runs=RunIndex([item(TASK)]), vectors=VectorIndex([item(TASK)], Directions()), judges=[judge])
    assert [one.method for one in finding.suspects] == ["ngram", "semantic"]
    assert [one.method for one in finding.guilty] == ["ngram"]
    assert len(judge.asked) == 1


def test_answers_go_to_their_own_rows():
    class Picky(Judge):
        def sample(self, requests):
            self.asked += requests
            for request in reversed(self.asked):
                yield request.index, Completion(text="SAME" if "7" in request.question_id else "DIFFERENT")

    rows = [entry("target" if n % 2 else "up", f"row {n}") for n in range(20)]
    findings = check_rows(rows, vectors=VectorIndex([item(TASK)], Directions()), judges=[Picky("")])
    assert [one.entry.question_id for one in findings if one.contaminated] == ["row 7", "row 17"]


def test_a_judge_that_leaves_a_row_out_is_an_error():
    judge = Judge("SAME", silent=("row",))
    with pytest.raises(PolicyError, match="'row'"):
        check("target", vectors=VectorIndex([item(TASK)], Directions()), judges=[judge])


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ("SAME", "same"),
        ("so:\n**Different.**\n\n", "different"),
        ("<think>SAME</think>\nDIFFERENT", "different"),
        ("They are not the SAME", "unclear"),
        ("", "unclear"),
        ("<think>\nSAME", "unclear"),
        ("SAME\nor not", "unclear"),
        ("SAME or DIFFERENT", "unclear"),
    ],
)
def test_only_a_last_line_of_one_word_is_an_answer(reply, answer):
    assert read_answer(reply) == answer


def test_a_slot_inside_a_task_stays_as_it_is():
    prompt = fill_prompt(read_prompt(), Pair(question_id="q", row="use {{item}} here", item="secret"))
    assert "use {{item}} here" in prompt
    assert prompt.count("secret") == 1
    assert prompt.index("use {{item}}") < prompt.index("secret")


def test_the_docstring_of_a_stub_is_compared_as_well(tmp_path):
    row = {
        "task_id": "HumanEval/52",
        "prompt": STUB,
        "entry_point": "below_threshold",
        "canonical_solution": "    return all(x < t for x in l)\n",
        "test": "def check(candidate):\n    assert candidate([1], 2)\n",
    }
    write_rows(tmp_path / "HumanEval.jsonl.gz", [row])
    (found,) = read_benchmarks([tmp_path / "HumanEval.jsonl.gz"])
    assert (found.file, found.item_id) == ("HumanEval.jsonl.gz", "HumanEval/52")
    assert found.texts == (STUB, "Return True if all numbers in the list l are below threshold t.")
    assert check(f"{found.texts[1]} Use a loop.", runs=RunIndex([found])).contaminated
    assert read_prose("no code {") == read_prose("x = 1") == ""


def triplet_of(text, name):
    return Triplet(question_id=name, question=text, solution="x = 1", test="def test_x(): pass")


def test_a_file_is_split_in_two_and_no_row_is_lost(tmp_path):
    triplets = [triplet_of(TASK if n % 3 == 0 else f"up {n}", f"q{n}") for n in range(3000)]
    items = [item(TASK)]
    test = functools.partial(check_rows, runs=RunIndex(items), vectors=VectorIndex(items, Directions()))

    def split(folder):
        paths = [tmp_path / folder / name for name in ("triplets.jsonl", "contaminated.jsonl")]
        return split_file(iter(triplets), test, *paths), [path.read_bytes() for path in paths]

    counts, files = split("a")
    assert counts == (2000, 1000)
    assert split("b") == (counts, files)
    clean = list(iter_triplets(tmp_path / "a" / "triplets.jsonl"))
    assert [one.question_id for one in clean] == [f"q{n}" for n in range(3000) if n % 3]
    assert clean[0].extra == {"benchmark_similarity": 0.0}
    rows = [row for _, row in iter_rows(tmp_path / "a" / "contaminated.jsonl")]
    assert rows[1]["question_id"] == "q3"
    assert rows[1]["contamination"]["suspects"][0]["similarity"] == rows[1]["benchmark_similarity"] == 1.0
    assert json.loads(files[1].splitlines()[0])["contamination"]["contaminated"] is True


def test_nothing_contaminated_is_an_empty_file(tmp_path):
    test = functools.partial(check_rows, runs=RunIndex([item(TASK)]))
    counts = split_file([triplet_of("own", "q")], test, tmp_path / "clean.jsonl", tmp_path / "contaminated.jsonl")
    assert counts == (1, 0)
    assert (tmp_path / "contaminated.jsonl").read_bytes() == b""


def test_bad_arguments_are_refused():
    index = VectorIndex([item(TASK)], Directions())
    with pytest.raises(ConfigError, match="threshold"):
        check("x", vectors=index, threshold=0)
    with pytest.raises(ConfigError, match="runs, vectors"):
        check("x")
    with pytest.raises(ConfigError, match="judges"):
        check("x", runs=RunIndex([item(TASK)]), judges=[Judge("SAME")])
    with pytest.raises(ConfigError, match="at least 6"):
        RunIndex([], 3)


def test_no_benchmark_items_set_nothing_apart():
    assert not check(TASK, runs=RunIndex([]), vectors=VectorIndex([], Directions())).contaminated


def test_every_question_of_a_real_benchmark_is_found_again():
    data = os.environ.get("KODENV_REAL_DATA")
    if not data:
        pytest.skip("KODENV_REAL_DATA is not set")
    items = read_benchmarks([Path(data, "HumanEval.jsonl.gz"), Path(data, "mbpp.jsonl")])
    assert len(items) == 164 + 974
    index = RunIndex(items)
    rows = [entry(one.texts[0], f"{one.file}: {one.item_id}") for one in items]
    missed = [one.entry.text for one in check_rows(rows, runs=index) if not one.contaminated]
    # What is left has fewer than six words.
    assert len(missed) <= 12
