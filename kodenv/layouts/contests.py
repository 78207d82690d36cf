"""Layouts of CodeContests and of Codeforces' own problems."""

import math
from collections.abc import Sequence

from kodenv.callsuite import first_python
from kodenv.layouts.case_lists import listed_pairs, parallel, stdio, whole
from kodenv.layouts.columns import Row, Values, amount, digest, object_of, published, stated_limits, text_of

_CODECONTESTS_SOURCES = ("unknown", "codechef", "codeforces", "hackerearth", "codejam", "atcoder", "aizu")
_CODECONTESTS_LEVELS = ("unknown", "easy", "medium", "hard", "harder", "hardest", "external")
_CODECONTESTS_PYTHON3 = 3


def read_codecontests(row: Row, where: str) -> Values:
    """Read a problem of CodeContests."""
    suites = ("public_tests", "private_tests", "generated_tests")
    pairs = [pair for name in suites for pair in _codecontests_tests(row, name, where)]
    seconds = object_of(row.get("time_limit"), "time_limit", where)
    through_files = row.get("input_file") or row.get("output_file")
    return {
        "question_id": f"codecontests/{text_of(row, 'name', where)}-{digest(row, 'name', 'source', 'description')}",
        "question": text_of(row, "description", where),
        "solution": _codecontests_solution(row, where),
        **stdio([] if through_files else pairs),
        "source": f"deepmind/code_contests ({_enum_name(row.get('source'), _CODECONTESTS_SOURCES)})",
        "license": row.get("license") or "CC-BY-4.0",
        "difficulty": _codecontests_level(row.get("difficulty")),
        **stated_limits(
            {
                "timeout_s": amount(seconds.get("seconds")) + amount(seconds.get("nanos")) / 1e9,
                "memory_mb": math.ceil(amount(row.get("memory_limit_bytes")) / 2**20),
            }
        ),
    }


def _codecontests_tests(row: Row, name: str, where: str) -> list[tuple[str, str]]:
    pairs = parallel(object_of(row.get(name), name, where), ("input", "output"), where)
    return [(whole(i, f"{name}.input", where), whole(o, f"{name}.output", where)) for i, o in pairs]


def _codecontests_solution(row: Row, where: str) -> str:
    pairs = parallel(object_of(row.get("solutions"), "solutions", where), ("language", "solution"), where)
    return first_python(solution for language, solution in pairs if language == _CODECONTESTS_PYTHON3)


def _enum_name(value: object, names: Sequence[str]) -> str:
    return names[value] if isinstance(value, int) and 0 <= value < len(names) else str(value)


def _codecontests_level(value: object) -> str:
    """Return the level's name; from 7 on they are Codeforces' letters."""
    first = len(_CODECONTESTS_LEVELS)
    if isinstance(value, int) and first <= value < first + 26:
        return chr(ord("A") + value - first)
    return _enum_name(value, _CODECONTESTS_LEVELS)


def read_codeforces(row: Row, where: str) -> Values:
    """Read a problem of open-r1's Codeforces; what is not run through stdio gets no cases."""
    pairs = listed_pairs(row.get("official_tests"), "official_tests", where)
    runs = not row.get("interaction_format") and row.get("input_mode") in ("stdio", None)
    values = {
        **published(row, "open-r1/codeforces", "CC-BY-4.0"),
        "question_id": f"codeforces/{text_of(row, 'id', where)}",
        "question": _codeforces_question(row, where),
        "solution": "",
        **stdio((pairs or listed_pairs(row.get("examples"), "examples", where)) if runs else []),
        **stated_limits({"timeout_s": row.get("time_limit"), "memory_mb": row.get("memory_limit")}),
    }
    if checker := row.get("generated_checker"):
        values["checker"] = {"kind": "program", "language": "python", "source": checker}
    return values


def _codeforces_question(row: Row, where: str) -> str:
    parts = [f"{row['title']}"] if row.get("title") else []
    parts.append(text_of(row, "description", where))
    for title, name in (("Input", "input_format"), ("Output", "output_format"), ("Interaction", "interaction_format")):
        if row.get(name):
            parts.append(f"{title}\n\n{row[name]}")
    for given, expected in listed_pairs(row.get("examples"), "examples", where):
        parts.append(f"Example input\n\n{given}\n\nExample output\n\n{expected}")
    if row.get("note"):
        parts.append(f"Note\n\n{row['note']}")
    return "\n\n".join(part.strip() for part in parts)
