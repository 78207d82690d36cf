import dataclasses
import json

import pytest
from test_rejection import rollout

from kodenv.errors import ConfigError
from kodenv.sft import LAYOUTS, to_sft_row

LABELS = ["question_id", "sample_index", "reasoning", "program", "status", "passed", "total", "digest"]
FAMILIES = {
    "messages": ["messages"],
    "prompt-completion": ["prompt", "completion"],
    "sharegpt": ["conversations"],
    "ocr": ["id", "input", "output", "source", "license", "dataset", "split", "difficulty", "solution"],
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_has_its_own_columns_and_the_labels_and_no_others(layout):
    assert list(to_sft_row(rollout(0, "PASSED"), layout)) == FAMILIES[layout] + LABELS


def test_no_two_layouts_share_a_column_beside_the_labels():
    columns = [column for layout in LAYOUTS for column in FAMILIES[layout]]
    assert len(columns) == len(set(columns))


def test_every_layout_holds_question_and_completion():
    for layout in LAYOUTS:
        text = json.dumps(to_sft_row(rollout(0, "PASSED", chars=17), layout))
        assert "x" * 17 in text
        assert '"?"' in text


def test_ocr_columns_are_strings_and_answers_to_one_question_share_the_id():
    first, second = (to_sft_row(rollout(index, "NO_PROGRAM"), "ocr") for index in (0, 1))
    assert all(isinstance(first[column], str) for column in FAMILIES["ocr"])
    assert first["id"] == second["id"]
    assert first["solution"] == ""
    assert first["program"] is None


def test_a_wrong_program_is_labelled_as_one():
    row = to_sft_row(rollout(0, "FAILED"), "messages")
    assert (row["status"], row["passed"], row["total"]) == ("FAILED", 1, 2)


def test_an_unknown_layout_is_refused():
    with pytest.raises(ConfigError, match="unknown layout 'message'; did you mean 'messages'"):
        to_sft_row(rollout(0, "PASSED"), "message")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_text_that_no_tokenizer_can_hold_is_replaced(layout):
    odd = dataclasses.replace(rollout(0, "PASSED"), completion="λ 😀 \ud800", program="# \udfff", question="é")
    text = json.dumps(to_sft_row(odd, layout), ensure_ascii=False)
    text.encode()
    assert "λ 😀 \ufffd" in text
    assert "# \ufffd" in text
