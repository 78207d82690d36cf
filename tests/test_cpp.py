"""What is compiled for a C++ verdict, what is kept of it, and what happens where there is no compiler."""

import json
import struct
from pathlib import Path

import pytest

from kodenv.cpp import judging, toolchain
from kodenv.cpp.binaries import Binaries
from kodenv.cpp.image import static_bytes
from kodenv.cpp.sources import program_apart_unit, read_suite, signature_of, together_unit, wants_header
from kodenv.extract import extract_for
from kodenv.judge import Judge
from kodenv.records import Status, Triplet


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("#include <bits/stdc++.h>\nint main() {}\n", True),
        ('// a\n/* b\n#include <cstdio>\n*/\n#pragma GCC target("avx2")\n  # include "bits/stdc++.h"\n', True),
        ("#include <cstdio>\n#include <bits/stdc++.h>\n", False),
        ("#define private public\n#include <bits/stdc++.h>\n", False),
        ("using namespace std;\n#include <bits/stdc++.h>\n", False),
        ("// #include <bits/stdc++.h>\nint main() {}\n", False),
        ("", False),
    ],
)
def test_only_a_program_that_starts_with_all_headers_gets_them_precompiled(source: str, wanted: bool) -> None:
    assert wants_header(source) is wanted


def test_asserts_of_the_text_become_checks_and_nothing_else_does() -> None:
    text = (
        "#include <assert.h>\n#define CHECK(x) assert(x)\n// assert(1)\n"
        'const char* s = "assert(2)"; auto r = R"x(assert(3) "quoted")x"; char c = \'"\'; /* assert(4) */\n'
        "static_assert(true); my_assert(1); int n = 1'000;\nassert (f(1,\n 2)); assert\n(g());\n"
    )
    suite = read_suite(text)
    assert suite.checks == 2
    assert suite.text == text.replace("assert (f", "kodenv_check(1, f").replace("assert\n(g", "kodenv_check(2, \ng")


def test_the_signature_is_read_from_the_suites_program() -> None:
    said = b"\0const char* kodenv_::signature() [with F = std::vector<int> (*)(int, char)]\0rest"
    assert signature_of(said) == "std::vector<int> (*)(int, char)"
    assert signature_of(b"\x7fELF") is None


def test_names_of_ours_depend_on_the_whole_text() -> None:
    one, other = (together_unit(f"int f() {{ return {n}; }}", "int main() { assert(f()); }").source for n in (1, 2))
    assert "namespace kodenv_ {" not in one and "kodenv_check(" not in one.replace("_check(", "", 1)
    names = [{word for word in text.split() if word.startswith("kodenv_")} for text in (one, other)]
    assert not names[0] & names[1]


def test_a_program_cannot_end_the_text_before_ours() -> None:
    unit = program_apart_unit("int f() { return 1; }\n", "f", "int (*)()")
    assert unit.source.index("int f()") < unit.source.index("int main()")


def test_static_memory_is_read_from_the_file() -> None:
    head = bytearray(64 + 2 * 56)
    head[:5] = b"\x7fELF\x02"
    struct.pack_into("<Q", head, 32, 64)
    struct.pack_into("<HH", head, 54, 56, 2)
    for index, (kind, size) in enumerate(((1, 1000), (6, 5))):
        struct.pack_into("<I", head, 64 + 56 * index, kind)
        struct.pack_into("<Q", head, 64 + 56 * index + 40, size)
    assert static_bytes(bytes(head)) == 1000
    assert static_bytes(bytes(head[:100])) == static_bytes(b"") == static_bytes(b"#!/bin/sh") == 0


def test_what_was_not_asked_for_longest_is_removed_first(tmp_path: Path) -> None:
    kept = Binaries(tmp_path, most_bytes=3000)
    for number in range(300):
        kept.put(f"{number:04x}", bytes(100))
    left = list(tmp_path.glob("*/*"))
    assert sum(path.stat().st_size for path in left) <= 3000 + 256 * 100
    assert Binaries(tmp_path).get("012b") == bytes(100)
    assert not [path for path in left if path.name.endswith(".part")]


def test_a_folder_that_cannot_be_used_is_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("")
    kept = Binaries(tmp_path / "file")
    kept.put("ab", b"1")
    assert kept.get("ab") == b"1"
    assert "going on without" in caplog.text


def test_without_a_compiler_programs_are_unscored_with_that_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        judging, "find_toolchain", lambda cache: toolchain.find_toolchain(cache, "g++-that-is-not-here")
    )
    triplet = Triplet(
        question_id="q",
        question="?",
        language="cpp",
        test_format="stdio",
        test=json.dumps([{"input": "", "output": ""}]),
    )
    with Judge(cache=False) as judge:
        verdict = judge.judge(triplet, "int main() {}")
    assert verdict.status is Status.UNSCORED
    assert verdict.message == "no C++ compiler: g++-that-is-not-here is not on the PATH; install g++"


def test_a_compiler_that_does_not_work_is_named(tmp_path: Path) -> None:
    fake = tmp_path / "g++"
    fake.write_text("#!/bin/sh\nexit 1\n")
    fake.chmod(0o755)
    found = toolchain.find_toolchain(None, str(fake))
    assert isinstance(found, str) and str(fake) in found


def test_a_pytest_suite_for_cpp_is_unscored() -> None:
    triplet = Triplet(question_id="q", question="?", language="cpp", test="def test_f():\n    assert True\n")
    with Judge(cache=False) as judge:
        verdict = judge.judge(triplet, "int main() {}")
    assert verdict.status is Status.UNSCORED and "'assert' or 'stdio'" in verdict.message


def test_a_cpp_program_is_found_in_a_reply_with_or_without_a_grammar(monkeypatch: pytest.MonkeyPatch) -> None:
    triplet = Triplet(question_id="q", question="?", language="cpp", test_format="stdio", test="[]")
    program = '#include <cstdio>\nint main() { puts("1"); }\n'
    reply = (
        f"<think>hm</think>Input:\n```\n1 2\n```\nThen\n```c++\n{program}```\nor in Python\n```python\nprint(1)\n```\n"
    )
    assert extract_for(triplet, reply).program == program
    monkeypatch.setattr("kodenv.syntax.has_grammar", lambda language: language != "cpp")
    assert extract_for(triplet, reply).program == program
