"""Sources: requests that hang on the seed alone, and replies that become questions or are dropped for a reason."""

import inspect
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

import pytest

from kodenv.errors import ConfigError, DataError
from kodenv.policy import Completion, Request
from kodenv.records import Triplet
from synth.draws import draw, draw_groups
from synth.prompting import load_prompt
from synth.records import Dropped, Question
from synth.seeds import Seed, question_seeds, section_seeds
from synth.snippets import read_snippets, snippet_seeds, snippets_of
from synth.sources import SOURCES, Source, Step
from synth.sources.evol import EvolSource
from synth.sources.filter import FilterSource, is_for_python, read_tags
from synth.sources.prefill import PHRASES, PrefillSource
from synth.sources.reply_text import clean_question, strip_headings

DATA = os.environ.get("KODENV_REAL_DATA")
needs_data = pytest.mark.skipif(DATA is None, reason="KODENV_REAL_DATA is not set to the folder of real data")

QUESTION = "Write a function `weigh(parcels)` that returns the sum of the weights of all parcels that are not empty."
HARDER = "Keep parcels sorted by weight while new ones arrive at any time and old ones are taken away in any order."
MARKED = f"<|Analysis Begin|>\nIt sorts.\n<|Analysis End|>\n<|Question Begin|>\n{QUESTION}\n<|Question End|>"
TAGS = {"quality": "good", "task": "Function Generation", "kind": "function"}

CODE = """\
import os

def climb(steps, limit=3):
    ways = [1]
    for number in range(1, steps + 1):
        ways.append(sum(ways[-limit:]))
        if ways[-1] > 10:
            break
    return ways

class Heap:
    def __init__(self):
        self.items = []

    def push(self, item):
        self.items.append(item)
        while self.items[0] > item:
            if len(self.items) > 3:
                break

def short():
    return 1

def test_climb():
    for number in range(3):
        if number:
            assert climb(number)
    return None
"""


def seeds(count: int) -> list[Seed]:
    return [
        Seed(
            seed_id=f"s{number}",
            text=f"Write a function that doubles every {number}th item of a list and returns what comes out of it.",
            imports=frozenset({"itertools"}),
        )
        for number in range(count)
    ]


def sections(count: int) -> list[Seed]:
    fields = {"title": "Heaps", "source": "a package 1.0"}
    return [Seed(seed_id=f"d{number}", text=f"Section {number} on heaps.", fields=fields) for number in range(count)]


@pytest.fixture
def code_folder(tmp_path: Path) -> Path:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "one.py").write_text(CODE)
    (tmp_path / "two.py").write_text(CODE.replace("climb", "scale").replace("Heap", "Pile"))
    return tmp_path


def make(name: str, folder: Path, count: int = 10) -> Source:
    options: dict[str, object] = {}
    taken = inspect.signature(SOURCES[name]).parameters
    if "folder" in taken:
        options["folder"] = folder
    if "seeds" in taken:
        options["seeds"] = sections(count) if name == "Docs" else seeds(count)
    return SOURCES[name](**options)


class Scripted:
    """A policy that answers from a function of the request; it notes what it was asked."""

    name = "scripted"

    def __init__(self, answer: Callable[[Request], str]) -> None:
        self.asked: list[Request] = []
        self._answer = answer

    def sample(self, requests: Iterable[Request]) -> Iterator[tuple[int, Completion]]:
        for request in requests:
            self.asked.append(request)
            yield request.index, Completion(text=self._answer(request))


def run(source: Source, policy: Scripted, count: int, seed: int = 0) -> list[Question | Dropped]:
    """Drive a source as the pipeline does: ask, and ask on for as long as it says so."""
    outcomes: list[Question | Dropped] = []
    for asked in source.requests(seed, count):
        while True:
            ((_, reply),) = policy.sample([asked.request])
            outcome = source.question(reply.text, asked)
            if not isinstance(outcome, Step):
                break
            asked = outcome
        outcomes.append(outcome)
    return outcomes


def answer_any(request: Request) -> str:
    prompt = request.messages[0]["content"] if request.messages else ""
    if '"quality"' in prompt:
        return json.dumps(TAGS)
    if "harder" in prompt:
        return HARDER
    return MARKED if "<|Question Begin|>" in prompt else request.prefill + " " + QUESTION


@pytest.mark.parametrize("name", SOURCES)
def test_every_source_makes_questions_of_its_subset_from_replies(name: str, code_folder: Path) -> None:
    outcomes = run(make(name, code_folder), Scripted(answer_any), 4)
    made = [one for one in outcomes if isinstance(one, Question)]
    assert len(made) == 4, outcomes
    assert {(one.subset, one.source) for one in made} == {(name, name)}
    assert all(QUESTION in one.question and one.prompt_hash for one in made)
    assert len({one.question_id for one in made}) == 4 and made[2].question_id == f"{name}_0_00000002_I"
    assert [len(one.seed_ids) for one in made] == [{"Leetcode": 3, "Prefill": 0, "Filter": 0}.get(name, 1)] * 4


@pytest.mark.parametrize("name", SOURCES)
def test_requests_hang_on_the_seed_alone_and_more_of_them_begin_the_same(name: str, code_folder: Path) -> None:
    source = make(name, code_folder)
    few, many = list(source.requests(7, 3)), list(make(name, code_folder).requests(7, 12))
    assert many[:3] == few
    assert [one.index for one in many] == list(range(12))
    others = list(source.requests(8, 12))
    assert not {one.request.params.seed for one in many} & {one.request.params.seed for one in others}
    assert len({(str(one.request.messages), one.request.text, one.request.params.seed) for one in many}) == 12


def test_a_question_carries_the_licences_of_its_seeds() -> None:
    mixed = [Seed(seed_id=f"s{n}", text=f"Seed {n}", license=("MIT", "MIT", None)[n]) for n in range(3)]
    source = SOURCES["Leetcode"](seeds=mixed)
    outcome = source.question(QUESTION, next(source.requests(0, 1)))
    assert isinstance(outcome, Question) and outcome.extra == {"seed_license": "MIT"}
    library = SOURCES["Algorithm"]()
    outcome = library.question(MARKED, next(library.requests(0, 1)))
    assert isinstance(outcome, Question) and outcome.extra == {"seed_license": "PSF-2.0"}


def test_the_order_of_seeds_in_their_file_changes_nothing(code_folder: Path) -> None:
    forward = SOURCES["Leetcode"](seeds=seeds(9))
    backward = SOURCES["Leetcode"](seeds=seeds(9)[::-1])
    assert list(forward.requests(1, 9)) == list(backward.requests(1, 9))


@pytest.mark.parametrize("size", [1, 3, 4])
def test_no_seed_comes_again_before_all_others_came(size: int) -> None:
    ids = [f"s{number}" for number in range(10)]
    groups = list(islice(draw_groups(ids, size, 3, "x"), 50))
    assert all(len(set(group)) == size for group in groups)
    flat = [one for group in groups for one in group]
    for end in range(1, len(flat) + 1):
        counts = Counter(flat[:end])
        # Inside a group nothing may repeat, so at the end of a round one id may have to wait for a group.
        assert max(counts.values()) - min(counts.get(one, 0) for one in ids) <= (1 if size == 1 else 2)


def test_a_seed_that_is_added_moves_no_other() -> None:
    ids = [f"s{number}" for number in range(20)]
    before, after = list(islice(draw(ids, 0, "x"), 20)), list(islice(draw([*ids, "new"], 0, "x"), 21))
    assert [one for one in after if one != "new"] == before


def test_names_and_rounds_draw_independently() -> None:
    ids = [f"s{number}" for number in range(20)]
    first = list(islice(draw(ids, 0, "x"), 40))
    assert first[:20] != first[20:] and sorted(first[:20]) == sorted(first[20:])
    assert list(islice(draw(ids, 0, "y"), 20)) != first[:20]


def test_too_few_seeds_are_an_error_that_names_the_source() -> None:
    with pytest.raises(ConfigError, match="Leetcode: expected at least 3 seeds, got 2"):
        next(SOURCES["Leetcode"](seeds=seeds(2)).requests(0, 1))


# --- what is dropped ----------------------------------------------------------------------------


def reason(source: Source, reply: str) -> str:
    outcome = source.question(reply, next(iter(source.requests(0, 1))))
    return outcome.reason if isinstance(outcome, Dropped) else "kept"


@pytest.mark.parametrize(
    ("reply", "wanted"),
    [
        (MARKED, "kept"),
        (f"<think>{MARKED}</think>{MARKED}", "kept"),
        (MARKED.replace("<|Question End|>", ""), "marks_missing"),  # cut off: KodCode takes the whole reply instead
        (MARKED.replace("<|Question Begin|>", ""), "marks_missing"),
        (f"{MARKED}\n{MARKED}", "marks_missing"),
        (QUESTION, "marks_missing"),
        ("<|Question End|> and then <|Question Begin|>", "marks_missing"),
        ("<|Question Begin|>\n\n<|Question End|>", "too_short"),
        ("", "empty_reply"),
        ("<think>still at it", "unfinished_reasoning"),
        (f"<|Question Begin|>Explain this to me:\n{CODE}<|Question End|>", "copies_seed"),
    ],
)
def test_a_reply_of_a_snippet_source_is_strict_about_its_marks(reply: str, wanted: str, code_folder: Path) -> None:
    folder = code_folder / "inner"
    assert reason(SOURCES["Algorithm"](folder=folder), reply) == wanted


def test_the_analysis_never_gets_into_a_question(code_folder: Path) -> None:
    source = make("Algorithm", code_folder)
    outcome = source.question(MARKED, next(source.requests(0, 1)))
    assert isinstance(outcome, Question) and outcome.question == QUESTION


def copy_a_seed(request: Request) -> str:
    """Answer with a text of the prompt, one word changed."""
    prompt = request.messages[0]["content"] if request.messages else ""
    line = next(
        line for line in prompt.splitlines() if line.startswith(("Write a function that doubles", "Keep parcels"))
    )
    return HARDER if "harder" in prompt else line.replace("doubles", "triples").replace("weight", "size")


@pytest.mark.parametrize("name", ["Leetcode", "Taco", "Package", "Evol"])
def test_a_copy_of_a_seed_is_dropped(name: str, code_folder: Path) -> None:
    source = make(name, code_folder)
    policy = Scripted(copy_a_seed)
    outcomes = run(source, policy, 1)
    assert [one.reason for one in outcomes if isinstance(one, Dropped)] == ["copies_seed"]


@pytest.mark.parametrize(
    "reply",
    [
        "BAD_DOCUMENT\n\nIt only lists releases.",
        "BAD_DOCUMENT",
        "**BAD_DOCUMENT**",
        "`BAD_DOCUMENT`.",
        "<think>hm</think>BAD_DOCUMENT\n",
    ],
)
def test_a_section_that_the_model_declines_is_dropped(reply: str, code_folder: Path) -> None:
    assert reason(make("Docs", code_folder), reply) == "bad_document"


def test_a_question_that_mentions_the_marker_is_a_question(code_folder: Path) -> None:
    reply = MARKED.replace("not empty", 'not "BAD_DOCUMENT"')
    assert reason(make("Docs", code_folder), reply) == "kept"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("### Coding Question\n\n#### Problem Statement:\nAdd them.", "Add them."),
        ("**New Coding Assessment Question 4:**\n\nAdd them.", "Add them."),
        ("Question 4: Add them.", "Add them."),
        ("**Task:** Add them.", "Add them."),
        ("## Scenario\nAdd them.", "## Scenario\nAdd them."),
        ("### Question: The lost sum\nAdd them.", "### Question: The lost sum\nAdd them."),
        ("Problem solving is fun. Add them.", "Problem solving is fun. Add them."),
        ("Tasks are given as a list. Add them.", "Tasks are given as a list. Add them."),
    ],
)
def test_headings_go_and_words_stay(text: str, wanted: str) -> None:
    assert strip_headings(text) == wanted


def test_remarks_and_wrapping_go() -> None:
    assert clean_question(f"Sure! Here is a new task:\n\n```markdown\n# Task 3\n{QUESTION}\n```") == QUESTION
    listed = "Here is a list of numbers: sort it.\n\nReturn the sorted list to whoever asked for it."
    assert clean_question(listed) == listed


# --- prefill and filter --------------------------------------------------------------------------


def test_a_prefilled_turn_is_raw_text_up_to_the_users_words() -> None:
    asked = [one.request for one in PrefillSource().requests(0, 60)]
    assert all(one.text and one.text.endswith("<|im_start|>user\n") and one.messages is None for one in asked)
    assert {one.prefill for one in asked} == set(PHRASES)
    assert all("<|im_end|>" in one.params.stop for one in asked)


@pytest.mark.parametrize(
    ("reply", "wanted"),
    [
        (" sums a list of numbers.", "{} sums a list of numbers."),
        ("{} sums a list of numbers.", "{} sums a list of numbers."),
        ("{} sums a list.<|im_end|>\n<|im_start|>assistant\nSure", "{} sums a list."),
        ("{} sums a list.\nassistant\nSure, here", "{} sums a list."),
        ("{} sums a list.\n\nHere's a Python function that does it:\n```", "{} sums a list."),
        ("{} sums:\n\nHere is an example: [1] gives 1.", "{} sums:\n\nHere is an example: [1] gives 1."),
    ],
)
def test_a_turn_is_whole_once_and_ends_where_the_answer_begins(reply: str, wanted: str) -> None:
    source = PrefillSource()
    for asked in source.requests(0, 5):
        phrase = asked.request.prefill
        outcome = source.question(reply.replace("{}", phrase), asked)
        assert isinstance(outcome, Question) and outcome.question == wanted.replace("{}", phrase)


def test_a_turn_that_goes_in_circles_is_dropped() -> None:
    reply = "Write a function to" + " add one and one and then add one and two and" * 9
    source = PrefillSource(phrases=["Write a function to"])
    assert reason(source, reply) == "repeats_itself"
    assert reason(source, "Write a function to") == "empty_reply"


def test_servers_without_raw_text_are_asked_in_words() -> None:
    asked = next(PrefillSource(template="chat").requests(0, 1)).request
    assert asked.text is None and asked.messages is not None and not asked.prefill
    assert any(f'"{phrase}"' in asked.messages[0]["content"] for phrase in PHRASES)


def test_a_message_that_was_asked_for_in_words_gets_no_phrase_before_it() -> None:
    source = PrefillSource(template="chat")
    outcome = source.question(f"Hello! {QUESTION}", next(source.requests(0, 1)))
    assert isinstance(outcome, Question) and outcome.question == f"Hello! {QUESTION}"


def filtered(tags: str, turn: str = QUESTION, **options: str) -> tuple[Question | Dropped, list[Request]]:
    policy = Scripted(lambda request: turn if request.text is not None else tags)
    source = FilterSource(models=["a", "b"], judge="j")
    (outcome,) = run(source, policy, 1)
    return outcome, policy.asked


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({"quality": "average"}, "low_quality"),
        ({"task": "Debugging"}, "other_task"),
        ({"kind": "other"}, "other_task"),
        ({"task": "Sorcery"}, "bad_tags"),
        ({"quality": 5}, "bad_tags"),
        ({"quality": "Excellent "}, "kept"),
    ],
)
def test_the_judges_tags_decide(changed: dict[str, object], wanted: str) -> None:
    outcome, asked = filtered(json.dumps({**TAGS, **changed}))
    assert (outcome.reason if isinstance(outcome, Dropped) else "kept") == wanted
    assert len(asked) == 2 and asked[1].params.temperature == 0 and asked[1].question_id == asked[0].question_id


def test_the_question_carries_its_tags_and_its_writer() -> None:
    outcome, _ = filtered(f"```json\n{json.dumps(TAGS)}\n```")
    assert isinstance(outcome, Question) and outcome.question == QUESTION
    assert outcome.extra == {**TAGS, "written_by": "a"}


@pytest.mark.parametrize("reply", ["good", "[]", '{"quality": "good"}', f"{json.dumps(TAGS)} and {json.dumps(TAGS)}"])
def test_tags_that_do_not_parse_are_counted(reply: str) -> None:
    tags = read_tags(reply)
    assert isinstance(tags, Dropped) and tags.reason == "bad_tags"


def test_models_take_turns_and_steps_say_whom_to_ask() -> None:
    source = FilterSource(models=["a", "b"], templates=["chatml", "llama3"], judge="j")
    first = list(source.requests(0, 4))
    assert [one.policy for one in first if isinstance(one, Step)] == ["a", "b", "a", "b"]
    assert "<|start_header_id|>" in (first[1].request.text or "") and "<|im_start|>" in (first[2].request.text or "")
    step = source.question(QUESTION, first[0])
    assert isinstance(step, Step) and step.policy == "j" and step.draft == QUESTION and step.number == 1


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Sort a list of words.", True),
        ("Sort a list in Java.", False),
        ("Write this in C++, please.", False),
        ("Rewrite this JavaScript in Python.", True),
        ("How does Go compare? Let us go and sort.", True),
        ("I like javanese coffee; sort my cups.", True),
    ],
)
def test_only_python_stays(text: str, wanted: bool) -> None:
    assert is_for_python(text) is wanted


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (lambda: PrefillSource(template="chatmll"), "did you mean 'chatml'"),
        (lambda: PrefillSource(phrases=[" "]), "Prefill: phrases"),
        (lambda: FilterSource(models=[]), "Filter: models"),
        (lambda: FilterSource(models=["a", "b"], templates=["chatml"] * 3), "Filter: templates"),
        (lambda: FilterSource(qualities=["superb"]), "Filter: qualities: .*superb"),
        (lambda: EvolSource(seeds=seeds(1), rounds=0), "Evol: rounds"),
        (lambda: SOURCES["Taco"](seeds=seeds(1), seeds_per_prompt=0), "Taco: seeds_per_prompt"),
        (lambda: SOURCES["Algorithm"](folder="/no/such/folder"), "expected a folder"),
        (lambda: SOURCES["Package"](seeds=[Seed(seed_id="a", text="b")]), "Package: expected seeds whose solutions"),
    ],
)
def test_arguments_that_cannot_be_used_are_refused_by_name(build: Callable[[], object], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        build()


# --- evol and package ----------------------------------------------------------------------------


def test_evol_makes_a_seed_harder_and_then_asks_for_something_new() -> None:
    policy = Scripted(answer_any)
    (outcome,) = run(EvolSource(seeds=seeds(3), rounds=2), policy, 1)
    assert isinstance(outcome, Question) and outcome.question == QUESTION
    prompts = [one.messages[0]["content"] for one in policy.asked if one.messages]
    assert len(prompts) == 3 and HARDER in prompts[1] and HARDER in prompts[2]
    assert len(set(outcome.extra["evolved"])) == 2
    assert len({one.params.seed for one in policy.asked}) == 3
    assert outcome.prompt_hash == f"{load_prompt('evolve').hash}+{load_prompt('assessment').hash}"


def test_packages_that_the_judge_lacks_are_not_asked_for() -> None:
    there = Seed(seed_id="there", text="Use numpy.", imports=frozenset({"numpy", "os"}))
    lacking = Seed(seed_id="lacking", text="Use both.", imports=frozenset({"numpy", "flask"}))
    source = SOURCES["Package"](seeds=[there, lacking], packages=["numpy"])
    asked = list(source.requests(0, 4))
    assert {one.seed_ids for one in asked} == {("there",)}
    prompt = asked[0].request.messages[0]["content"] if asked[0].request.messages else ""
    assert "need" in prompt and "`numpy`" in prompt and "`os`" not in prompt


# --- seeds, snippets, prompts ---------------------------------------------------------------------


def test_snippets_are_whole_definitions_of_substance(code_folder: Path) -> None:
    found = list(read_snippets(code_folder))
    assert [(one.path, one.name, one.kind) for one in found] == [
        ("inner/one.py", "climb", "function"),
        ("inner/one.py", "Heap", "class"),
        ("two.py", "scale", "function"),
        ("two.py", "Pile", "class"),
    ]
    assert found[0].text.startswith("def climb(") and found[0].text.endswith("return ways")


def test_a_snippets_id_is_its_place_and_text_and_no_machine_path(code_folder: Path) -> None:
    first = next(read_snippets(code_folder)).snippet_id
    assert first.startswith("inner/one.py:climb:") and str(code_folder) not in first
    changed = next(snippets_of(CODE.replace("ways = [1]", "ways = [2]"), "inner/one.py")).snippet_id
    assert changed != first


def test_equal_texts_are_one_seed_and_broken_files_give_what_can_be_read(tmp_path: Path) -> None:
    for name in ("b.py", "a.py"):
        (tmp_path / name).write_text(CODE)
    (tmp_path / "c.py").write_text(CODE.replace("climb", "mend") + "\ndef broken(:\n")
    (tmp_path / "d.py").write_bytes(b"\xff\xfe\x00not text")
    found = snippet_seeds(tmp_path, "function")
    assert sorted(one.seed_id.rpartition(":")[0] for one in found) == ["a.py:climb", "c.py:mend"]


def test_links_that_lead_nowhere_are_no_files(code_folder: Path) -> None:
    (code_folder / "lost.py").symlink_to(code_folder / "nowhere.py")
    assert len(list(read_snippets(code_folder))) == 4


def test_the_standard_library_has_snippets_of_both_kinds() -> None:
    assert len(snippet_seeds(None, "function")) > 500 and len(snippet_seeds(None, "class")) > 200


def test_a_section_without_a_text_is_refused_by_line(tmp_path: Path) -> None:
    file = tmp_path / "docs.jsonl"
    file.write_text('{"text": "Heaps."}\n{"title": "No text"}\n')
    with pytest.raises(DataError, match=r"docs\.jsonl:2: \$\.text: expected a string"):
        section_seeds(file)


def test_question_seeds_know_what_their_solutions_import(tmp_path: Path) -> None:
    row = Triplet(
        question_id="q", question="Sort it.", solution="import heapq\n", test="def test_a(): assert 1"
    ).to_row()
    file = tmp_path / "t.jsonl"
    file.write_text(
        json.dumps(row) + "\n" + json.dumps({**row, "question_id": "long", "question": "x" * 20_000}) + "\n"
    )
    (seed,) = question_seeds(file)
    assert seed.seed_id == "q" and seed.imports == frozenset({"heapq"})


def test_a_prompts_hash_is_of_its_text_and_a_folder_replaces_it(tmp_path: Path, code_folder: Path) -> None:
    own = load_prompt("assessment")
    (tmp_path / "assessment.md").write_text("Like these: {{seeds}}")
    other = load_prompt("assessment", tmp_path)
    assert other.hash != own.hash and load_prompt("analysis", tmp_path) == load_prompt("analysis")
    source = SOURCES["Taco"](seeds=seeds(2), prompts=tmp_path)
    asked = next(source.requests(0, 1))
    assert asked.request.messages and asked.request.messages[0]["content"].startswith("Like these: Write a function")
    outcome = source.question(QUESTION, asked)
    assert isinstance(outcome, Question) and outcome.prompt_hash == other.hash


def test_braces_in_a_seed_are_text_and_a_prompt_with_other_slots_is_refused(tmp_path: Path) -> None:
    braces = Seed(seed_id="b", text="Fill {{seeds}} and {{snippet}} into a template, as some engines do.")
    asked = next(SOURCES["Apps"](seeds=[braces]).requests(0, 1))
    assert asked.request.messages and braces.text in asked.request.messages[0]["content"]
    (tmp_path / "assessment.md").write_text("No slot.")
    with pytest.raises(ConfigError, match="prompt assessment: expected the slots seeds, got none"):
        next(SOURCES["Apps"](seeds=[braces], prompts=tmp_path).requests(0, 1))


# --- real data -----------------------------------------------------------------------------------

REAL_SEEDS = {
    "Leetcode": "HumanEval.jsonl.gz",
    "Codeforces": "mbpp.jsonl",
    "Apps": "original_layout/apps_hf.jsonl",
    "Taco": "sanitized-mbpp.json",
    "Code_Contests": "HumanEval.jsonl.gz",
    "Package": "original_layout/bigcodebench_0-59.jsonl",
    "Evol": "original_layout/bigcodebench_0-59.jsonl",
    "Docs": "doc_sections.jsonl.gz",
}


@needs_data
@pytest.mark.parametrize("name", SOURCES)
def test_every_source_asks_from_real_seeds(name: str) -> None:
    assert DATA is not None
    options = {"seeds": Path(DATA, REAL_SEEDS[name])} if name in REAL_SEEDS else {}
    source = SOURCES[name](**options)
    asked = list(source.requests(0, 25))
    assert all(one.request.messages or one.request.text for one in asked)
    if name not in ("Prefill", "Filter"):
        drawn = [seed_id for one in asked for seed_id in one.seed_ids]
        assert len(set(drawn)) == min(len(drawn), {"Apps": 5, "Package": 20}.get(name, len(drawn)))
    outcomes = run(source, Scripted(answer_any), 25)
    assert all(isinstance(one, Question) for one in outcomes)


@needs_data
def test_the_recorded_replies_of_kodcodes_run_become_questions_or_are_cut_off() -> None:
    import gzip

    assert DATA is not None
    found: dict[str, Counter[str]] = {}
    for name, folder in (("Prefill", "prefill"), ("Algorithm", "algorithm")):
        with gzip.open(Path(DATA, "kodcode_demo", folder, "question_responses.jsonl.gz"), "rt") as file:
            replies = [json.loads(line)["messages"][-1]["content"] for line in file]
        source = PrefillSource(phrases=["Write a python function to"]) if name == "Prefill" else SOURCES[name]()
        outcomes = [source.question(text, one) for text, one in zip(replies, source.requests(0, 200), strict=False)]
        found[name] = Counter(one.reason if isinstance(one, Dropped) else "kept" for one in outcomes)
        if name == "Prefill":
            kept = [one.question for one in outcomes if isinstance(one, Question)]
            assert kept == [text.strip() for text in replies]
    assert found["Prefill"] == {"kept": 200}
    # One reply is empty, eight were cut off; KodCode took seven of these whole, analysis included, as questions.
    assert found["Algorithm"] == {"kept": 91, "marks_missing": 8, "empty_reply": 1}
