import base64
import json
import pickle
import zlib

import pytest
from fake_judge import write_jsonl
from test_layouts import APPS, CONTESTS, FORCES, LIVE, LIVE_CALL, OCR1, OCR2, OURS, TACO, VERL, read

from kodenv.cli import main
from kodenv.errors import ConfigError, DataError
from kodenv.layouts.verl import to_verl
from kodenv.rejoin import parse_sources
from kodenv.replies import iter_replies
from kodenv.triplets import convert, load_triplets

CALL = APPS | {
    "question": "Double it.",
    "input_output": json.dumps({"fn_name": "double", "inputs": [[2]], "outputs": [[4]]}),
    "solutions": json.dumps(["def double(x):\n    return 2 * x\n"]),
}


def join(tmp_path, rows, sources, **others):
    files = {
        name: write_jsonl(tmp_path / f"{index}.jsonl", given) for index, (name, given) in enumerate(others.items())
    }
    path = write_jsonl(tmp_path / "rows.jsonl", rows)
    return load_triplets(path, sources=parse_sources(f"{s}={files[n]}" for s, n in sources.items()))


def test_answers_to_one_question_give_one_triplet_and_as_many_replies(tmp_path):
    path = write_jsonl(tmp_path / "ocr.jsonl", [OCR1, OCR1 | {"output": "second"}, OCR1 | {"id": "other"}])
    triplets = load_triplets(path)
    replies = list(iter_replies([path]))
    assert [t.question_id for t in triplets] == ["1f2e", "other"]
    assert [(r.question_id, r.sample_index) for r in replies] == [("1f2e", 0), ("1f2e", 1), ("other", 0)]
    assert replies[1].completion == "second"


def test_the_second_set_is_read_by_its_question_id_and_tells_the_language_by_the_answer(tmp_path):
    path = write_jsonl(tmp_path / "ocr.jsonl", [OCR2, OCR2 | {"id": "88bb"}])
    (triplet,) = load_triplets(path)
    assert (triplet.question_id, triplet.language, triplet.extra["pass_rate"]) == ("1f2e", "cpp", "-1")
    assert [r.completion for r in iter_replies([path])] == [OCR2["r1_generation"]] * 2


@pytest.mark.parametrize("row", [OCR1 | {"input": "-"}, OCR2 | {"question": "-"}])
def test_a_question_that_lies_elsewhere_is_asked_for(tmp_path, row):
    with pytest.raises(DataError, match=r"rows\.jsonl:1: \$\.(input|question): .*--source (taco|apps):train=PATH.*'-'"):
        load_triplets(write_jsonl(tmp_path / "rows.jsonl", [row]))


def test_a_question_is_filled_in_by_row_number_with_tests_limits_and_the_reference(tmp_path):
    other = TACO | {"question": "Subtract."}
    rows = [OCR1 | {"input": "-", "index": "1"}]
    (triplet,) = join(tmp_path, rows, {"taco": "taco"}, taco=[other, TACO])
    expected = read(TACO)
    for name in ("question", "solution", "test", "test_format", "limits"):
        assert getattr(triplet, name) == getattr(expected, name)
    assert triplet.question_id == "1f2e"
    assert triplet.extra["generated_solution"] == OCR1["solution"]


def test_a_question_that_is_given_finds_its_tests_by_its_words(tmp_path):
    rows = [OCR1 | {"input": " Add  two numbers.\n"}]
    (triplet,) = join(tmp_path, rows, {"taco": "taco"}, taco=[TACO | {"question": "Subtract."}, TACO])
    assert json.loads(triplet.test) == json.loads(read(TACO).test)
    assert triplet.question == " Add  two numbers.\n"


def test_splits_and_sets_are_not_mixed_up(tmp_path):
    rows = [
        OCR1 | {"id": f"{d}/{s}", "input": "-", "index": "0", "dataset": d, "split": s}
        for d, s in (("apps", "train"), ("apps", "test"), ("code_contests", "valid"), ("open-r1/codeforces", "train"))
    ]
    sources = {"apps": "one", "apps:test": "two", "code_contests:valid": "three", "open-r1/codeforces": "four"}
    given = {"one": [APPS], "two": [APPS | {"question": "Second."}], "three": [CONTESTS], "four": [FORCES]}
    found = {t.question_id: t for t in join(tmp_path, rows, sources, **given)}
    assert found["apps/train"].question == APPS["question"]
    assert found["apps/test"].question == "Second."
    assert found["code_contests/valid"].limits["timeout_s"] == 2.5
    assert found["open-r1/codeforces/train"].question == read(FORCES).question


def test_calls_of_a_python_function_are_no_tests_of_a_cpp_answer(tmp_path):
    python = OCR2 | {
        "question": "-",
        "id": "p",
        "question_id": "p",
        "index": "0",
        "r1_generation": "```python\ndef double(x): ...\n```",
    }
    cpp = OCR2 | {"question": "-", "index": "0"}
    first, second = join(tmp_path, [python, cpp], {"apps": "apps"}, apps=[CALL])
    assert (first.entry_point, first.test_format) == ("double", "assert")
    assert (second.entry_point, second.test_format, second.test) == (None, "stdio", "[]")


@pytest.mark.parametrize(
    ("change", "sources", "said"),
    [
        ({"index": "5"}, {"taco": "taco"}, r"\$\.index: expected a row of .*, got 5, which is behind its end"),
        ({"index": "x"}, {"taco": "taco"}, r"\$\.index: expected a row number as text, got 'x'"),
        (
            {},
            {"taco:test": "taco"},
            r"\$\.input: expected the data set taco with its split train, got none; say --source",
        ),
    ],
)
def test_a_place_that_is_nowhere_is_told_in_one_sentence(tmp_path, change, sources, said):
    with pytest.raises(DataError, match=r"rows\.jsonl:1: " + said):
        join(tmp_path, [OCR1 | {"input": "-", "index": "0"} | change], sources, taco=[TACO])


def test_a_bad_row_of_a_source_names_the_source(tmp_path):
    with pytest.raises(DataError, match=r"0\.jsonl:1: \$\.question: expected a string"):
        join(tmp_path, [OCR1 | {"input": "-", "index": "0"}], {"taco": "taco"}, taco=[TACO | {"question": 3}])


def test_generated_tests_of_codeforces_follow_the_official_ones(tmp_path):
    extra = [
        {"problem_id": p, "input": "5 6", "output": o} for p, o in (("900/A", "11"), ("900/B", "1"), ("900/A", "12"))
    ]
    (triplet,) = join(tmp_path, [FORCES | {"generated_tests": 2}], {"generated_tests": "more"}, more=extra)
    assert [case["output"] for case in json.loads(triplet.test)] == ["3", "7", "11", "12"]


@pytest.mark.parametrize("text", ["taco", "taco=", "bbh=x.jsonl", "=x"])
def test_a_source_of_no_known_form_is_refused(text):
    with pytest.raises(ConfigError, match="source: expected NAME"):
        parse_sources([text])


def test_the_command_joins_and_the_row_reads_back(tmp_path, capsys):
    rows = write_jsonl(tmp_path / "rows.jsonl", [OCR1 | {"input": "-", "index": "0"}])
    taco = write_jsonl(tmp_path / "taco.jsonl", [TACO])
    out = tmp_path / "out.jsonl"
    assert main(["convert", "--from", "ocr1", "--source", f"taco={taco}", str(rows), str(out)]) == 0
    (triplet,) = load_triplets(out)
    assert triplet.test == read(TACO).test
    assert main(["convert", "--to", "verk", str(rows), str(out)]) == 2
    assert "unknown layout to write 'verk'; did you mean 'verl'" in capsys.readouterr().err


FULL = OURS | {
    "test": "from solution import add\n\ndef test_add():\n    assert add(1, 2) == 3\n", "entry_point": "add",
    "limits": {"timeout_s": 3}, "difficulty": "easy", "subset": "Filter", "license": "MIT", "source": "ours",
}  # fmt: skip


@pytest.mark.parametrize("row", [FULL, TACO, CALL, FORCES, LIVE, LIVE_CALL], ids=range(6))
@pytest.mark.parametrize("ending", ["jsonl", "parquet"])
def test_verl_rows_give_the_triplet_back(tmp_path, row, ending):
    triplet = read(row)
    convert([triplet], tmp_path / f"verl.{ending}", to="verl")
    (back,) = load_triplets(tmp_path / f"verl.{ending}")
    for name in ("question_id", "question", "solution", "test", "test_format", "entry_point", "language", "style",
                 "subset", "source", "license", "difficulty", "limits", "checker"):  # fmt: skip
        assert getattr(back, name) == getattr(triplet, name), name


def test_a_verl_row_has_verls_own_columns_and_shows_the_tests_in_no_prompt():
    row = to_verl(read(FULL), 4, "test")
    assert list(row) == ["data_source", "prompt", "ability", "reward_model", "extra_info"]
    assert row["reward_model"]["style"] == "rule"
    assert "assert" in json.loads(row["reward_model"]["ground_truth"])["test"]
    assert "assert" not in json.dumps(row["prompt"]) and "return a + b" not in json.dumps(row["prompt"])
    assert (row["extra_info"]["index"], row["extra_info"]["split"]) == (4, "test")


def test_verl_rows_of_other_people():
    def truth(**values):
        return read(VERL | {"reward_model": {"style": "rule", "ground_truth": json.dumps(values)}})

    assert (read(VERL).question_id, read(VERL).question) == ("taco/test/7", "Add two numbers.")
    assert truth(pytest="def test(): pass\n").test_format == "pytest"
    assert truth(functional="check(f)").test_format == "assert"
    assert truth(inputs=[[1]], outputs=[2], fn_name="f").entry_point == "f"
    assert truth(inputs=["1"], outputs=["2"]).test_format == "stdio"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reward_model": {"ground_truth": "{"}}, r"\$\.reward_model\.ground_truth: expected JSON"),
        ({"reward_model": {"ground_truth": "{}"}}, r"ground_truth: expected test, pytest, functional or inputs"),
        ({"reward_model": {"ground_truth": '{"inputs": [1], "outputs": []}'}}, r"as many inputs as outputs"),
        ({"prompt": "text"}, r"\$\.prompt: expected"),
        ({"prompt": [{"role": "user"}]}, r"\$\.prompt\[0\].*\$\.content: expected a string"),
        ({"extra_info": 3}, r"\$\.extra_info: expected an object, got 3"),
    ],
)
def test_damaged_verl_rows_are_told_in_one_sentence(change, said):
    with pytest.raises(DataError, match=r"rows\.jsonl:1: .*" + said):
        read(VERL | change, "verl")


class _Runs:
    def __reduce__(self):
        return (exec, ("raise SystemExit('it ran')",))


@pytest.mark.parametrize(
    "value", [_Runs(), [1], b"bytes", 7, {"input": "1"}], ids=["call", "list", "bytes", "int", "dict"]
)
def test_a_pickle_of_anything_but_a_text_is_refused_and_never_run(value):
    packed = base64.b64encode(zlib.compress(pickle.dumps(value))).decode()
    with pytest.raises(DataError, match=r"rows\.jsonl:1: \$\.private_test_cases: expected"):
        read(LIVE | {"private_test_cases": packed})
