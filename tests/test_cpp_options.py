# ruff: noqa: E501 (programs in one line)
"""The standard of a C++ triplet, the user's headers for checkers, and warm headers and libraries that nobody notices."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kodenv.cpp.headers import SETS
from kodenv.cpp.sources import checker_unit, program_unit
from kodenv.errors import ConfigError, DataError
from kodenv.judge import Judge
from kodenv.records import Status, Triplet, Verdict

pytestmark = pytest.mark.skipif(shutil.which("g++") is None, reason="there is no g++ here")

OWN_LIBRARY = """#pragma once
#include <cstdlib>
#include <fstream>
#include <string>
inline std::string first_word(const char* path) { std::ifstream file(path); std::string word; file >> word; return word; }
inline void decide(bool right) { std::exit(right ? 0 : 1); }
"""
CHECKER = '#include "ownlib.h"\nint main(int, char** names) { decide(first_word(names[2]) == first_word(names[3])); }\n'


@pytest.fixture(scope="module")
def headers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("headers")
    folder.joinpath("ownlib.h").write_text(OWN_LIBRARY)
    return folder


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def judge(headers: Path, cache: Path) -> Iterator[Judge]:
    with Judge(cache=cache / "verdicts.sqlite", timeout_s=5, memory_mb=256, cpp_include=headers) as made:
        yield made


@pytest.fixture(scope="module")
def plain() -> Iterator[Judge]:
    with Judge(cache=False, timeout_s=5, memory_mb=256) as made:
        yield made


def triplet(**changes: object) -> Triplet:
    row = {"question_id": "q", "question": "?", "language": "cpp", "test_format": "stdio",
           "test": json.dumps([{"input": "3\n", "output": "4\n"}])}  # fmt: skip
    return Triplet(**{**row, **changes})


def program(body: str, includes: str = "#include <cstdio>\n") -> str:
    return f'{includes}int main() {{ int n; if (scanf("%d", &n) != 1) return 1; {body} }}\n'


def told(verdict: Verdict) -> str:
    return f"{verdict.status} {verdict.message}"


NEEDS = {
    "c++20": ("#include <cstdio>\n#include <span>\n", "int a[1] = {n}; std::span<int> s(a); printf(\"%d\\n\", s[0] + 1);"),
    "c++23": ("#include <cstdio>\n", "int m = n; if consteval { m = 0; } else { m++; } printf(\"%d\\n\", m);"),
}  # fmt: skip


@pytest.mark.parametrize("standard", NEEDS)
def test_a_triplet_says_its_standard(plain: Judge, standard: str) -> None:
    includes, body = NEEDS[standard]
    verdict = plain.judge(triplet(cpp_standard=standard), program(body, includes))
    if "does not know it" in verdict.message:
        pytest.skip(verdict.message)
    assert verdict.solved, told(verdict)
    assert verdict.digest != plain.judge(triplet(), program(body, includes)).digest


def test_the_default_is_cpp17(plain: Judge) -> None:
    only_20 = program('[]<class T>(T x) { printf("%d\\n", x + 1); }(n); return __cplusplus > 201703L;')
    verdict = plain.judge(triplet(), only_20)
    assert verdict.status is Status.PASSED, "a lambda with template parameters is an extension there"
    of_20 = program('printf("%d\\n", __cplusplus > 201703L ? 4 : 0);')
    assert not plain.judge(triplet(), of_20).solved
    assert plain.judge(triplet(cpp_standard="c++17"), of_20).status is Status.FAILED
    assert plain.judge(triplet(cpp_standard="c++20"), of_20).solved


def test_a_suite_of_asserts_has_its_standard_too(plain: Judge) -> None:
    one = triplet(
        cpp_standard="c++20", test_format="assert", entry_point="half", solution="int half(int x) { return x / 2; }\n",
        test="#include <assert.h>\nint main() { assert(half(4) == 2); assert(half(7) == 3); }\n",
    )  # fmt: skip
    program_20 = "#include <concepts>\ntemplate <std::integral T> T half(T x) { return x / 2; }\n"
    verdict = plain.judge(one, program_20)
    assert verdict.solved and verdict.isolation.mode == "split", told(verdict)


def test_a_standard_that_is_none_is_told() -> None:
    with pytest.raises(DataError, match=r"cpp_standard: expected one of c\+\+17, c\+\+20, c\+\+23, got 'c\+\+14'"):
        Triplet.from_row({**triplet().to_row(), "cpp_standard": "c++14"})
    assert "cpp_standard" not in triplet().to_row()


def test_a_checker_may_include_the_users_headers(judge: Judge) -> None:
    one = triplet(checker={"kind": "program", "language": "cpp", "source": CHECKER})
    right, wrong = (
        judge.judge(one, program('printf("4 and more\\n");')),
        judge.judge(one, program('printf("5\\n");')),
    )
    assert right.solved, told(right)
    assert wrong.status is Status.FAILED and "the checker refused" in wrong.message, told(wrong)
    in_python = judge.judge(triplet(language="python", checker=one.checker), "print(int(input()) + 1)\n")
    assert in_python.solved, told(in_python)


def test_the_users_header_is_compiled_once(judge: Judge, cache: Path) -> None:
    one = triplet(checker={"kind": "program", "language": "cpp", "source": CHECKER + "// again\n"})
    assert judge.judge(one, program('printf("4\\n");')).solved
    assert len(list(cache.rglob("ownlib.h.gch"))) == 1


def test_programs_do_not_find_the_users_headers_by_name(judge: Judge) -> None:
    verdict = judge.judge(triplet(), '#include "ownlib.h"\nint main() {}\n')
    assert verdict.status is Status.ERROR and "ownlib.h" in verdict.message, told(verdict)


def test_without_the_folder_the_checker_is_at_fault(plain: Judge) -> None:
    one = triplet(checker={"kind": "program", "language": "cpp", "source": CHECKER})
    verdict = plain.judge(one, program('printf("4\\n");'))
    assert verdict.status is Status.UNSCORED and "ownlib.h" in verdict.message, told(verdict)


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"expected a folder of C\+\+ headers, got no folder; check --cpp-include"):
        Judge(cache=False, cpp_include=tmp_path / "none")


HEADERS = {
    "#include <iostream>\nint x;": "kodenv_iostream.h",
    "// text\n#include <map>\n\n#include<iostream> // more\nusing namespace std;": "kodenv_iostream.h",
    "#include <algorithm>\n#include <vector>\n#include <iostream>\n": "kodenv_iostream_vector_algorithm.h",
    "#include <cstdio>\n#include <vector>\n": "kodenv_vector.h",
    "#include <cstdio>\n": "",
    "#define int long long\n#include <iostream>\n": "",
    '#include "own.h"\n#include <iostream>\n': "",
    "#if 0\n#include <iostream>\n#endif\n": "",
    "#pragma pack(1)\n#include <iostream>\n": "",
    "int x;\n#include <iostream>\n": "",
}


@pytest.mark.parametrize("text", HEADERS)
def test_a_warm_set_is_taken_only_by_texts_that_include_all_of_it_first(text: str) -> None:
    assert program_unit(text).header == HEADERS[text]
    assert set(SETS) >= {HEADERS[text]} - {""}


def test_a_checkers_header_is_warm_only_where_the_user_has_it() -> None:
    assert checker_unit(CHECKER, {"ownlib.h"}).header == "ownlib.h"
    assert checker_unit(CHECKER, ()).header == ""
    assert checker_unit("#include <iostream>\n", {"ownlib.h"}).header == "kodenv_iostream.h"


def test_a_warm_set_brings_no_name_into_sight(plain: Judge) -> None:
    shadowing = (
        "#include <vector>\nint sort(std::vector<int>& v) { return v[0]; }\nusing namespace std;\nint stack = 1;\n"
    )
    text = shadowing + '#include <cstdio>\nint main() { vector<int> v = {4}; printf("%d\\n", sort(v) + stack - 1); }\n'
    verdict = plain.judge(triplet(), text)
    assert verdict.solved, told(verdict)
    missing = plain.judge(triplet(), "#include <vector>\nstd::map<int, int> m;\nint main() {}\n")
    assert missing.status is Status.ERROR and "map" in missing.message, told(missing)


LINKED = {
    "c_alone": "#include <cstdio>\n#include <cmath>\n#include <cstdlib>\n"
    'int main() { int n; scanf("%d", &n); printf("%d\\n", (int)sqrt(n * n) + 1); }\n',
    "threads": "#include <cstdio>\n#include <pthread.h>\nint n; void* work(void*) { n++; return nullptr; }\n"
    'int main() { scanf("%d", &n); pthread_t t; pthread_create(&t, 0, work, 0); pthread_join(t, 0); printf("%d\\n", n); }\n',
    "at_exit": "#include <cstdio>\nstruct S { ~S() { puts(\"4\"); } } s;\nint main() {}\n",
    "new_alone": '#include <cstdio>\nint main() { int* p = new int[9](); scanf("%d", p); printf("%d\\n", *p + 1); }\n',
    "guarded_static": '#include <cstdio>\nint one() { static int v = getchar(); return v; }\nint main() { printf("%d\\n", one() - \'0\' + 1); }\n',
    "throws": '#include <cstdio>\nint main() { try { throw 4; } catch (int v) { printf("%d\\n", v); } }\n',
    "wide_integers": '#include <cstdio>\nint main() { int n; scanf("%d", &n); __int128 w = n; w = w * w * 1000000007 / n / 1000000007 / n; printf("%d\\n", n + (int)w); }\n',
}  # fmt: skip


@pytest.mark.parametrize("name", LINKED)
def test_a_program_gets_the_libraries_that_it_uses(plain: Judge, name: str) -> None:
    verdict = plain.judge(triplet(), LINKED[name])
    assert verdict.solved, told(verdict)
