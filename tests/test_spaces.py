import copy
import pickle

import numpy as np
import pytest
from gymnasium.error import CustomSpaceError
from gymnasium.spaces import Tuple
from gymnasium.vector.utils import batch_space, concatenate, create_empty_array, create_shared_memory, iterate

from kodenv.errors import ConfigError
from kodenv.spaces import SAMPLE_MAX_CHARS, TextSpace


@pytest.mark.parametrize("text", ["", "a", "def f():\n\treturn 'λ → 😀'\n", "\x00\r\n", "x" * 100])
def test_contains_any_text_up_to_its_length(text):
    assert text in TextSpace(100)


@pytest.mark.parametrize("thing", ["x" * 101, b"bytes", 3, None, ["a"], np.array("a")])
def test_contains_nothing_longer_and_nothing_but_text(thing):
    assert thing not in TextSpace(100)


def test_length_is_counted_in_code_points():
    assert "😀" * 100 in TextSpace(100)


def test_samples_are_in_the_space_and_can_be_encoded():
    space = TextSpace(7, seed=3)
    samples = [space.sample() for _ in range(500)]
    assert all(sample in space for sample in samples)
    assert all(sample.encode().decode() == sample for sample in samples)
    assert {len(sample) for sample in samples} == set(range(8))


def test_samples_stay_short_in_a_large_space():
    space = TextSpace(1_000_000, seed=0)
    assert max(len(space.sample()) for _ in range(200)) <= SAMPLE_MAX_CHARS


def test_same_seed_same_samples():
    one, two, other = TextSpace(50, seed=1), TextSpace(50, seed=1), TextSpace(50, seed=2)
    drawn = [one.sample() for _ in range(5)]
    assert drawn == [two.sample() for _ in range(5)]
    assert drawn != [other.sample() for _ in range(5)]
    one.seed(1)
    assert drawn == [one.sample() for _ in range(5)]


def test_equality_is_by_length_alone():
    assert TextSpace(5, seed=1) == TextSpace(5, seed=2)
    assert TextSpace(5) != TextSpace(6)
    assert TextSpace(5) != "TextSpace(5)"
    assert len({TextSpace(5), TextSpace(5)}) == 1


def test_repr_makes_the_space_again():
    assert repr(TextSpace(5)) == "TextSpace(5)"


def test_copies_go_on_with_the_same_samples():
    space = TextSpace(50, seed=1)
    space.sample()
    copies = [copy.deepcopy(space), pickle.loads(pickle.dumps(space))]
    drawn = space.sample()
    assert [other.sample() for other in copies] == [drawn, drawn]


def test_gymnasium_can_batch_it():
    space = TextSpace(9, seed=0)
    batch = batch_space(space, 3)
    assert batch == Tuple((space, space, space))
    texts = batch.sample()
    assert texts in batch and len(set(texts)) > 1
    assert list(iterate(batch, texts)) == list(texts)
    assert concatenate(space, ["a", "b"], create_empty_array(space, n=2)) == ("a", "b")


def test_shared_memory_is_refused_with_the_way_out():
    with pytest.raises(CustomSpaceError, match="shared_memory=False"):
        create_shared_memory(TextSpace(9), n=2)


@pytest.mark.parametrize("max_chars", [0, -1, 1.5, True, "9", None])
def test_a_length_that_is_none_is_refused(max_chars):
    with pytest.raises(ConfigError, match="max_chars"):
        TextSpace(max_chars)


@pytest.mark.parametrize("given", [{"mask": (3, None)}, {"probability": (None, np.ones(3))}])
def test_a_mask_is_refused(given):
    with pytest.raises(ConfigError, match="mask"):
        TextSpace(5).sample(**given)
