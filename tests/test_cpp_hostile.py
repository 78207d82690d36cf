# ruff: noqa: E501 (programs in one line)
"""Texts that attack the compiler, the assembler or the linker get a status, and read nothing that is not theirs."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kodenv.judge import Judge
from kodenv.records import Status, Triplet, Verdict
from kodenv.sandbox import limits
from kodenv.sandbox.object_file import needs_cpp_library

pytestmark = pytest.mark.skipif(shutil.which("g++") is None, reason="there is no g++ here")
WORD = "the_secret_word"
PAIRS = [{"input": "1\n", "output": "1\n"}]
RIGHT = '#include <cstdio>\nint main() { puts("1"); }\n'


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge(cache=False, timeout_s=2, memory_mb=256) as made:
        yield made


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "COMPILE_S", 3.0)


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("secret") / "secret.txt"
    path.write_text(f"{WORD} = 1;\n")
    path.chmod(0o644)
    return path


def compile_(judge: Judge, program: str) -> Verdict:
    one = Triplet(question_id="q", question="?", language="cpp", test_format="stdio", test=json.dumps(PAIRS))
    return judge.judge(one, program)


def told(verdict: Verdict) -> str:
    return f"{verdict.status} {verdict.message}"


BOMBS = {
    "macros": "#define A(x) x x x x x x x x x x\n#define B(x) A(A(A(A(x))))\n#define C(x) B(B(x))\nint main() { return 0 C(+ 1); }\n",
    "constant_loop": "constexpr int f() { int s = 0; for (int i = 0; i < 1 << 30; i++) for (int j = 0; j < 1 << 30; j++) s ^= j; return s; }\nstatic_assert(f() == 0);\nint main() {}\n",
    "constant_of_great_length": "#include <array>\nconstexpr auto f() { std::array<int, 1 << 26> a{}; for (auto& x : a) x = 1; return a; }\nconstexpr auto a = f();\nint main() { return a[5]; }\n",
    "assembler_repeats": 'asm(".rept 1 << 30\\n.quad 1\\n.endr");\nint main() {}\n',
    "assembler_recurses": 'asm(".macro m\\nm\\nm\\n.endm\\nm");\nint main() {}\n',
    "assembler_reserves": 'asm(".data\\n.fill 1 << 40, 1, 1");\nint main() {}\n',
    "reads_zeros": '#include "/dev/zero"\nint main() {}\n',
    "reads_its_input": '#include "/dev/stdin"\nint main() {}\n',
    "reads_its_memory": '#include "/proc/self/mem"\nint main() {}\n',
    "embeds_zeros": "const char data[] = {\n#embed \"/dev/zero\"\n};\nint main() {}\n",
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_gets_its_status_and_the_next_program_its_verdict(judge: Judge, name: str) -> None:
    verdict = compile_(judge, BOMBS[name])
    expected = (Status.ERROR, Status.TIMEOUT, Status.MEMORY, Status.OUTPUT, Status.FAILED)
    assert verdict.status in expected and verdict.passed == 0, told(verdict)
    assert compile_(judge, RIGHT).solved


READERS = {
    "include": '#include "{}"\nint main() {{}}\n',
    "include_of_a_macro": '#define PLACE "{}"\n#include PLACE\nint main() {{}}\n',
    "incbin": 'asm(".incbin \\"{}\\"");\nint main() {{}}\n',
    "assembler_include": 'asm(".include \\"{}\\"");\nint main() {{}}\n',
    "embed": 'const char data[] = {{\n#embed "{}"\n}};\nint main() {{}}\n',
    "has_include": '#if __has_include("{}")\n#error it is there\n#endif\nint main() {{ return 1; }}\n',
    "pch": '#pragma GCC pch_preprocess "{}"\nint main() {{ return 1; }}\n',
    "linker_option": '#pragma comment(linker, "-T{0}")\nasm(".section .drectve\\n.ascii \\"-T{0}\\"");\nint main() {{ return 1; }}\n',
}


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("what", ["secret", "/etc/shadow", "/proc/1/environ"])
def test_nothing_of_the_machine_is_read(judge: Judge, secret: Path, name: str, what: str) -> None:
    program = READERS[name].format(secret if what == "secret" else what)
    verdict = compile_(judge, program)
    assert verdict.status is Status.ERROR, told(verdict)
    for word in (WORD, "it is there", "PATH=", "root:"):
        assert word not in verdict.message, told(verdict)


def test_the_users_that_a_compiler_finds_are_the_sandboxs(judge: Judge) -> None:
    verdict = compile_(judge, '#include "/etc/passwd"\nint main() {}\n')
    assert verdict.status is Status.ERROR and "root" not in verdict.message, told(verdict)


def test_the_same_text_is_the_same_program_whenever_it_is_compiled(judge: Judge) -> None:
    dated = '#include <cstdio>\n#include <cstring>\nint main() { puts(strcmp(__DATE__ __TIME__, "Jan  1 197000:00:00") == 0 && strstr(__TIMESTAMP__, "1970") ? "1" : __DATE__ __TIME__ __TIMESTAMP__); }\n'
    verdict = compile_(judge, dated)
    assert verdict.solved, told(verdict)


def test_a_program_may_hold_harmless_assembly_and_pragmas(judge: Judge) -> None:
    text = '#pragma comment(linker, "/STACK:1000000")\n#include <cstdio>\nint main() { int a = 0; asm("movl $1, %0" : "=r"(a)); printf("%d\\n", a); }\n'
    verdict = compile_(judge, text)
    assert verdict.solved, told(verdict)


SYMBOLS = {
    "hides_them_in_assembly": '#include <cstdio>\nasm(".globl _Znwm\\n_Znwm: ret");\nint main() { puts("1"); }\n',
    "asks_for_them_by_another_name": '#include <cstdio>\nextern void* make(unsigned long) asm("_Znwm");\nint main() { make(4); puts("1"); }\n',
    "asks_for_what_is_in_no_library": 'extern "C" int nowhere();\nint main() { return nowhere(); }\n',
}


@pytest.mark.parametrize("name", SYMBOLS)
def test_odd_symbols_change_only_the_programs_own_fate(judge: Judge, name: str) -> None:
    verdict = compile_(judge, SYMBOLS[name])
    assert verdict.solved is (name != "asks_for_what_is_in_no_library"), told(verdict)
    assert verdict.solved or "undefined reference to" in verdict.message


@pytest.mark.parametrize(
    "data", [b"", b"\x7fELF", b"\x7fELF\x02" + b"\xff" * 200, b"\x7fELF\x02" + b"\0" * 200, b"text"]
)
def test_a_damaged_object_file_asks_for_everything(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "main.o"
    path.write_bytes(data)
    assert needs_cpp_library(str(path))
    assert needs_cpp_library(str(tmp_path / "none.o"))
