"""The layout of LiveCodeBench, whose hidden cases are packed."""

import base64
import binascii
import io
import pickle
import zlib
from collections.abc import Mapping
from typing import Any, NoReturn

from kodenv.callsuite import load_json
from kodenv.layouts.case_lists import calls_suite, listed_pairs, stdio, with_starter
from kodenv.layouts.columns import Row, Values, decoded, object_of, published, refuse, text_of

_MAX_PICKLE_BYTES = 1 << 30


def read_livecodebench(row: Row, where: str) -> Values:
    """Read a problem of LiveCodeBench, judged through stdio or by calls."""
    starter = row.get("starter_code") or ""
    cases = [*_livecodebench_cases(row, "public_test_cases", where)]
    cases += _livecodebench_cases(row, "private_test_cases", where)
    pairs = listed_pairs(cases, "test_cases", where)
    values = {
        **published(row, "livecodebench/code_generation_lite", "CC"),
        "question": with_starter(text_of(row, "question_content", where), starter),
        "solution": row.get("solution") or "",
    }
    name = object_of(decoded(row, "metadata", where), "metadata", where).get("func_name")
    if any(case.get("testtype") == "functional" for case in cases):
        if not isinstance(name, str):
            refuse(where, "metadata.func_name", "a name (the tests are functional)", name)
        return values | calls_suite(name, starter, [_livecodebench_call(pair, where) for pair in pairs], wrapped=False)
    return values | stdio(pairs)


def _livecodebench_call(pair: tuple[str, str], where: str) -> tuple[list[Any], Any]:
    """Read a functional case: one JSON value a line, one line an argument."""
    given, expected = pair
    try:
        return [load_json(line) for line in given.split("\n") if line.strip()], load_json(expected)
    except (ValueError, RecursionError) as error:
        refuse(where, "test_cases", f"one JSON value a line ({error})", given)


def _livecodebench_cases(row: Row, name: str, where: str) -> list[Mapping[str, Any]]:
    value = row.get(name)
    if isinstance(value, str) and value.strip():
        value = _livecodebench_decoded(value, name, where)
    if not isinstance(value or [], list) or not all(isinstance(case, Mapping) for case in value or []):
        refuse(where, name, 'a list of {"input", "output", "testtype"}', value)
    return list(value or [])


def _livecodebench_decoded(text: str, name: str, where: str) -> Any:
    """Read JSON text, or JSON text that was pickled, packed and written as base64."""
    if text.lstrip().startswith("["):
        return decoded({name: text}, name, where)
    try:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(base64.b64decode(text, validate=True), _MAX_PICKLE_BYTES)
        if not unpacker.eof:
            refuse(where, name, f"whole data of at most {_MAX_PICKLE_BYTES} bytes", text)
        inner = _NoNames(io.BytesIO(data)).load()
    # A hostile pickle can make the unpickler raise nearly anything; these are what it documents.
    except (binascii.Error, zlib.error, pickle.UnpicklingError, EOFError, ValueError, TypeError) as error:
        refuse(where, name, f"JSON, or base64 of zlib of a pickled text ({error})", text)
    except (AttributeError, IndexError, KeyError, OverflowError, MemoryError, RecursionError) as error:
        refuse(where, name, f"a pickle of one text ({type(error).__name__})", text)
    if not isinstance(inner, str):
        refuse(where, name, "a pickle of one text", inner)
    return decoded({name: inner}, name, where)


class _NoNames(pickle.Unpickler):
    """An unpickler for plain values only: whatever a pickle names is not looked up, so nothing runs."""

    def find_class(self, module: str, name: str) -> NoReturn:
        raise pickle.UnpicklingError(f"it asks for {module}.{name}")
