"""Layouts of the public data sets, and how a row of each becomes a triplet.

Every column of the source stays: under its name where the triplet has none of that name, and
through the triplet's own column where it has. Columns the triplet needs and the source lacks are
made from the others. ``source`` and ``license`` say whose data set has the layout, unless a row
says it itself. A row without a test that can run (none given, an interactive problem, input and
output through files) becomes a triplet whose suite has no case: it is kept, and nothing passes it.
OpenCodeReasoning's rows are answers to questions: each question gives one triplet.
"""

from collections.abc import Callable, Iterable, Iterator

from kodenv.errors import ConfigError, DataError
from kodenv.jsonrows import shorten
from kodenv.layouts import apps, benchmarks, contests, livecodebench, opencodereasoning, own, verl
from kodenv.layouts.columns import Row, Values
from kodenv.records import Triplet

LAYOUTS: dict[str, Callable[[Row, str], Values]] = {
    "triplet": own.read_triplet,
    "kodcode-v1": own.read_kodcode,
    "kodcode-sft-r1": own.read_kodcode,
    "kodcode-light-rl": own.read_kodcode,
    "humaneval": benchmarks.read_humaneval,
    "humanevalpack": benchmarks.read_humanevalpack,
    "mbpp": benchmarks.read_mbpp,
    "mbpp-sanitized": benchmarks.read_mbpp_sanitized,
    "mbppplus": benchmarks.read_mbppplus,
    "bigcodebench": benchmarks.read_bigcodebench,
    "livecodebench": livecodebench.read_livecodebench,
    "apps": apps.read_apps,
    "taco": apps.read_taco,
    "codecontests": contests.read_codecontests,
    "codeforces": contests.read_codeforces,
    "ocr1": opencodereasoning.read_ocr1,
    "ocr2": opencodereasoning.read_ocr2,
    "verl": verl.read_verl,
}
_WITHOUT_IDS = {"taco", "codecontests"}
# Their rows are answers: many to a question, of which there is one triplet.
_OF_ANSWERS = {"ocr1", "ocr2"}
_NONE: frozenset[str] = frozenset()
_OURS = frozenset({"question_id", "question", "solution"})
_TASK = frozenset({"task_id", "prompt"})

# The first line whose columns are all there, and none of the barred ones, names the layout.
_MARKS: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = (
    ("triplet", _OURS | {"test_format"}, _NONE),
    ("kodcode-sft-r1", _OURS | {"r1_solution", "conversations"}, _NONE),
    ("kodcode-light-rl", _OURS | {"gpt_pass_sequence", "r1_pass_sequence"}, _NONE),
    ("kodcode-v1", _OURS | {"gpt_pass_sequence"}, _NONE),
    ("kodcode-v1", _OURS | {"test_info"}, _NONE),
    ("triplet", _OURS | {"test"}, _NONE),
    ("triplet", _OURS | {"test_code"}, _NONE),
    ("humanevalpack", _TASK | {"declaration", "canonical_solution", "test"}, _NONE),
    ("bigcodebench", frozenset({"task_id", "instruct_prompt", "code_prompt", "canonical_solution", "test"}), _NONE),
    ("mbppplus", _TASK | {"code", "test", "test_list"}, _NONE),
    ("mbpp", frozenset({"task_id", "text", "code", "test_list"}), _NONE),
    ("mbpp-sanitized", _TASK | {"code", "test_list"}, frozenset({"test"})),
    ("humaneval", _TASK | {"canonical_solution", "entry_point", "test"}, _NONE),
    ("livecodebench", frozenset({"question_id", "question_content", "public_test_cases"}), _NONE),
    ("apps", frozenset({"problem_id", "question", "solutions", "input_output"}), _NONE),
    ("taco", frozenset({"question", "solutions", "input_output"}), _NONE),
    ("codecontests", frozenset({"name", "description", "public_tests", "solutions"}), _NONE),
    ("codeforces", frozenset({"id", "contest_id", "description", "official_tests"}), _NONE),
    ("ocr2", frozenset({"question_id", "question", "r1_generation"}), _NONE),
    ("ocr1", frozenset({"id", "input", "output", "dataset"}), _NONE),
    ("verl", frozenset({"prompt", "reward_model"}), _NONE),
)


def detect_layout(row: Row, where: str) -> str:
    """Return the name of the layout that a row has.

    Raises:
        DataError: If no layout fits; the message says which columns there are.
    """
    columns = set(row)
    for layout, needed, barred in _MARKS:
        if needed <= columns and not barred & columns:
            return layout
    if "plus_input" in columns:
        raise DataError(f"{where}: expected tests with results, got EvalPlus's package form; take its Hub form instead")
    layout, needed, _ = min(_MARKS, key=lambda mark: len(mark[1] - columns))
    if len(needed - columns) == 1:
        (name,) = needed - columns
        raise DataError(
            f"{where}: $.{name}: expected a column of this name, as layout {layout} has, "
            f"got {shorten(sorted(columns))}; add it, or name the layout that the rows have"
        )
    raise DataError(
        f"{where}: expected the columns of a known layout, got {shorten(sorted(columns))}; "
        f"name the layout if it is one of {', '.join(LAYOUTS)}, or rename the columns"
    )


def read_layout(layout: str, rows: Iterable[tuple[str, Row]]) -> Iterator[Triplet]:
    """Yield the triplet of each ``(where, row)`` pair.

    Args:
        layout: A name from ``LAYOUTS``, or ``auto``: what the first row has holds for all.
        rows: Rows and where they are, as :func:`kodenv.store.iter_rows` gives them.

    Raises:
        ConfigError: If there is no such layout.
        DataError: If a row is not of the layout.
    """
    check_layout(layout)
    seen: dict[str, int] = {}
    for where, row in rows:
        if layout == "auto":
            layout = detect_layout(row, where)
        values = LAYOUTS[layout](row, where)
        if layout in _WITHOUT_IDS:
            values["question_id"] = _unique(values["question_id"], seen)
        elif layout in _OF_ANSWERS:
            if values["question_id"] in seen:
                continue
            seen[values["question_id"]] = 1
        yield Triplet.from_row({**row, **values}, where)


def check_layout(layout: str) -> None:
    """Refuse a name that is no layout.

    Raises:
        ConfigError: If there is no such layout; the message lists those there are.
    """
    if layout != "auto" and layout not in LAYOUTS:
        raise ConfigError(f"unknown layout {layout!r}; choose auto or one of {', '.join(LAYOUTS)}")


def _unique(name: str, seen: dict[str, int]) -> str:
    """Tell rows apart that say the same: the second is ``name#2``."""
    seen[name] = seen.get(name, 0) + 1
    return name if seen[name] == 1 else f"{name}#{seen[name]}"
