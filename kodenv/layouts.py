"""Layouts of the public data sets, and how a row of each becomes a triplet.

Every column of the source stays: under its name where the triplet has none of that name, and
through the triplet's own column where it has. Columns the triplet needs and the source lacks are
made from the others. ``source`` and ``license`` say whose data set has the layout, unless a row
says it itself. A row without a test that can run (none given, an interactive problem, input and
output through files) becomes a triplet whose suite has no case: it is kept, and nothing passes it.
"""

import base64
import binascii
import hashlib
import io
import json
import math
import pickle
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NoReturn

from kodenv.callsuite import (
    add_given_imports,
    called_name,
    defines_class,
    first_python,
    load_json,
    write_suite,
)
from kodenv.errors import ConfigError, DataError
from kodenv.jsonrows import shorten
from kodenv.records import Triplet

Row = Mapping[str, Any]
_Values = dict[str, Any]
_MAX_PICKLE_BYTES = 1 << 30
_OBJECT_COLUMNS = ("limits", "checker", "points", "visible_cases", "certificate")


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


# What a column holds.


def _refuse(where: str, name: str, expected: str, got: object) -> NoReturn:
    raise DataError(f"{where}: $.{name}: expected {expected}, got {shorten(got)}; fix the row or name another layout")


def _text(row: Row, name: str, where: str) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        _refuse(where, name, "a string", value)
    return value


def _texts(row: Row, name: str, where: str) -> list[str]:
    value = row.get(name)
    if value is None:
        return []
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        _refuse(where, name, "a list of strings", value)
    return list(value)


def _number(row: Row, name: str, where: str) -> int:
    value = row.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        _refuse(where, name, "an integer", value)
    return value


def _decoded(row: Row, name: str, where: str) -> Any:
    """Return what a column of JSON text says; None where it is empty."""
    value = row.get(name)
    if not isinstance(value, str):
        return value
    if not value.strip():
        return None
    try:
        return load_json(value)
    except (ValueError, RecursionError) as error:
        _refuse(where, name, f"JSON ({error})", value)


def _object(value: Any, name: str, where: str) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        _refuse(where, name, "an object", value)
    return value


def _unix(text: str) -> str:
    """Return text with line ends of one character; some MBPP programs end in half of one."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _published(row: Row, source: str, license: str) -> _Values:
    """Say whose data set it is, where the row does not."""
    given = {"source": source, "license": license}
    return {name: value for name, value in given.items() if not isinstance(row.get(name), str) or not row[name]}


# Suites.


def _stdio(pairs: Iterable[tuple[str, str]]) -> _Values:
    cases = [{"input": given, "output": expected} for given, expected in pairs]
    return {"test_format": "stdio", "style": "online_judge", "test": json.dumps(cases, ensure_ascii=False)}


def _parallel(tests: Mapping[str, Any], names: tuple[str, str], where: str) -> list[tuple[Any, Any]]:
    """Pair up two parallel lists, which must be as long as each other."""
    inputs, outputs = (tests.get(name) or [] for name in names)
    if not isinstance(inputs, list | tuple) or not isinstance(outputs, list | tuple) or len(inputs) != len(outputs):
        _refuse(where, names[0], f"as many {names[0]} as {names[1]}", tests)
    return list(zip(inputs, outputs, strict=True))


def _whole(value: Any, name: str, where: str) -> str:
    """Return stdin or stdout text; some rows hold a list of lines."""
    if isinstance(value, list | tuple) and all(isinstance(line, str) for line in value):
        return "\n".join(value)
    if not isinstance(value, str):
        _refuse(where, name, "a string or a list of lines", value)
    return value


def _listed_pairs(value: Any, name: str, where: str) -> list[tuple[str, str]]:
    """Return the pairs of a list of ``{"input", "output"}``."""
    if value is None:
        return []
    if not isinstance(value, list | tuple) or not all(isinstance(item, Mapping) for item in value):
        _refuse(where, name, 'a list of {"input", "output"}', value)
    return [(_text(item, "input", f"{where}: $.{name}"), _text(item, "output", f"{where}: $.{name}")) for item in value]


def _calls(name: str, starter: str, calls: list[tuple[Sequence[Any], Any]], *, wrapped: bool) -> _Values:
    """Return a suite that calls a function, or a method if the starter says ``class Solution``."""
    method = defines_class(starter, "Solution")
    return {
        "test_format": "assert",
        "test": write_suite(f"Solution().{name}" if method else name, calls, wrapped=wrapped),
        "entry_point": "Solution" if method else name,
    }


def _with_starter(question: str, starter: str) -> str:
    return f"{question}\n\n{starter}" if starter.strip() else question


# Layouts.


def _read_triplet(row: Row, where: str) -> _Values:
    # Readers of Parquet other than ours leave columns that it stores as JSON text as they are.
    return {name: _decoded(row, name, where) for name in _OBJECT_COLUMNS if isinstance(row.get(name), str)}


def _read_kodcode(row: Row, where: str) -> _Values:
    values = _published(row, "KodCode", "CC-BY-NC-4.0")
    name = "test" if row.get("test") is not None else "test_code"
    test = _text(row, name, where)
    if not test.lstrip().startswith("{"):
        return values
    tests = _object(_decoded(row, name, where), name, where)
    pairs = _parallel(tests, ("stdin", "stdout"), where)
    return values | _stdio((_whole(i, "test.stdin", where), _whole(o, "test.stdout", where)) for i, o in pairs)


def _read_humaneval(row: Row, where: str) -> _Values:
    prompt = _text(row, "prompt", where)
    return {
        **_published(row, "openai/human-eval", "MIT"),
        "question_id": _text(row, "task_id", where),
        "question": prompt,
        "solution": prompt + _text(row, "canonical_solution", where),
        "test_format": "assert",
        "style": "complete",
    }


def _read_humanevalpack(row: Row, where: str) -> _Values:
    task = _text(row, "task_id", where)
    language = {"Python": "python", "CPP": "cpp"}.get(task.partition("/")[0])
    if language is None:
        _refuse(where, "task_id", "Python/N or CPP/N", task)
    instruction = row.get("instruction")
    return {
        **_published(row, "bigcode/humanevalpack", "MIT"),
        "question_id": task,
        "question": instruction or _text(row, "prompt", where),
        "solution": _text(row, "declaration", where) + _text(row, "canonical_solution", where),
        "test_format": "assert",
        "language": language,
        "style": "instruct" if instruction else "complete",
    }


def _read_mbpp(row: Row, where: str) -> _Values:
    setup = [_text(row, "test_setup_code", where)] if row.get("test_setup_code") else []
    asserts = _texts(row, "test_list", where) + _texts(row, "challenge_test_list", where)
    return {"question_id": f"mbpp/{_number(row, 'task_id', where)}", **_mbpp(row, "text", setup, asserts, where)}


def _read_mbpp_sanitized(row: Row, where: str) -> _Values:
    setup, asserts = _texts(row, "test_imports", where), _texts(row, "test_list", where)
    task = _number(row, "task_id", where)
    return {"question_id": f"mbpp-sanitized/{task}", **_mbpp(row, "prompt", setup, asserts, where)}


def _mbpp(row: Row, question: str, setup: list[str], asserts: list[str], where: str) -> _Values:
    solution = _unix(_text(row, "code", where))
    return {
        **_published(row, "google-research/mbpp", "CC-BY-4.0"),
        "question": _unix(_text(row, question, where)),
        "solution": solution,
        "test": "".join(f"{_unix(line)}\n" for line in setup + asserts),
        "test_format": "assert",
        "entry_point": called_name(_unix("\n".join(asserts)), solution),
    }


def _read_mbppplus(row: Row, where: str) -> _Values:
    solution = _text(row, "canonical_solution" if row.get("canonical_solution") else "code", where)
    test = _text(row, "test", where)
    imports = [line for line in _texts(row, "test_imports", where) if line not in test]
    return {
        **_published(row, "evalplus/mbppplus", "Apache-2.0"),
        "question_id": f"mbppplus/{_number(row, 'task_id', where)}",
        "question": _text(row, "prompt", where),
        "solution": solution,
        "test": "".join(f"{line}\n" for line in imports) + test,
        "test_format": "assert",
        "entry_point": row.get("entry_point") or called_name("\n".join(_texts(row, "test_list", where)), solution),
    }


def _read_bigcodebench(row: Row, where: str) -> _Values:
    return {
        **_published(row, "bigcode/bigcodebench", "Apache-2.0"),
        "question_id": _text(row, "task_id", where),
        "question": _text(row, "instruct_prompt", where),
        "solution": _text(row, "code_prompt", where) + _text(row, "canonical_solution", where),
        "test_format": "pytest",
    }


def _read_apps(row: Row, where: str) -> _Values:
    values = _apps_like(row, where)
    number = _number(row, "problem_id", where)
    return {"question_id": f"apps/{number}", **_published(row, "codeparrot/apps", "MIT"), **values}


def _read_taco(row: Row, where: str) -> _Values:
    limits = {
        "timeout_s": _quantity(row.get("time_limit"), {"second": 1, "millisecond": 1e-3, "minute": 60}),
        "memory_mb": _quantity(row.get("memory_limit"), {"megabyte": 1, "kilobyte": 2**-10, "gigabyte": 2**10}),
    }
    return {
        "question_id": f"taco/{_digest(row, 'question', 'input_output')}",
        **_published(row, "BAAI/TACO", "Apache-2.0"),
        **_limits(limits),
        **_apps_like(row, where),
    }


def _apps_like(row: Row, where: str) -> _Values:
    starter = row.get("starter_code") or ""
    tests = _object(_decoded(row, "input_output", where), "input_output", where)
    pairs = _parallel(tests, ("inputs", "outputs"), where)
    solutions = _decoded(row, "solutions", where) or []
    if not isinstance(solutions, list) or not all(isinstance(item, str) for item in solutions):
        _refuse(where, "solutions", "a list of strings", solutions)
    values: _Values = {
        "question": _with_starter(_text(row, "question", where), starter),
        "solution": first_python(solutions),
    }
    if name := tests.get("fn_name"):
        for arguments, _ in pairs:
            if not isinstance(arguments, list):
                _refuse(where, "input_output.inputs", "a list of arguments for each call (fn_name is set)", arguments)
        values["solution"] = add_given_imports(values["solution"])
        return values | _calls(name, starter, pairs, wrapped=True)
    spot = "input_output"
    return values | _stdio((_whole(i, f"{spot}.inputs", where), _whole(o, f"{spot}.outputs", where)) for i, o in pairs)


def _quantity(value: object, units: Mapping[str, float]) -> float | None:
    """Read "2.0 seconds"; None if it says nothing we know."""
    match = re.fullmatch(r"\s*([\d.]+)\s*([a-z]+?)s?\s*", value.lower()) if isinstance(value, str) else None
    if match is None or match[2] not in units:
        return None
    try:
        return float(match[1]) * units[match[2]]
    except ValueError:
        return None


def _limits(limits: Mapping[str, object]) -> _Values:
    """Keep the limits that the source states; 0 states none."""
    stated = {name: value for name, value in limits.items() if _amount(value) > 0}
    return {"limits": stated} if stated else {}


def _amount(value: object) -> float:
    """Return a finite number, or 0 for what is none."""
    return value if isinstance(value, int | float) and math.isfinite(value) else 0


def _digest(row: Row, *names: str) -> str:
    """Return an id made from content, for layouts that have none."""
    content = json.dumps([row.get(name) for name in names], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


_CODECONTESTS_SOURCES = ("unknown", "codechef", "codeforces", "hackerearth", "codejam", "atcoder", "aizu")
_CODECONTESTS_LEVELS = ("unknown", "easy", "medium", "hard", "harder", "hardest", "external")
_CODECONTESTS_PYTHON3 = 3


def _read_codecontests(row: Row, where: str) -> _Values:
    suites = ("public_tests", "private_tests", "generated_tests")
    pairs = [pair for name in suites for pair in _codecontests_tests(row, name, where)]
    seconds = _object(row.get("time_limit"), "time_limit", where)
    through_files = row.get("input_file") or row.get("output_file")
    return {
        "question_id": f"codecontests/{_text(row, 'name', where)}-{_digest(row, 'name', 'source', 'description')}",
        "question": _text(row, "description", where),
        "solution": _codecontests_solution(row, where),
        **_stdio([] if through_files else pairs),
        "source": f"deepmind/code_contests ({_enum_name(row.get('source'), _CODECONTESTS_SOURCES)})",
        "license": row.get("license") or "CC-BY-4.0",
        "difficulty": _codecontests_level(row.get("difficulty")),
        **_limits(
            {
                "timeout_s": _amount(seconds.get("seconds")) + _amount(seconds.get("nanos")) / 1e9,
                "memory_mb": math.ceil(_amount(row.get("memory_limit_bytes")) / 2**20),
            }
        ),
    }


def _codecontests_tests(row: Row, name: str, where: str) -> list[tuple[str, str]]:
    pairs = _parallel(_object(row.get(name), name, where), ("input", "output"), where)
    return [(_whole(i, f"{name}.input", where), _whole(o, f"{name}.output", where)) for i, o in pairs]


def _codecontests_solution(row: Row, where: str) -> str:
    pairs = _parallel(_object(row.get("solutions"), "solutions", where), ("language", "solution"), where)
    return first_python(solution for language, solution in pairs if language == _CODECONTESTS_PYTHON3)


def _enum_name(value: object, names: Sequence[str]) -> str:
    return names[value] if isinstance(value, int) and 0 <= value < len(names) else str(value)


def _codecontests_level(value: object) -> str:
    """Return the level's name; from 7 on they are Codeforces' letters."""
    first = len(_CODECONTESTS_LEVELS)
    if isinstance(value, int) and first <= value < first + 26:
        return chr(ord("A") + value - first)
    return _enum_name(value, _CODECONTESTS_LEVELS)


def _read_codeforces(row: Row, where: str) -> _Values:
    pairs = _listed_pairs(row.get("official_tests"), "official_tests", where)
    runs = not row.get("interaction_format") and row.get("input_mode") in ("stdio", None)
    values = {
        **_published(row, "open-r1/codeforces", "CC-BY-4.0"),
        "question_id": f"codeforces/{_text(row, 'id', where)}",
        "question": _codeforces_question(row, where),
        "solution": "",
        **_stdio((pairs or _listed_pairs(row.get("examples"), "examples", where)) if runs else []),
        **_limits({"timeout_s": row.get("time_limit"), "memory_mb": row.get("memory_limit")}),
    }
    if checker := row.get("generated_checker"):
        values["checker"] = {"kind": "program", "language": "python", "source": checker}
    return values


def _codeforces_question(row: Row, where: str) -> str:
    parts = [f"{row['title']}"] if row.get("title") else []
    parts.append(_text(row, "description", where))
    for title, name in (("Input", "input_format"), ("Output", "output_format"), ("Interaction", "interaction_format")):
        if row.get(name):
            parts.append(f"{title}\n\n{row[name]}")
    for given, expected in _listed_pairs(row.get("examples"), "examples", where):
        parts.append(f"Example input\n\n{given}\n\nExample output\n\n{expected}")
    if row.get("note"):
        parts.append(f"Note\n\n{row['note']}")
    return "\n\n".join(part.strip() for part in parts)


def _read_livecodebench(row: Row, where: str) -> _Values:
    starter = row.get("starter_code") or ""
    cases = [*_livecodebench_cases(row, "public_test_cases", where)]
    cases += _livecodebench_cases(row, "private_test_cases", where)
    pairs = _listed_pairs(cases, "test_cases", where)
    values = {
        **_published(row, "livecodebench/code_generation_lite", "CC"),
        "question": _with_starter(_text(row, "question_content", where), starter),
        "solution": row.get("solution") or "",
    }
    name = _object(_decoded(row, "metadata", where), "metadata", where).get("func_name")
    if any(case.get("testtype") == "functional" for case in cases):
        if not isinstance(name, str):
            _refuse(where, "metadata.func_name", "a name (the tests are functional)", name)
        return values | _calls(name, starter, [_livecodebench_call(pair, where) for pair in pairs], wrapped=False)
    return values | _stdio(pairs)


def _livecodebench_call(pair: tuple[str, str], where: str) -> tuple[list[Any], Any]:
    """Read a functional case: one JSON value a line, one line an argument."""
    given, expected = pair
    try:
        return [load_json(line) for line in given.split("\n") if line.strip()], load_json(expected)
    except (ValueError, RecursionError) as error:
        _refuse(where, "test_cases", f"one JSON value a line ({error})", given)


def _livecodebench_cases(row: Row, name: str, where: str) -> list[Mapping[str, Any]]:
    value = row.get(name)
    if isinstance(value, str) and value.strip():
        value = _livecodebench_decoded(value, name, where)
    if not isinstance(value or [], list) or not all(isinstance(case, Mapping) for case in value or []):
        _refuse(where, name, 'a list of {"input", "output", "testtype"}', value)
    return list(value or [])


def _livecodebench_decoded(text: str, name: str, where: str) -> Any:
    """Read JSON text, or JSON text that was pickled, packed and written as base64."""
    if text.lstrip().startswith("["):
        return _decoded({name: text}, name, where)
    try:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(base64.b64decode(text, validate=True), _MAX_PICKLE_BYTES)
        if not unpacker.eof:
            _refuse(where, name, f"whole data of at most {_MAX_PICKLE_BYTES} bytes", text)
        inner = _NoNames(io.BytesIO(data)).load()
    # A hostile pickle can make the unpickler raise nearly anything; these are what it documents.
    except (binascii.Error, zlib.error, pickle.UnpicklingError, EOFError, ValueError, TypeError) as error:
        _refuse(where, name, f"JSON, or base64 of zlib of a pickled text ({error})", text)
    except (AttributeError, IndexError, KeyError, OverflowError, MemoryError, RecursionError) as error:
        _refuse(where, name, f"a pickle of one text ({type(error).__name__})", text)
    if not isinstance(inner, str):
        _refuse(where, name, "a pickle of one text", inner)
    return _decoded({name: inner}, name, where)


class _NoNames(pickle.Unpickler):
    """An unpickler for plain values only: whatever a pickle names is not looked up, so nothing runs."""

    def find_class(self, module: str, name: str) -> NoReturn:
        raise pickle.UnpicklingError(f"it asks for {module}.{name}")


LAYOUTS: dict[str, Callable[[Row, str], _Values]] = {
    "triplet": _read_triplet,
    "kodcode-v1": _read_kodcode,
    "kodcode-sft-r1": _read_kodcode,
    "kodcode-light-rl": _read_kodcode,
    "humaneval": _read_humaneval,
    "humanevalpack": _read_humanevalpack,
    "mbpp": _read_mbpp,
    "mbpp-sanitized": _read_mbpp_sanitized,
    "mbppplus": _read_mbppplus,
    "bigcodebench": _read_bigcodebench,
    "livecodebench": _read_livecodebench,
    "apps": _read_apps,
    "taco": _read_taco,
    "codecontests": _read_codecontests,
    "codeforces": _read_codeforces,
}
_WITHOUT_IDS = {"taco", "codecontests"}

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
)
