# ruff: noqa: E501 (programs in one line)
"""C++ programs get the verdicts that they deserve: by their output, by their suite, and whatever they try.

`test_cpp_ordinary.py` runs this file again as a user without rights.
"""

import json
import os
import shutil
from collections.abc import Iterator

import pytest

from kodenv.judge import Judge
from kodenv.records import Status, Triplet, Verdict
from kodenv.sandbox import limits

pytestmark = pytest.mark.skipif(shutil.which("g++") is None, reason="there is no g++ here")
NAMESPACES = ("pid_namespace", "mount_namespace", "net_namespace", "ipc_namespace")
TIMEOUT_S = 2.0
ALL = "#include <bits/stdc++.h>\n"
SUM = '#include <cstdio>\nint main() { int a, b; scanf("%d%d", &a, &b); printf("%d\\n", a + b); }\n'
PAIRS = [{"input": "1 2\n", "output": "3\n"}, {"input": "5 -6\n", "output": "-1\n"}]
TWICE = "int twice(int x) { return 2 * x; }\n"
SUITE = """#undef NDEBUG
#include <assert.h>
int main() {
    assert(twice(2) == 4);
    for (int i = 0; i < 3; i++) assert (twice(i) == i + i);
    assert(twice(-5) == -10);
}
"""


@pytest.fixture(scope="module", params=["every_layer", "namespaces_refused"])
def judge(request: pytest.FixtureRequest) -> Iterator[Judge]:
    without = NAMESPACES if request.param == "namespaces_refused" else ()
    with Judge(cache=False, timeout_s=TIMEOUT_S, memory_mb=256, without_layers=without) as made:
        yield made


@pytest.fixture(scope="module")
def plain() -> Iterator[Judge]:
    with Judge(cache=False, timeout_s=TIMEOUT_S, memory_mb=256) as made:
        yield made


def stdio(pairs: object = PAIRS, **changes: object) -> Triplet:
    return Triplet(**{"question_id": "q", "question": "?", "language": "cpp", "test_format": "stdio",
                      "test": json.dumps(pairs), **changes})  # fmt: skip


def asserts(**changes: object) -> Triplet:
    return Triplet(**{"question_id": "q", "question": "?", "language": "cpp", "test_format": "assert", "test": SUITE,
                      "solution": TWICE, "entry_point": "twice", **changes})  # fmt: skip


def main(body: str, headers: str = "#include <cstdio>\n#include <cstdlib>\n#include <unistd.h>\n") -> str:
    return f"{headers}int main() {{ {body} }}\n"


def told(verdict: Verdict) -> str:
    return f"{verdict.status} {verdict.message}"


def test_a_right_program_passes_and_a_wrong_one_does_not(judge: Judge) -> None:
    right, wrong = judge.judge(stdio(), SUM), judge.judge(stdio(), SUM.replace("a + b", "a - b"))
    assert right.solved and right.total == 2 and right.isolation.mode == "split", told(right)
    assert (wrong.status, wrong.passed) == (Status.FAILED, 0), told(wrong)
    assert right.measured.peak_memory_bytes > 0


def test_a_program_of_all_headers_passes_whatever_pragma_stands_before_them(plain: Judge) -> None:
    program = (
        '#pragma GCC optimize("O3")\n'
        + ALL
        + "using namespace std;\nint main() { int a, b; cin >> a >> b; cout << a + b; }\n"
    )
    verdict = plain.judge(stdio(PAIRS[:1]), program)
    assert verdict.solved, told(verdict)


STDIO = {
    "does_not_compile": (Status.ERROR, "int main() { return undeclared; }\n"),
    "is_no_program": (Status.ERROR, "int f() { return 1; }\n"),
    "returns_nonzero": (Status.ERROR, main("puts(\"3\"); return 1;")),
    "crashes": (Status.ERROR, main("volatile int* p = 0; *p = 1;")),
    "throws": (Status.ERROR, "int main() { throw 1; }\n"),
    "never_ends": (Status.TIMEOUT, main("for (volatile int i = 0;; i++) {}")),
    "sleeps": (Status.TIMEOUT, main("sleep(100);")),
    "prints_without_end": (Status.OUTPUT, main("for (;;) puts(\"0123456789012345678901234567890123456789\");")),
    "allocates_without_end": (Status.MEMORY, main("for (;;) { volatile char* p = new char[1 << 24]; for (int i = 0; i < 1 << 24; i += 4096) p[i] = 1; }")),
    "has_a_huge_array": (Status.MEMORY, "static char big[1 << 29];\nint main() { big[5] = 1; return big[7]; }\n"),
    "forks_without_end": (None, main("for (;;) fork();")),
    "leaves_children": (None, main("if (fork() == 0) { setsid(); if (fork() == 0) sleep(60); _exit(0); } puts(\"3\");")),
    "reaches_for_the_network": (Status.ERROR, main("return socket(AF_INET, SOCK_STREAM, 0) < 0;", "#include <sys/socket.h>\n")),
    "reads_files_of_the_machine": (Status.ERROR, main('return fopen("/proc/self/environ", "r") == 0 && fopen("/root/.bashrc", "r") == 0 && fopen("/etc/shadow", "r") == 0 && fopen("/etc/hostname", "r") == 0;')),
    "finds_a_descriptor": (Status.ERROR, main("for (int d = 3; d < 256; d++) if (write(d, \"\", 0) == 0 || fsync(d) == 0) return 0; return 1;")),
    "traces_its_parent": (Status.ERROR, main("return ptrace(PTRACE_ATTACH, getppid(), 0, 0) < 0;", "#include <sys/ptrace.h>\n#include <unistd.h>\n")),
}  # fmt: skip


@pytest.mark.parametrize("name", STDIO)
def test_what_a_program_does_is_its_status(judge: Judge, name: str) -> None:
    wanted, program = STDIO[name]
    verdict = judge.judge(stdio(PAIRS[:1]), program)
    assert not verdict.solved or name == "leaves_children", told(verdict)
    assert verdict.status is not Status.UNSCORED, told(verdict)
    if wanted is not None:
        assert verdict.status is wanted, told(verdict)
    assert judge.judge(stdio(PAIRS[:1]), SUM).solved


COMPILING = {
    "recursive_template": (Status.ERROR, "template <int N> struct F { static const int v = F<N + 1>::v; };\nint main() { return F<0>::v; }\n"),
    "fibonacci_of_types": (Status.TIMEOUT, "template <int N, class T> struct F { using a = typename F<N - 1, F<N, T>>::b; using b = typename F<N - 1, F<N - 1, T>>::a; };\ntemplate <class T> struct F<0, T> { using a = F<0, T*>; using b = F<0, T**>; };\nF<400, int>::a x; int main() {}\n"),
    "endless_constant": (Status.ERROR, "constexpr int f(long n) { int s = 0; for (long i = 0; i < n; i++) s += i & 1; return s; }\nconstexpr int v = f(1L << 60);\nint main() { return v; }\n"),
    "huge_object": (Status.OUTPUT, "char a[1 << 30] = {1};\nint main() { return a[5]; }\n"),
    "includes_itself": (Status.ERROR, '#include "main.cpp"\nint main() {}\n'),
    "endless_include": (None, '#include "/dev/zero"\nint main() {}\n'),
}  # fmt: skip


@pytest.mark.parametrize("name", COMPILING)
def test_what_a_program_does_to_the_compiler_is_its_status(
    plain: Judge, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted, program = COMPILING[name]
    if wanted is Status.TIMEOUT:
        monkeypatch.setattr(limits, "COMPILE_S", 4.0)
    verdict = plain.judge(stdio(PAIRS[:1]), program)
    assert verdict.status not in (Status.PASSED, Status.UNSCORED), told(verdict)
    if wanted is not None:
        assert verdict.status is wanted, told(verdict)


@pytest.mark.parametrize("way", ['#include "{}"\nint main() {{}}', 'asm(".incbin \\"{}\\"");\nint main() {{}}'])
def test_a_compiler_reads_nothing_of_the_machine(
    judge: Judge, way: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secret = tmp_path_factory.mktemp("secret") / "secret.txt"
    secret.write_text("the_secret_word = 1;")
    verdict = judge.judge(stdio(PAIRS[:1]), way.format(secret))
    assert verdict.status is Status.ERROR and "secret_word" not in verdict.message, told(verdict)


def test_an_error_says_what_the_compiler_said(plain: Judge) -> None:
    verdict = plain.judge(stdio(), "int main() {\n    return undeclared;\n}\n")
    assert "main.cpp:2:12: error: ‘undeclared’ was not declared" in verdict.message.replace("'", "‘")
    assert (verdict.passed, verdict.total) == (0, 2)


def test_a_suite_is_run_apart_and_every_check_counts(judge: Judge) -> None:
    right, wrong = judge.judge(asserts(), TWICE), judge.judge(asserts(), "int twice(int x) { return x * x; }\n")
    assert right.solved and right.isolation.mode == "split", told(right)
    assert [case.id for case in right.cases] == ["assert_1", "assert_2", "assert_2.2", "assert_2.3", "assert_3"]
    assert wrong.status is Status.FAILED and wrong.passed == 3, told(wrong)
    assert "line 5: assert(twice(i) == i + i)" in wrong.message


RIGHT = {
    "with_a_main_of_its_own": TWICE + "int main() { return 7; }\n",
    "a_template": "template <class T> T twice(T x) { return 2 * x; }\n",
    "of_another_type": "long long twice(long long x) { return x + x; }\n",
    "overloaded": TWICE + "double twice(double x) { return 2 * x; }\n",
    "a_lambda": "auto twice = [](int x) { return 2 * x; };\n",
    "that_prints": "#include <cstdio>\nint twice(int x) { puts(\"hello\"); return 2 * x; }\n",
    "with_macros": "#define ll long long\n#define twice(x) twice_(x)\nint twice_(int x) { return 2 * x; }\n",
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_program_passes_however_it_is_written(plain: Judge, name: str) -> None:
    verdict = plain.judge(asserts(), RIGHT[name])
    assert verdict.solved and verdict.isolation.mode == "split", told(verdict)


EQUAL = "struct Any { template <class T> bool operator==(const T&) const { return true; } operator int() const { return 0; } };\n"
CHEATS = {
    "exit": "#include <cstdlib>\nint twice(int) { exit(0); }\n",
    "exit_at_once": "#include <unistd.h>\nint twice(int) { _exit(0); }\n",
    "exit_before_main": "#include <unistd.h>\nstruct S { S() { _exit(0); } } s;\n" + TWICE.replace("2", "3"),
    "exit_later": "#include <unistd.h>\nint twice(int x) { static int n = 0; if (++n > 2) _exit(0); return 2 * x * (n < 3); }\n",
    "equal_to_all": EQUAL + "Any twice(int) { return {}; }\n",
    "no_assert": "#include <assert.h>\n#undef assert\n#define assert(x) ((void)0)\n#define NDEBUG\nint twice(int) { return 0; }\n",
    "no_failure": "extern \"C\" void __assert_fail(const char*, const char*, unsigned, const char*) noexcept {}\nint twice(int) { return 0; }\n",
    "other_main": "int twice(int) { return 0; }\n#define main unused\nextern \"C\" int __real_main() { return 0; }\n",
    "other_if": "int twice(int) { return 0; }\n#define bool int\n#define static_cast\n#define true false\n",
    "says_so_itself": "#include <unistd.h>\nint twice(int) { for (int d = 3; d < 9; d++) for (auto s : {\"[\\\"assert_1\\\", \\\"PASSED\\\", \\\"1\\\"]\\n\", \"[\\\"\\\", \\\"END\\\", \\\"\\\"]\\n\"}) write(d, s, __builtin_strlen(s)); return 0; }\n",
    "jumps_out": "#include <csetjmp>\n#include <pthread.h>\nint twice(int) { pthread_exit(nullptr); }\n",
    "throws": "int twice(int) { throw 1; }\n",
    "kills_all": "#include <csignal>\nint twice(int) { kill(-1, 9); return 0; }\n",
    "reads_the_suite": "#include <cstring>\nstatic const char text[] = \"\"\n#include __FILE__\n;\nint twice(int) { return 0; }\n",
}  # fmt: skip


@pytest.mark.parametrize("mode", ["auto", "shared"])
@pytest.mark.parametrize("name", CHEATS)
def test_no_cheat_passes(plain: Judge, shared: Judge, name: str, mode: str) -> None:
    if mode == "shared" and name == "equal_to_all":
        pytest.skip("known: what a program's own type equals is believed where program and suite are one")
    verdict = (plain if mode == "auto" else shared).judge(asserts(), CHEATS[name])
    assert verdict.status not in (Status.PASSED, Status.UNSCORED), told(verdict)


@pytest.fixture(scope="module")
def shared() -> Iterator[Judge]:
    with Judge(cache=False, timeout_s=TIMEOUT_S, memory_mb=256, isolation="shared") as made:
        yield made


def test_together_a_right_program_passes(shared: Judge) -> None:
    verdict = shared.judge(asserts(), TWICE + "int main() {}\n")
    assert verdict.solved and verdict.isolation.mode == "shared", told(verdict)
    assert [case.id for case in verdict.cases] == ["assert_1", "assert_2", "assert_2.2", "assert_2.3", "assert_3"]


def test_a_function_whose_arguments_cannot_travel_is_judged_together(plain: Judge) -> None:
    solution = "int first(const int* p) { return *p; }\n"
    suite = "#include <assert.h>\nint main() { int a[2] = {5, 6}; assert(first(a) == 5); }\n"
    triplet = asserts(solution=solution, test=suite, entry_point="first")
    verdict = plain.judge(triplet, solution)
    assert verdict.solved and verdict.isolation.mode == "shared", told(verdict)


VALUES = {
    "nested": ("#include <map>\n#include <string>\n#include <vector>\nusing namespace std;\nmap<string, vector<pair<int, double>>> echo(map<string, vector<pair<int, double>>> x) { return x; }\n",
               'map<string, vector<pair<int, double>>> v = {{"a\\n\\xff", {{1, 0.5}, {-2, 1e300}}}, {"", {}}}; assert(echo(v) == v);'),
    "in_place": ("#include <vector>\n#include <algorithm>\nusing namespace std;\nvoid order(vector<int>& v) { sort(v.begin(), v.end()); }\n",
                 "vector<int> v = {3, 1, 2}; order(v); assert((v == vector<int>{1, 2, 3}));"),
    "large": ("unsigned long long most(long long x) { return ~0ULL - (x < 0); }\n", "assert(most(-1) == ~0ULL - 1); assert(most(1) == ~0ULL);"),
    "raised": ("#include <stdexcept>\nint f(int x) { if (x < 0) throw std::invalid_argument(\"no\"); return x; }\n",
               "bool caught = false; try { f(-1); } catch (const std::invalid_argument&) { caught = true; } assert(caught); assert(f(1) == 1);"),
    "optional_tuple": ("#include <array>\n#include <optional>\n#include <tuple>\n#include <set>\nusing namespace std;\noptional<tuple<int, bool, array<char, 2>>> f(set<int> s) { if (s.empty()) return nullopt; return make_tuple(*s.begin(), true, array<char, 2>{'a', 'b'}); }\n",
                       "assert(!f({})); assert((get<0>(*f({7, 8})) == 7)); assert(get<2>(*f({7}))[1] == 'b');"),
    "bits": ("#include <vector>\nstd::vector<bool> f(std::vector<bool> v) { v.flip(); return v; }\n", "assert((f({true, false}) == std::vector<bool>{false, true}));"),
}  # fmt: skip


@pytest.mark.parametrize("name", VALUES)
def test_values_travel_between_suite_and_program(plain: Judge, name: str) -> None:
    solution, body = VALUES[name]
    entry_point = solution.split("(")[0].split()[-1] if name != "optional_tuple" else "f"
    entry_point = {"nested": "echo", "in_place": "order", "large": "most", "raised": "f", "bits": "f"}.get(
        name, entry_point
    )
    suite = f"#include <assert.h>\nint main() {{ {body} }}\n"
    verdict = plain.judge(asserts(solution=solution, test=suite, entry_point=entry_point), solution)
    assert verdict.solved and verdict.isolation.mode == "split", told(verdict)


def test_a_value_of_another_kind_is_wrong_not_converted(plain: Judge) -> None:
    half = plain.judge(asserts(), "double twice(int x) { return 2 * x + 0.5; }\n")
    text = plain.judge(asserts(), "#include <string>\nstd::string twice(int x) { return std::to_string(2 * x); }\n")
    assert half.status is Status.FAILED and text.status is Status.FAILED, (told(half), told(text))


def test_a_suite_that_does_not_compile_with_its_reference_is_ours(plain: Judge) -> None:
    verdict = plain.judge(asserts(test="int main() { assert(thrice(1) == 3); }\n"), TWICE)
    assert verdict.status is Status.UNSCORED and "does not compile with the reference" in verdict.message


def test_without_a_reference_every_check_of_the_text_is_expected(plain: Judge) -> None:
    triplet = asserts(solution="")
    assert plain.judge(triplet, TWICE).solved
    early = "#include <cstdlib>\nint twice(int x) { static int n = 0; if (++n == 2) exit(0); return 2 * x; }\n"
    assert plain.judge(triplet, early).status is Status.FAILED


def test_the_same_program_is_compiled_once(tmp_path: object) -> None:
    program = SUM + "// once\n"
    with Judge(cache=tmp_path / "v.sqlite", timeout_s=TIMEOUT_S) as judge:  # type: ignore[operator]
        assert judge.judge(stdio(), program).solved
    with Judge(cache=tmp_path / "v.sqlite", timeout_s=TIMEOUT_S) as judge:  # type: ignore[operator]
        cached = judge.judge(stdio(), program)
        compiled: list[object] = []
        put = judge._put
        judge._cpp.builds()._put = lambda job: (compiled.append(job.mode), put(job))  # type: ignore[union-attr, func-returns-value]
        other = judge.judge(stdio(PAIRS[:1]), program)
    assert cached.solved and other.solved and compiled == []
    assert os.listdir(tmp_path / "cpp" / "binaries")  # type: ignore[operator]
