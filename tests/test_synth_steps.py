"""The pipeline's steps on plain records: parse, select, difficulty, configuration."""

import json
from dataclasses import replace

import pytest
from fake_judge import write_jsonl

from kodenv.commands.collecting import Source
from kodenv.errors import ConfigError
from kodenv.policy import SamplingParams
from policies.openai_policy import OpenAIPolicy
from policies.openai_settings import Endpoint, OpenAISettings
from synth.pipeline.config import make_source, read_config
from synth.pipeline.estimate import estimate
from synth.pipeline.sieve import DedupConfig, find_duplicates
from synth.prompting import load_prompt
from synth.records import Attempt, Dropped, Parsed, Question
from synth.steps.attempts import attempt_request, feedback, repair_request
from synth.steps.difficulty import difficulty_of, wilson
from synth.steps.parse import parse_attempt
from synth.steps.selection import choose, choose_failed, tied
from synth.steps.triplets import make_triplet
from synth.steps.triplets import test_info as describe_functions

SOLUTION, TEST = "def f(x):\n    return x\n", "from solution import f\n\ndef test_a():\n    assert f(1) == 1\n"


def reply(solution=SOLUTION, test=TEST, *, end="<|Test End|>", fence="```"):
    return (
        f"Here it is.\n<|Solution Begin|>\n{fence}python\n{solution}{fence}\n<|Solution End|>\n"
        f"<|Test Begin|>\n{fence}python\n{test}{fence}\n{end}"
    )


def attempt(trial, status="PASSED", *, repair=0, coverage=1.0, passed=1, total=2, parsed=True):
    return Attempt(
        question_id="q", trial=trial, repair=repair, status=status, passed=passed, total=total,
        parsed=Parsed(solution=SOLUTION, test=TEST) if parsed else None,
        line_coverage=coverage if status == "PASSED" else None,
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        reply(),
        reply() + "\nThat is all.",
        "<think>\n<|Solution Begin|> no\n</think>\n" + reply(),
        reply(fence="````"),
        reply().replace("```python", "```"),
    ],
)
def test_a_reply_with_its_marks_is_parsed(text):
    assert parse_attempt(text) == Parsed(solution=SOLUTION, test=TEST)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty_reply"),
        ("I cannot.", "marks_missing"),
        (reply(end=""), "marks_missing"),
        (reply() + reply(), "marks_missing"),
        (reply().replace("<|Solution End|>", ""), "marks_missing"),
        (reply().replace("```", ""), "solution_not_fenced"),
        (reply().replace("```\n<|Test End|>", "<|Test End|>"), "test_not_fenced"),
        (reply(solution=""), "solution_empty"),
        (reply(solution="def f(x) return x\n"), "solution_syntax_error"),
        (reply(test="def test_a(:\n    pass\n"), "test_syntax_error"),
        (reply(solution=f"{SOLUTION}```\nor\n```python\n{SOLUTION}"), "solution_not_fenced"),
        ("<think> and so on", "unfinished_reasoning"),
    ],
)
def test_a_reply_that_does_not_parse_says_why(text, reason):
    found = parse_attempt(text)
    assert isinstance(found, Dropped)
    assert found.reason == reason


def test_a_reply_that_was_cut_says_so_but_one_that_is_whole_is_taken():
    cut = parse_attempt(reply()[:60], truncated=True)
    assert isinstance(cut, Dropped)
    assert cut.reason == "truncated"
    assert parse_attempt(reply(), truncated=True) == Parsed(solution=SOLUTION, test=TEST)


def test_the_best_covering_attempt_is_chosen_and_of_equals_the_first():
    assert choose([attempt(0, "FAILED"), attempt(1, coverage=0.9), attempt(2), attempt(3)]).trial == 2
    assert choose([attempt(0, coverage=None), attempt(1, coverage=0.1)]).trial == 1
    assert choose([attempt(1, repair=1), attempt(1)]).repair == 0
    assert choose([attempt(0, "FAILED"), attempt(1, "TIMEOUT")]) is None


def test_lines_count_before_branches_before_killed_mutants_before_order():
    tries = [attempt(n) for n in range(4)]
    best = [replace(one, branch_coverage=b, mutants=m, killed=k) for one, b, m, k in zip(
        tries, (0.5, 1.0, 1.0, 1.0), (4, 4, 4, 4), (4, 2, 3, 3), strict=True
    )]  # fmt: skip
    assert choose(best).trial == 2
    assert choose([*best, replace(attempt(9, coverage=0.9), branch_coverage=1.0, mutants=4, killed=4)]).trial == 2
    assert choose(best, 0.8).trial == 0 and choose(best[1:], 0.8) is None
    assert [one.trial for one in tied(best)] == [1, 2, 3] and tied(best[:2]) == []
    # Where nothing was tried, nothing is known: that is no failure.
    assert choose([attempt(0)], 0.8).trial == 0


def test_the_nearest_failed_attempt_is_repaired_but_none_without_a_program():
    failed = [attempt(0, "FAILED", passed=1), attempt(1, "FAILED", passed=2, total=3), attempt(2, "ERROR", passed=0)]
    assert choose_failed(failed).trial == 1
    assert choose_failed([attempt(0, "UNPARSED", parsed=False), attempt(1, "UNSCORED"), attempt(2)]) is None


def test_a_reply_that_does_not_parse_counts_as_a_failure_and_a_repair_does_not_count():
    found = difficulty_of(
        [attempt(1), attempt(0, "UNPARSED", parsed=False), attempt(0, repair=1), attempt(2, "UNSCORED")]
    )
    assert found.sequence == (0, 1)
    assert found.columns("gpt")["gpt_pass_percentage"] == 0.5


@pytest.mark.parametrize(
    ("sequence", "band"), [("111", "easy"), ("110", "easy"), ("100", "medium"), ("1000", "hard"), ("0", "hard")]
)
def test_bands_are_kodcodes(sequence, band):
    assert difficulty_of([attempt(i, "PASSED" if c == "1" else "FAILED") for i, c in enumerate(sequence)]).band == band


def test_the_interval_holds_the_share_and_narrows():
    wide, narrow = wilson(2, 3), wilson(200, 300)
    assert wide[0] < narrow[0] < 2 / 3 < narrow[1] < wide[1]
    assert (wilson(0, 0), wilson(0, 5)[0], wilson(5, 5)[1]) == ((0.0, 1.0), 0.0, 1.0)


def test_kodcodes_columns_are_there_under_the_teachers_name():
    question = Question(
        question_id="q_I", question="Write f.", subset="Docs", source="Docs", extra={"seed_license": "BSD"}
    )
    triplet = make_triplet(question, [attempt(0), attempt(1, "FAILED")], attempt(0), "qwen")
    row = triplet.to_row()
    assert row["qwen_pass_sequence"] == [1, 0]
    assert (row["qwen_difficulty"], row["difficulty"], row["chosen_trial"]) == ("medium", "medium", "trial_qwen_0")
    assert (row["license"], row["entry_point"], row["subset"]) == ("BSD", "f", "Docs")


def test_functions_are_described_as_kodcode_describes_them():
    info = describe_functions('def g():\n    pass\ndef f(x: int = 1) -> int:\n    """Doc."""\n    return x\n', TEST)
    assert info == [
        {
            "function_name": "f",
            "parameter_list": "(x: int=1)",
            "function_declaration": "def f(x: int=1) -> int:",
            "docstring": "Doc.",
        }
    ]


def test_attempts_differ_by_their_seed_and_a_repair_shows_what_happened():
    question = Question(question_id="q", question="Write {{test}}.", subset="s", source="s")
    ask, mend = load_prompt("solve"), load_prompt("repair")
    seeds = {
        attempt_request(question, trial, seed, ask, SamplingParams()).params.seed for trial in (0, 1) for seed in (0, 1)
    }
    assert len(seeds) == 4
    failed = Attempt(
        question_id="q", trial=1, status="FAILED", passed=1, total=2, message="test_b: 1 != 2",
        parsed=Parsed(solution=SOLUTION, test=TEST),
    )  # fmt: skip
    request = repair_request(question, failed, 0, mend, SamplingParams())
    text = request.messages[0]["content"]
    assert all(part in text for part in ("Write {{test}}.", SOLUTION.strip(), TEST.strip(), feedback(failed)))
    assert request.params.seed not in seeds


CONFIG = """
seed = 3
styles = ["complete"]
[policies.teacher]
spec = "openai:m@http://localhost:1/v1"
[[sources]]
name = "Prefill"
count = 4
[solve]
attempts = 2
[solve.sampling]
temperature = 0.7
[dedup]
near = 0
"""


def read(tmp_path, text):
    path = tmp_path / "c.toml"
    path.write_text(text)
    return read_config(path)


def test_a_configuration_is_read(tmp_path):
    config = read(tmp_path, CONFIG)
    assert (config.seed, config.solver, config.styles) == (3, "teacher", ("complete",))
    assert (config.solve.attempts, config.solve.repairs, config.solve.sampling.temperature) == (2, 1, 0.7)
    assert (config.dedup.exact, config.dedup.near) == (True, None)
    assert make_source(config.sources[0], "").name == "Prefill"
    paced = read(tmp_path, CONFIG.replace("[[sources]]", "concurrency = 9\nextra = {top_k = 5}\n[[sources]]", 1))
    assert paced.policies["teacher"].server == {"concurrency": 9, "extra": {"top_k": 5}}
    # The pace of asking is no part of what the rows hang on; what is sent is.
    assert paced.policies["teacher"].identity() == {**config.policies["teacher"].identity(), "extra": {"top_k": 5}}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("seed = 3", "sed = 3", "sed: unknown key 'sed'; did you mean 'seed'"),
        ("attempts = 2", 'attempts = "2"', "solve.attempts: expected a whole number, got '2'"),
        ("attempts = 2", "attempts = 0", "solve.attempts: expected 1 or more, got 0"),
        ('"Prefill"', '"Prefil"', "sources[0].name: unknown source 'Prefil'; did you mean 'Prefill'"),
        ("count = 4", "", "sources[0].count: expected a whole number, got nothing"),
        ("count = 4", "count = true", "sources[0].count: expected a whole number, got True"),
        ("[policies.teacher]", "[policies.teacher.x]", "policies.teacher.spec: expected a text, got nothing"),
        ('["complete"]', '["completed"]', "styles: unknown style 'completed'; did you mean 'complete'"),
        ("near = 0", "near = 2", "dedup.near: expected a number from 0 (do not compare) to 1, got 2"),
        ("[solve]", '[solve]\npolicy = "teach"', "solve.policy: unknown policy 'teach'; did you mean 'teacher'"),
        ("seed = 3", "seed = ", "expected TOML"),
        ("seed = 3", 'styler = "teach"', "styler: unknown policy 'teach'; did you mean 'teacher'"),
        ("attempts = 2", "min_mutation_score = 2", "solve.min_mutation_score: expected a share from 0 to 1, got 2.0"),
        ("attempts = 2", "mutants = 0\nmin_mutation_score = 0.5", "solve.mutants: expected 1 or more"),
        ("[[sources]]", 'concurrency = "9"\n[[sources]]', "teacher.concurrency: expected a whole number, got '9'"),
        (
            'openai:m@http://localhost:1/v1"',
            'replay:x"\nconcurrency = 9',
            "teacher.concurrency: expected it beside a spec",
        ),
    ],
)
def test_a_wrong_key_is_named(tmp_path, old, new, said):
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, CONFIG.replace(old, new))
    assert said in str(caught.value)
    assert str(tmp_path / "c.toml") in str(caught.value)


def test_a_wrong_option_of_a_source_is_named(tmp_path):
    config = read(tmp_path, CONFIG.replace("count = 4", "count = 4\nphrase = ['x']"))
    with pytest.raises(ConfigError, match=r"sources\.Prefill: unknown option 'phrase'; did you mean 'phrases'"):
        make_source(config.sources[0], "")
    config = read(tmp_path, CONFIG.replace('"Prefill"', '"Leetcode"'))
    with pytest.raises(ConfigError, match=r"sources\.Leetcode: expected the option seeds"):
        make_source(config.sources[0], "")


def test_what_a_server_is_sent_is_part_of_what_a_folder_compares(tmp_path):
    write_jsonl(tmp_path / "t.jsonl", [{"question_id": "q", "question": "?", "solution": SOLUTION, "test": TEST}])
    endpoint = Endpoint(model="m", base_url="http://localhost:1/v1")
    found = []
    for extra in ({}, {"top_k": 5}, {"top_k": 9}):
        with OpenAIPolicy(endpoint, OpenAISettings(extra=extra)) as policy:
            found.append(Source(triplets=str(tmp_path / "t.jsonl"), policy=policy, n=1, seed=0).identity())
    assert len({json.dumps(one, sort_keys=True) for one in found}) == 3


def test_the_estimate_counts_what_the_styles_ask(tmp_path):
    config = read(tmp_path, CONFIG.replace("seed = 3", 'seed = 3\nstyler = "teacher"'))
    plain = [(line.what, line.most) for line in estimate(replace(config, styler=""))]
    assert [(line.what, line.most) for line in estimate(config)] == [*plain, ("styles", 4)]


def test_a_duplicate_is_dropped_with_what_it_repeats_and_how_alike_they_are():
    text = "Write a function that returns the longest run of equal numbers in a list, or zero for an empty list."
    ask = [
        Question(question_id=str(number), question=said, subset="s", source="s")
        for number, said in enumerate((text, f"{text} Thanks!"))
    ]
    (_, first), (_, second) = find_duplicates(ask, DedupConfig().matchers())
    assert first is None and second.to_row()["duplicate_of"] == "0"
    assert second.method == "near" and 0.8 <= second.similarity < 1
