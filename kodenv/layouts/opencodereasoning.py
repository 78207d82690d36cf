"""The layouts of OpenCodeReasoning 1 and 2: a model's answers to questions that lie in other data sets.

A row is an answer, a triplet is a question: of the rows that share an id the first is read, and the answers
themselves are recorded completions (``replay:FILE`` reads such rows as they are). Where the question is ``-``, it has
to be filled in from the data set the row names; see :mod:`kodenv.rejoin`. The sets hold no tests: they come from
there too, and without it the suite has no case.
"""

from kodenv.fences import find_fences
from kodenv.layouts.case_lists import stdio
from kodenv.layouts.columns import Row, Values, published, refuse, text_of

NO_QUESTION = "-"


def read_ocr1(row: Row, where: str) -> Values:
    """Read a row of OpenCodeReasoning."""
    return _read(row, where, name="nvidia/OpenCodeReasoning", question="input", answer="output", key="id")


def read_ocr2(row: Row, where: str) -> Values:
    """Read a row of OpenCodeReasoning-2."""
    return _read(
        row, where, name="nvidia/OpenCodeReasoning-2", question="question", answer="r1_generation", key="question_id"
    )


def _read(row: Row, where: str, *, name: str, question: str, answer: str, key: str) -> Values:
    if text_of(row, question, where).strip() == NO_QUESTION:
        source = f"{row.get('dataset')}:{row.get('split')}"
        refuse(where, question, f"the question (kodenv convert --source {source}=PATH fills it in)", row[question])
    language = answer_language(text_of(row, answer, where))
    values: Values = {
        **published(row, name, "CC-BY-4.0"),
        "question_id": text_of(row, key, where),
        "question": row[question],
        "solution": row.get("solution") or "",
        "language": language,
    }
    # Calls of a Python function say nothing about a C++ program.
    runs = isinstance(row.get("test"), str) and (language == "python" or row.get("test_format") == "stdio")
    return values if runs else values | stdio([]) | {"entry_point": None}


def answer_language(answer: str) -> str:
    """Return the language of an answer's last tagged block: ``cpp`` or, also without any, ``python``."""
    tagged = [fence for fence in find_fences(answer) if fence.is_tagged("cpp") or fence.is_tagged("python")]
    return "cpp" if tagged and tagged[-1].is_tagged("cpp") else "python"
