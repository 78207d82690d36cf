import base64
import json
import os
import pickle
import re
import zlib
from pathlib import Path

import pytest

from kodenv.callsuite import add_given_imports, called_name, load_json, to_source
from kodenv.errors import ConfigError, DataError
from kodenv.layouts import LAYOUTS, detect_layout, read_layout
from kodenv.records import parse_stdio
from kodenv.store import iter_rows


def read(row, layout="auto"):
    (triplet,) = read_layout(layout, [("rows.jsonl:1", row)])
    return triplet


def passes(triplet, program=None):
    """Run a suite of our own making on a program of our own making."""
    names = {}
    exec((triplet.solution if program is None else program) + "\n\n" + triplet.test, names)
    if "check" in names:
        names["check"](names[triplet.entry_point])
    return True


def fails(triplet, program):
    with pytest.raises(AssertionError):
        passes(triplet, program)
    return True


OURS = {"question_id": "q", "question": "Add.", "solution": "def add(a, b):\n    return a + b\n"}
KODCODE = OURS | {"style": "instruct", "subset": "Prefill", "gpt_pass_sequence": [1], "gpt_difficulty": "easy"}
HUMANEVAL = {
    "task_id": "HumanEval/900",
    "prompt": 'def add(a, b):\n    """Add."""\n',
    "entry_point": "add",
    "canonical_solution": "    return a + b\n",
    "test": "\n\nMETADATA = {}\n\n\ndef check(candidate):\n    assert candidate(1, 2) == 3\n",
}
PACK = {
    "task_id": "Python/900",
    "prompt": HUMANEVAL["prompt"],
    "declaration": "def add(a, b):\n",
    "canonical_solution": "    return a + b\n",
    "buggy_solution": "    return a - b\n",
    "test": "def check(add):\n    assert add(1, 2) == 3\n\ncheck(add)",
    "entry_point": "add",
    "instruction": "Write a Python function `add(a, b)`.",
}
PACK_CPP = PACK | {
    "task_id": "CPP/900",
    "declaration": "int add(int a, int b){\n",
    "canonical_solution": "    return a + b;\n}\n",
    "test": "#undef NDEBUG\n#include<assert.h>\nint main(){ assert(add(1, 2) == 3); }\n",
}
MBPP = {
    "task_id": 900,
    "text": "Write a function to add.",
    "code": "def helper(a): \r\n\treturn a\r\ndef add(a, b): \r\n\treturn helper(a) + b\r",
    "test_setup_code": "import math\r\none = 1",
    "test_list": ["assert math.isclose(add(one, 2), 3)"],
    "challenge_test_list": ["assert add(-1, 1) == 0"],
}
SANITIZED = {
    "source_file": "some.ipynb",
    "task_id": 900,
    "prompt": "Write a function to add.",
    "code": "def add(a, b):\n    return {a + b}",
    "test_imports": ["import math"],
    "test_list": ["assert set(add(1, 2)) == set([3])"],
}
MBPP_PLUS = SANITIZED | {
    "code": "def add(a, b):\n    return a + b",
    "test_list": ["assert add(1, 2) == 3"],
    "test": "import math\ninputs = [[1, 2]]\nresults = [3]\n"
    "for i, (inp, exp) in enumerate(zip(inputs, results)):\n    assert add(*inp) == exp\n",
}
BIGCODE = {
    "task_id": "BigCodeBench/900",
    "complete_prompt": 'import math\ndef task_func(x):\n    """Root."""\n',
    "instruct_prompt": "Root.\nYou should write self-contained code starting with:\n```\nimport math\n```",
    "code_prompt": "import math\ndef task_func(x):\n",
    "canonical_solution": "    return math.sqrt(x)\n",
    "test": "import unittest\nclass TestCases(unittest.TestCase):\n    def test_one(self):\n"
    "        self.assertEqual(task_func(4), 2)\n",
    "entry_point": "task_func",
    "libs": "['math']",
}
APPS = {
    "problem_id": 900,
    "question": "Add two numbers.",
    "solutions": json.dumps(["print raw_input()", "print(sum(map(int, input().split())))"]),
    "input_output": json.dumps({"inputs": ["1 2\n", ["3", "4"]], "outputs": ["3\n", ["7", ""]]}),
    "difficulty": "interview",
    "url": "https://example.org/1",
    "starter_code": "",
}
TACO = {name: APPS[name] for name in ("question", "solutions", "input_output", "starter_code", "url")} | {
    "difficulty": "EASY",
    "tags": "['Sums']",
    "name": None,
    "source": "codeforces",
    "time_limit": "2.0 seconds",
    "memory_limit": "512 megabytes",
    "Expected Auxiliary Space": None,
}
CONTESTS = {
    "name": "900_A. Sum",
    "description": "Add two numbers.",
    "public_tests": {"input": ["1 2\n"], "output": ["3\n"]},
    "private_tests": {"input": ["3 4\n"], "output": ["7\n"]},
    "generated_tests": {"input": [], "output": []},
    "source": 2,
    "difficulty": 8,
    "solutions": {"language": [2, 1, 3], "solution": ["int main(){}", "print(2)", "print(3)\n"]},
    "incorrect_solutions": {"language": [], "solution": []},
    "time_limit": {"seconds": 2, "nanos": 500000000},
    "memory_limit_bytes": 256000000,
    "input_file": "",
    "output_file": "",
}
FORCES = {
    "id": "900/A",
    "contest_id": "900",
    "title": "Sum",
    "description": "Add two numbers.",
    "input_format": "Two integers.",
    "output_format": "Their sum.",
    "interaction_format": None,
    "note": None,
    "examples": [{"input": "1 2", "output": "3"}],
    "official_tests": [{"input": "1 2", "output": "3"}, {"input": "3 4", "output": "7"}],
    "time_limit": 1.5,
    "memory_limit": 256.0,
    "rating": 800,
    "input_mode": "stdio",
    "generated_checker": "print(1)",
}
LIVE = {
    "question_title": "Sum",
    "question_content": "Add two numbers.",
    "platform": "atcoder",
    "question_id": "abc900_a",
    "starter_code": "",
    "difficulty": "easy",
    "public_test_cases": '[{"input": "1 2\\n", "output": "3\\n", "testtype": "stdin"}]',
    "private_test_cases": '[{"input": "3 4\\n", "output": "7\\n", "testtype": "stdin"}]',
    "metadata": "{}",
}
LIVE_CALL = LIVE | {
    "starter_code": "class Solution:\n    def pair(self, a: List[int], s: str) -> List[int]:\n        ",
    "public_test_cases": '[{"input": "[1, 2]\\n\\"x\\"", "output": "[2, 1]", "testtype": "functional"}]',
    "private_test_cases": "[]",
    "metadata": '{"func_name": "pair"}',
}
OCR1 = {
    "id": "1f2e",
    "input": "Add two numbers.",
    "output": "<think>\nadd\n</think>\n```python\nprint(sum(map(int, input().split())))\n```",
    "source": "codeforces",
    "license": "cc-by-4.0",
    "dataset": "taco",
    "split": "train",
    "difficulty": "EASY",
    "solution": "print(sum(map(int, input().split())))",
}
OCR2 = {
    "id": "77aa",
    "question_id": "1f2e",
    "question": "Add two numbers.",
    "r1_generation": "<think>\nadd\n</think>\n```cpp\nint main() {}\n```",
    "qwq_critique": "<judgement>wrong</judgement>",
    "solution": "int main() {}",
    "judgement": "wrong",
    "pass_rate": "-1",
    "source": "codeforces",
    "license": "cc-by-4.0",
    "dataset": "apps",
    "split": "train",
    "difficulty": "1",
    "index": "1",
}
VERL = {
    "data_source": "taco",
    "prompt": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Add two numbers."}],
    "ability": "code",
    "reward_model": {"style": "rule", "ground_truth": '{"inputs": ["1 2\\n"], "outputs": ["3\\n"]}'},
    "extra_info": {"index": 7, "split": "test"},
}

ROWS = {
    "triplet": OURS | {"test": "def test_add():\n    assert add(1, 2) == 3\n", "mine": {"kept": [1]}},
    "kodcode-v1": KODCODE | {"test_code": "def test_add():\n    assert add(1, 2) == 3\n", "trials": {"t": 1}},
    "kodcode-sft-r1": KODCODE | {"test": "def test(): pass\n", "r1_solution": "x", "conversations": []},
    "kodcode-light-rl": KODCODE | {"test": "def test(): pass\n", "r1_pass_sequence": [1]},
    "humaneval": HUMANEVAL,
    "humanevalpack": PACK,
    "mbpp": MBPP,
    "mbpp-sanitized": SANITIZED,
    "mbppplus": MBPP_PLUS,
    "bigcodebench": BIGCODE,
    "apps": APPS,
    "taco": TACO,
    "codecontests": CONTESTS,
    "codeforces": FORCES,
    "livecodebench": LIVE,
    "ocr1": OCR1,
    "ocr2": OCR2,
    "verl": VERL,
}


def test_every_layout_has_a_row_here():
    assert ROWS.keys() == LAYOUTS.keys()


@pytest.mark.parametrize("layout", ROWS)
def test_layout_is_told_from_the_columns_alone(layout):
    assert detect_layout(ROWS[layout], "rows.jsonl:1") == layout


@pytest.mark.parametrize("layout", ROWS)
def test_every_foreign_column_stays(layout):
    row = ROWS[layout]
    written = read(row).to_row()
    changed = {"source", "difficulty"} if layout == "codecontests" else {"question"}
    if layout != "mbppplus":
        changed.add("test")
    assert {name: value for name, value in written.items() if name in row and name not in changed} == {
        name: value for name, value in row.items() if name not in changed
    }


@pytest.mark.parametrize("layout", ROWS)
def test_a_converted_row_is_our_own_layout_and_reads_back_the_same(layout):
    triplet = read(ROWS[layout])
    row = json.loads(json.dumps(triplet.to_row()))
    assert detect_layout(row, "x") == "triplet"
    assert read(row) == triplet
    assert read(row).to_row() == row


@pytest.mark.parametrize("layout", ROWS)
def test_a_row_that_lacks_a_needed_column_names_it(layout):
    needed = {
        "triplet": "solution",
        "kodcode-v1": "test_code",
        "kodcode-sft-r1": "solution",
        "kodcode-light-rl": "question",
        "codecontests": "description",
        "codeforces": "description",
        "livecodebench": "question_content",
        "apps": "problem_id",
        "taco": "question",
        "bigcodebench": "code_prompt",
        "ocr1": "output",
        "ocr2": "r1_generation",
        "verl": "prompt",
    }.get(layout, "task_id")
    row = {name: value for name, value in ROWS[layout].items() if name != needed}
    with pytest.raises(DataError, match=rf"rows\.jsonl:1: \$\.{needed}: expected"):
        read(row, layout)


def test_unknown_layouts_list_the_known_ones():
    with pytest.raises(ConfigError, match=r"unknown layout 'orc1'; .*kodcode-v1, .*livecodebench"):
        read(OURS, "orc1")
    with pytest.raises(
        DataError, match=r"rows\.jsonl:1: expected the columns of a known layout, got \['a'\]; .*humaneval"
    ):
        read({"a": 1})


def test_evalplus_package_form_says_what_it_lacks():
    row = {"task_id": "Mbpp/2", "prompt": "p", "canonical_solution": "s", "base_input": [], "plus_input": []}
    with pytest.raises(DataError, match="EvalPlus's package form"):
        read(row)


def test_our_row_is_not_touched():
    row = ROWS["triplet"] | {"test_format": "assert", "limits": {"timeout_s": 2}, "license": None, "unknown": [None]}
    assert {name: value for name, value in read(row).to_row().items() if name in row} == row
    assert read(row).source is None


def test_object_columns_that_another_parquet_reader_left_as_text_are_read():
    triplet = read(ROWS["triplet"] | {"limits": '{"timeout_s": 2}', "visible_cases": '["a"]', "points": "null"})
    assert (triplet.limits, triplet.visible_cases, triplet.points) == ({"timeout_s": 2}, ["a"], None)


def test_kodcode_v10_and_v11_give_the_same_suite():
    old = read(KODCODE | {"test_code": "def test(): pass\n", "test_info": [{"function_name": "add"}]})
    new = read(KODCODE | {"test": "def test(): pass\n", "test_info": None, "version": "v1.1"})
    assert old.test == new.test == "def test(): pass\n"
    assert (old.entry_point, new.entry_point) == ("add", None)
    assert (old.difficulty, old.subset, old.license) == ("easy", "Prefill", "CC-BY-NC-4.0")


def test_kodcode_stdin_rows_are_stdio_suites():
    triplet = read(KODCODE | {"test": '{"stdin": ["1 2", "3"], "stdout": ["3\\n", "3"]}', "style": "online_judge"})
    assert (triplet.test_format, triplet.style) == ("stdio", "online_judge")
    assert json.loads(triplet.test) == [{"input": "1 2", "output": "3\n"}, {"input": "3", "output": "3"}]
    with pytest.raises(DataError, match="as many stdin as stdout"):
        read(KODCODE | {"test": '{"stdin": ["1 2"], "stdout": []}'})


def test_humaneval_body_follows_its_prompt_and_check_stays():
    triplet = read(HUMANEVAL)
    assert triplet.solution == 'def add(a, b):\n    """Add."""\n    return a + b\n'
    assert triplet.test == HUMANEVAL["test"]
    assert (triplet.test_format, triplet.entry_point, triplet.style) == ("assert", "add", "complete")
    assert passes(triplet)


def test_humanevalpack_body_follows_its_declaration_in_both_languages():
    python, cpp = read(PACK), read(PACK_CPP)
    assert passes(python)
    assert fails(python, PACK["declaration"] + PACK["buggy_solution"])
    assert cpp.solution == "int add(int a, int b){\n    return a + b;\n}\n"
    assert (python.language, cpp.language) == ("python", "cpp")
    assert python.question == PACK["instruction"]
    with pytest.raises(DataError, match=r"task_id: expected Python/N or CPP/N, got 'Go/1'"):
        read(PACK | {"task_id": "Go/1"})


def test_mbpp_loses_carriage_returns_and_keeps_tabs_setup_and_challenges():
    triplet = read(MBPP)
    assert triplet.solution == "def helper(a): \n\treturn a\ndef add(a, b): \n\treturn helper(a) + b\n"
    assert triplet.test == ("import math\none = 1\nassert math.isclose(add(one, 2), 3)\nassert add(-1, 1) == 0\n")
    assert (triplet.question_id, triplet.entry_point, triplet.test_format) == ("mbpp/900", "add", "assert")
    assert passes(triplet)
    assert triplet.extra["code"] == MBPP["code"]


def test_sanitized_mbpp_imports_come_first():
    triplet = read(SANITIZED)
    assert triplet.test.startswith("import math\nassert ")
    assert (triplet.question_id, triplet.entry_point) == ("mbpp-sanitized/900", "add")
    assert passes(triplet)


def test_mbppplus_prefers_the_canonical_solution():
    wrong = MBPP_PLUS | {"canonical_solution": MBPP_PLUS["code"], "code": "def add(a, b):\n    return 0"}
    assert passes(read(wrong))
    assert passes(read(MBPP_PLUS))
    assert (read(wrong).entry_point, read(wrong).test) == ("add", MBPP_PLUS["test"])


def test_bigcodebench_body_follows_the_code_prompt():
    triplet = read(BIGCODE)
    assert triplet.solution == "import math\ndef task_func(x):\n    return math.sqrt(x)\n"
    assert (triplet.test_format, triplet.question, triplet.test) == (
        "pytest",
        BIGCODE["instruct_prompt"],
        BIGCODE["test"],
    )


def test_apps_lines_are_joined_and_the_first_python_3_solution_is_taken():
    triplet = read(APPS)
    assert parse_stdio(triplet.test) == [("1 2\n", "3\n"), ("3\n4", "7\n")]
    assert triplet.solution == "print(sum(map(int, input().split())))"
    assert (triplet.question_id, triplet.style, triplet.difficulty) == ("apps/900", "online_judge", "interview")


def test_apps_rows_without_solution_or_tests_are_kept_with_no_case():
    triplet = read(APPS | {"solutions": "", "input_output": ""})
    assert (triplet.solution, parse_stdio(triplet.test)) == ("", [])


def apps_calls(inputs, outputs, starter="", name="f"):
    tests = json.dumps({"fn_name": name, "inputs": inputs, "outputs": outputs})
    return read(APPS | {"input_output": tests, "starter_code": starter, "solutions": "[]"})


def test_apps_calls_take_the_value_or_the_value_in_a_list():
    triplet = apps_calls([[1, 2], [3, 4]], [[3], [7]])
    assert (triplet.test_format, triplet.entry_point) == ("assert", "f")
    assert passes(triplet, "def f(a, b): return a + b")
    assert passes(triplet, "def f(a, b): return [a + b]")
    assert fails(triplet, "def f(a, b): return [[a + b]]")
    assert fails(triplet, "def f(a, b): return [a + b, 0]")
    assert fails(triplet, "def f(a, b): return []")
    assert fails(apps_calls([[1]], [[1, 2]]), "def f(a): return 1")
    assert fails(apps_calls([[1]], [1]), "def f(a): return [1]")


def test_apps_calls_give_back_what_json_lost():
    triplet = apps_calls([[{"1": "a", "-2": "b"}], [{"k": 1}]], [[["a", "b"]], [{"1": ["a"], "true": None}]])
    program = "def f(d): return ('a', 'b') if d == {1: 'a', -2: 'b'} else {1: ('a',), True: None}"
    assert fails(triplet, program)  # True and 1 are one key
    assert passes(triplet, program.replace("True: None", "'true': None"))


def test_apps_methods_are_called_on_a_solution_and_the_starter_is_shown():
    starter = "class Solution:\n    def f(self, a: List[int]) -> int:\n        "
    triplet = apps_calls([[[1, 2]]], [2], starter)
    assert triplet.entry_point == "Solution"
    assert triplet.question == f"Add two numbers.\n\n{starter}"
    assert passes(triplet, "class Solution:\n    def f(self, a): return len(a)")


def test_apps_call_solutions_get_the_imports_their_grader_gave():
    solution = "class Solution:\n    def f(self, a: List[int]) -> int:\n        return Counter(a)[1] + math.gcd(4, 2)\n"
    tests = json.dumps({"fn_name": "f", "inputs": [[[1, 2]]], "outputs": [3]})
    row = APPS | {"input_output": tests, "solutions": json.dumps([solution]), "starter_code": "class Solution:"}
    triplet = read(row)
    assert triplet.solution == ("import math\nfrom collections import Counter\nfrom typing import List\n" + solution)
    assert passes(triplet)


def test_integers_longer_than_python_reads_are_read_and_written():
    text = '{"fn_name": "f", "inputs": [[' + "7" * 5000 + ']], "outputs": [-' + "7" * 5000 + "]}"
    triplet = read(APPS | {"input_output": text, "solutions": "[]"})
    assert passes(triplet, "def f(a): return -a")
    assert load_json("[" + "7" * 9001 + "]")[0] % 10**20 == 77777777777777777777
    assert load_json(f"-1{'0' * 8000}") == -(10**8000)
    assert eval(to_source([10**5000, {"a": [1.5, None, True, float("inf")]}])) == [
        10**5000,
        {"a": [1.5, None, True, float("inf")]},
    ]


def test_apps_tests_of_the_wrong_form_are_refused():
    for tests, message in (
        ('{"inputs": ["1"], "outputs": []}', "as many inputs as outputs"),
        ('{"inputs": [[1]], "outputs": ["1"]}', "a string or a list of lines"),
        ('{"fn_name": "f", "inputs": ["1"], "outputs": [1]}', "a list of arguments"),
        ("{bad", r"\$\.input_output: expected JSON"),
        ("[]", "an object"),
    ):
        with pytest.raises(DataError, match=message):
            read(APPS | {"input_output": tests})


def test_taco_rows_have_limits_and_stable_ids():
    rows = [("a:1", TACO), ("a:2", TACO | {"question": "Other."}), ("a:3", TACO)]
    ids = [triplet.question_id for triplet in read_layout("auto", rows)]
    assert re.fullmatch("taco/[0-9a-f]{16}", ids[0])
    assert ids[2] == f"{ids[0]}#2"
    assert ids[1] == read(TACO | {"question": "Other."}).question_id
    assert read(TACO).limits == {"timeout_s": 2.0, "memory_mb": 512.0}
    assert read(TACO).source == "codeforces"
    assert read(TACO | {"time_limit": None, "memory_limit": "plenty"}).limits is None


def test_codecontests_joins_its_tests_and_takes_a_python_3_solution():
    triplet = read(CONTESTS)
    assert parse_stdio(triplet.test) == [("1 2\n", "3\n"), ("3 4\n", "7\n")]
    assert triplet.solution == "print(3)\n"
    assert triplet.limits == {"timeout_s": 2.5, "memory_mb": 245}
    assert (triplet.difficulty, triplet.source) == ("B", "deepmind/code_contests (codeforces)")
    assert triplet.question_id.startswith("codecontests/900_A. Sum-")
    assert read(CONTESTS | {"source": 1}).question_id != triplet.question_id


def test_problems_that_stdin_cannot_carry_have_no_case():
    assert parse_stdio(read(CONTESTS | {"input_file": "input.txt"}).test) == []
    assert parse_stdio(read(FORCES | {"input_mode": "file"}).test) == []
    assert parse_stdio(read(FORCES | {"interaction_format": "Ask."}).test) == []


def test_codeforces_assembles_the_statement_and_keeps_the_checker():
    triplet = read(FORCES)
    assert triplet.question.startswith("Sum\n\nAdd two numbers.\n\nInput\n\nTwo integers.\n\nOutput\n\nTheir sum.")
    assert "Example input\n\n1 2\n\nExample output\n\n3" in triplet.question
    assert len(parse_stdio(triplet.test)) == 2
    assert triplet.checker == {"kind": "program", "language": "python", "source": "print(1)"}
    assert triplet.limits == {"timeout_s": 1.5, "memory_mb": 256.0}
    assert parse_stdio(read(FORCES | {"official_tests": []}).test) == [("1 2", "3")]


def packed(value):
    return base64.b64encode(zlib.compress(pickle.dumps(value))).decode()


def test_livecodebench_private_tests_are_json_or_packed():
    both = [("1 2\n", "3\n"), ("3 4\n", "7\n")]
    assert parse_stdio(read(LIVE).test) == both
    assert parse_stdio(read(LIVE | {"private_test_cases": packed(LIVE["private_test_cases"])}).test) == both


def test_livecodebench_functional_cases_are_calls():
    triplet = read(LIVE_CALL)
    assert passes(triplet, "class Solution:\n    def pair(self, a, s): return tuple(a[::-1])")
    assert fails(triplet, "class Solution:\n    def pair(self, a, s): return a")
    assert triplet.question.endswith(LIVE_CALL["starter_code"])
    with pytest.raises(DataError, match=r"metadata\.func_name"):
        read(LIVE_CALL | {"metadata": "{}"})


class Evil:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (Path.touch, (self.path,))


def test_livecodebench_pickles_run_nothing(tmp_path):
    trap = tmp_path / "ran"
    with pytest.raises(DataError, match="it asks for "):
        read(LIVE | {"private_test_cases": packed(Evil(trap))})
    assert not trap.exists()


@pytest.mark.parametrize(
    "value",
    [
        "%%%",
        base64.b64encode(b"not zlib").decode(),
        base64.b64encode(zlib.compress(b"not a pickle")).decode(),
        base64.b64encode(zlib.compress(pickle.dumps("[]"))[:-6]).decode(),
        packed([1]),
        packed("no json"),
        packed('["no case"]'),
        base64.b64encode(zlib.compress(b"\x80\x04\x8d\xff\xff\xff\xff\xff\xff\xff\x7f")).decode(),
        base64.b64encode(zlib.compress(b"0.")).decode(),
    ],
)
def test_livecodebench_tests_of_no_known_form_are_refused(value):
    with pytest.raises(DataError, match=r"rows\.jsonl:1: \$\.private_test_cases: expected"):
        read(LIVE | {"private_test_cases": value})


def test_the_tested_name_is_one_the_solution_defines():
    assert called_name("assert isclose(area(2), 3)", "def area(r): ...") == "area"
    assert called_name("assert sorted(f(g(2))) == 3", "def g(r): ...\nf = g") == "f"
    assert called_name("assert f(2) == 3", "not python") == "f"
    assert called_name("not python", "def f(): ...") is None


def test_imports_are_only_added_where_a_name_is_missing():
    for source in (
        "import math\nmath.pi",
        "from typing import *\nx: List",
        "def f(Counter): return Counter",
        "not python",
    ):
        assert add_given_imports(source) == source


def real(name):
    folder = os.environ.get("KODENV_REAL_DATA")
    if not folder:
        pytest.skip("set KODENV_REAL_DATA to the folder of real data")
    return list(read_layout("auto", iter_rows(Path(folder, name))))


@pytest.mark.parametrize(
    ("name", "rows", "first_id"),
    [
        ("HumanEval.jsonl.gz", 164, "HumanEval/0"),
        ("mbpp.jsonl", 974, "mbpp/1"),
        ("sanitized-mbpp.json", 427, "mbpp-sanitized/2"),
        ("original_layout/humanevalpack_python.jsonl", 164, "Python/0"),
        ("original_layout/humanevalpack_cpp_0-81.jsonl", 82, "CPP/0"),
        ("original_layout/bigcodebench_0-59.jsonl", 60, "BigCodeBench/0"),
        ("original_layout/apps_hf.jsonl", 5, "apps/1"),
        ("original_layout/taco_1.jsonl", 1, None),
        ("original_layout/code_contests_card_row.jsonl", 1, None),
        ("original_layout/livecodebench_1.jsonl", 1, "1873_A"),
        ("original_layout/mbppplus_fix_hard_20.jsonl", 20, "mbppplus/6"),
        ("kodcode_demo/prefill/triplets.jsonl.gz", 172, "Prefill_00000001_I"),
        ("kodcode_demo/prefill/sft_r1.jsonl.gz", 172, "Prefill_00000001_C"),
        ("kodcode_demo/algorithm/triplets.jsonl.gz", 31, "Algorithm_00000003_I"),
        ("kodcode_demo/algorithm/sft_r1.jsonl.gz", 31, "Algorithm_00000003_C"),
        ("humaneval.jsonl", 164, "HumanEval/0"),
        ("mbpp_canonical.jsonl", 974, "mbpp/1"),
        ("mbpp_sanitized_canonical.jsonl", 427, "mbpp-sanitized/2"),
        ("mbppplus_fix.jsonl.gz", 166, "mbppplus-fix/6"),
        ("humanevalpack_cpp_a.jsonl", 80, "humanevalpack-cpp/0"),
        ("bigcodebench_stdlib_a.jsonl", 19, "BigCodeBench/1"),
        ("kodcode_canonical_a.jsonl.gz", 193, "kodcode-demo/Algorithm_00000003_I"),
        ("apps_canonical.jsonl", 5, "apps/train/0001"),
    ],
)
def test_real_files_give_all_their_rows(name, rows, first_id):
    triplets = real(name)
    assert len(triplets) == rows
    assert len({triplet.question_id for triplet in triplets}) == rows
    assert first_id in (None, triplets[0].question_id)


def test_real_originals_agree_with_the_canonical_rows():
    pairs = (("mbpp.jsonl", "mbpp_canonical.jsonl"), ("sanitized-mbpp.json", "mbpp_sanitized_canonical.jsonl"))
    for original, canonical in (*pairs, ("HumanEval.jsonl.gz", "humaneval.jsonl")):
        for ours, theirs in zip(real(original), real(canonical), strict=True):
            assert ours.question_id == theirs.question_id
            assert ours.question == theirs.question
            # There the canonical row names the class of an argument.
            assert ours.entry_point == theirs.entry_point or ours.question_id == "mbpp/601"
            lines = [line.rstrip() for line in ours.test.strip().splitlines()]
            # The canonical HumanEval rows call check themselves, in two lines more.
            assert lines == [line.rstrip() for line in theirs.test.strip().splitlines()][: len(lines)]
            assert ours.solution.strip() == theirs.solution.strip()


def test_real_humaneval_row_by_hand():
    triplet = real("HumanEval.jsonl.gz")[0]
    assert triplet.solution.startswith("from typing import List\n\n\ndef has_close_elements(")
    assert triplet.solution.endswith("    return False\n")
    assert (triplet.entry_point, triplet.test_format, triplet.license) == ("has_close_elements", "assert", "MIT")


def test_real_mbpp_rows_by_hand():
    by_id = {triplet.question_id: triplet for triplet in real("mbpp.jsonl")}
    assert by_id["mbpp/1"].entry_point == "min_cost"
    assert by_id["mbpp/1"].solution.startswith("R = 3\nC = 3\ndef min_cost(cost, m, n): \n\ttc = ")
    assert by_id["mbpp/11"].test.count("assert ") == 5
    assert not any("\r" in triplet.solution + triplet.test for triplet in by_id.values())


def test_real_kodcode_rows_by_hand():
    rows = real("kodcode_demo/prefill/triplets.jsonl.gz")
    assert rows[0].question == "Write a python function to sort an array using the selection sort algorithm."
    assert (rows[0].entry_point, rows[0].subset, rows[0].difficulty) == ("selection_sort", "Prefill", "easy")
    assert rows[0].extra["chosen_trial"] == "trial_qwen2.5_2"
    assert (rows[1].entry_point, rows[1].extra["gpt_pass_sequence"]) == (None, [1, 0, 0])
    assert rows[0].test == rows[0].extra["test_code"]


def test_real_apps_rows_by_hand():
    rows = {triplet.question_id: triplet for triplet in real("original_layout/apps_hf.jsonl")}
    assert parse_stdio(rows["apps/1"].test) == [("3\n2 2 3\n4 3 7\n10 1 9\n", "1\n6\n-1\n")]
    assert rows["apps/2404"].test == "assert Solution().findKthPositive([2, 3, 4, 7, 11], 5) == 9\n"
    assert rows["apps/2404"].solution.startswith("from typing import List\nclass Solution:")
    assert "\nassert _kodenv_same(is_prime(1), [False], wrapped=True)\n" in rows["apps/4184"].test
    assert rows["apps/4184"].test.count("assert ") == 8


def test_real_contest_rows_by_hand():
    (taco,) = real("original_layout/taco_1.jsonl")
    (contests,) = real("original_layout/code_contests_card_row.jsonl")
    (live,) = real("original_layout/livecodebench_1.jsonl")
    assert taco.limits == {"timeout_s": 1.0, "memory_mb": 512.0}
    assert parse_stdio(taco.test)[3][1].startswith("\n4 3 2 1\n")
    assert (len(parse_stdio(contests.test)), contests.limits) == (4, {"timeout_s": 0.5, "memory_mb": 245})
    assert parse_stdio(live.test)[0] == ("6\nabc\nacb\nbac\nbca\ncab\ncba\n", "YES\nYES\nYES\nNO\nNO\nYES\n")
    assert len(parse_stdio(live.test)) == 5
