import ast
import gzip
import json
import os
import symtable
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from kodenv.syntax import MAX_CHARS, TopLevel, defined_names, identifiers, parses, rename_global, top_level


@pytest.mark.parametrize(
    "source",
    [
        "",
        "x = 1",
        "async def f():\n    await g()",
        "match x:\n    case [a, *b]: pass",
        "print = 3\nmatch = exec = print",
    ],
)
def test_python_that_compiles_parses(source: str) -> None:
    assert parses(source)


@pytest.mark.parametrize(
    "source",
    [
        "print 'hello'",
        "exec 'code'",
        "return 1",
        "x = `1`",
        "def f(a, a): pass",
        "def f():\n    nonlocal x",
        "f(x",
        "x = '",
        ">>> f(1)",
        "x = 1\0",
        "x = '\ud800'",
        "for i in x:\npass",
        "a <> b",
    ],
)
def test_what_compile_refuses_does_not_parse(source: str) -> None:
    assert not parses(source)


def test_a_warning_of_the_compiler_is_no_error_and_not_shown() -> None:
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        assert parses("import re\nre.compile('\\d')\nx is 1")
    assert seen == []


def test_parsing_runs_nothing(tmp_path: Path) -> None:
    assert parses(f"open({str(tmp_path / 'made')!r}, 'w')")
    assert not (tmp_path / "made").exists()


# The comprehension crashes CPython 3.11 at its default recursion limit; the chains do where the limit was raised.
NESTED = {
    "comprehension": "[x " + "for x in y " * 20_000 + "]",
    "sum": "1+" * 60_000 + "1",
    "attributes": "a" + ".a" * 60_000,
    "calls": "a" + "()" * 60_000,
    "minus": "-" * 200_000 + "1",
    "brackets": "(" * 100_000 + ")" * 100_000,
    "open brackets": "[" * 200_000,
    "elif": "if 1: pass\n" + "elif 1: pass\n" * 10_000,
    "lambda": "lambda:" * 30_000 + "1",
    "f-string": "f'" + "{a}" * 60_000 + "'",
}


@pytest.mark.parametrize("source", NESTED.values(), ids=NESTED.keys())
def test_deep_nesting_is_refused_and_does_not_crash(source: str) -> None:
    assert len(source) <= MAX_CHARS, "or the length would be what is refused"
    assert not parses(source)
    assert defined_names("f = 1\n" + source) >= set()


def test_nesting_up_to_the_bound_is_safe_in_a_thread_with_a_raised_recursion_limit() -> None:
    answers: list[bool] = []
    source = "x = " + "1+" * 900 + "1"
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(10**6)
    try:
        thread = threading.Thread(target=lambda: answers.append(parses(source)))
        thread.start()
        thread.join()
    finally:
        sys.setrecursionlimit(limit)
    assert answers == [True]


def test_a_long_flat_program_parses() -> None:
    assert parses("TABLE = [" + "1, " * 50_000 + "]\n")
    assert parses("".join(f"x{i} = {i}\n" for i in range(5000)))


def test_text_beyond_the_bound_does_not_parse() -> None:
    assert parses("#" * MAX_CHARS)
    assert not parses("#" * (MAX_CHARS + 1))


def test_top_level_finds_every_way_to_bind_a_name() -> None:
    source = """
import a.b, c as d
from m import n as o, p
if x:
    def f(): inner = 1
else:
    async def g(): pass
@decorator
class K:
    attribute = 1
    def method(self): pass
u, *v = (w, [k]) = 1, 2
for i, (j, *l) in []: pass
with q as r, s as (t, y): pass
try: pass
except E as gone: pass
(walrus := 3)
[(out := z) for z in []]
annotated: int = 1
declared: int
augmented += 1
match u:
    case [ma, *mb]: pass
    case K(z=mc) as md: pass
    case {"k": me, **mf}: pass
    case a.b: pass
"""
    assert top_level(source) == TopLevel(
        functions=frozenset({"f", "g"}),
        classes=frozenset({"K"}),
        variables=frozenset(set("uvwkijlrty") | {"walrus", "out", "annotated", "ma", "mb", "mc", "md", "me", "mf"}),
        imports=frozenset({"a", "d", "o", "p"}),
    )


def test_a_name_bound_only_from_itself_is_a_use() -> None:
    assert defined_names("gcd = gcd(4, 6)\nprint(gcd)") == frozenset()
    assert defined_names("total = total + 1") == frozenset()
    assert defined_names("fact = lambda n: n * fact(n - 1)") == {"fact"}
    assert defined_names("x = 0\nx = x + 1") == {"x"}


def test_names_are_found_in_text_that_does_not_parse() -> None:
    assert "f" in defined_names("def f(x):\n    return x\n\ndef g(x:\n")


def test_identifiers_leave_out_strings_and_comments() -> None:
    assert identifiers("import sys  # input\nsys.stdin.read()\nx = 'print'") == {"sys", "stdin", "read", "x"}


RENAMES = {
    "recursion": ("def f(n):\n    return n * f(n - 1)\n", "def new(n):\n    return n * new(n - 1)\n"),
    "attribute and keyword": ("def f(): g.f(f=f)\n", "def new(): g.f(f=new)\n"),
    "strings and comments": ("def f():\n    '''f'''  # f\n", "def new():\n    '''f'''  # f\n"),
    "f-string": ("def f(): pass\nf'f {f(1)!r:{f}}'\n", "def new(): pass\nf'f {new(1)!r:{new}}'\n"),
    "parameter": ("def f(x): return lambda f: f(x)\n", "def new(x): return lambda f: f(x)\n"),
    "default and annotation": (
        "def f(): pass\ndef g(f: f = f) -> f: f\n",
        "def new(): pass\ndef g(f: new = new) -> new: f\n",
    ),
    "local": (
        "def f():\n    def g():\n        f = 1\n        return f\n",
        "def new():\n    def g():\n        f = 1\n        return f\n",
    ),
    "nonlocal": (
        "def f(): pass\ndef h():\n    f = 1\n    def g():\n        nonlocal f\n        f = 2\n",
        "def new(): pass\ndef h():\n    f = 1\n    def g():\n        nonlocal f\n        f = 2\n",
    ),
    "global": (
        "def f(): pass\ndef g():\n    global f\n    f = 1\n",
        "def new(): pass\ndef g():\n    global new\n    new = 1\n",
    ),
    "comprehension": (
        "def f(): pass\n[f for f in f(3)]\n[f(x) for x in y]\n",
        "def new(): pass\n[f for f in new(3)]\n[new(x) for x in y]\n",
    ),
    "walrus": (
        "def f(): pass\ndef g(): return [(f := x) for x in y], f\n",
        "def new(): pass\ndef g(): return [(f := x) for x in y], f\n",
    ),
    "class body": (
        "def f(): pass\nclass C:\n    f = f\n    def m(self): return f()\n",
        "def new(): pass\nclass C:\n    f = f\n    def m(self): return new()\n",
    ),
    "except": (
        "def f(): pass\ndef g():\n    try: f\n    except E as f: f\n",
        "def new(): pass\ndef g():\n    try: f\n    except E as f: f\n",
    ),
    "local import": (
        "def f(): pass\ndef g():\n    import f\n    f()\n",
        "def new(): pass\ndef g():\n    import f\n    f()\n",
    ),
    "case": (
        "def f(): pass\ndef g(x):\n    match x:\n        case f: f\n",
        "def new(): pass\ndef g(x):\n    match x:\n        case f: f\n",
    ),
    "case attribute": (
        "def f(): pass\nmatch x:\n    case C(f=1): f\n",
        "def new(): pass\nmatch x:\n    case C(f=1): new\n",
    ),
    "conditional": (
        "if x:\n    def f(): 1\nelse:\n    def f(): 2\n",
        "if x:\n    def new(): 1\nelse:\n    def new(): 2\n",
    ),
    "decorated async": ("@cache\nasync def f(): await f()\n", "@cache\nasync def new(): await new()\n"),
    "not ASCII": ("é = 'ü'\ndef f(): return é + f()  # ü\n", "é = 'ü'\ndef new(): return é + new()  # ü\n"),
    "layout": ("def  f ( n ) :\n\treturn  f( n )\\\n  +1\n", "def  new ( n ) :\n\treturn  new( n )\\\n  +1\n"),
}


@pytest.mark.parametrize(("source", "expected"), RENAMES.values(), ids=RENAMES.keys())
def test_rename_changes_what_means_the_global_and_nothing_else(source: str, expected: str) -> None:
    assert rename_global(source, "f", "new") == expected


@pytest.mark.parametrize(
    "source",
    [
        "def f(xs): return new(xs)\n",
        "def f(x):\n    new = 1\n    return f(new)\n",
        "new = 1\ndef f(x): return x\n",
        "import new\ndef f(x): return x\n",
        "from m import f\ndef f(x): return x\n",
    ],
)
def test_rename_is_refused_where_it_would_change_the_meaning(source: str) -> None:
    assert rename_global(source, "f", "new") is None


def test_a_local_that_captures_no_reference_does_not_hinder_a_rename() -> None:
    assert rename_global("def f(x):\n    new = x\n    return new\n", "f", "new") == (
        "def new(x):\n    new = x\n    return new\n"
    )


@pytest.mark.parametrize("new", ["class", "a.b", "", "1x"])
def test_rename_to_what_is_no_name_is_refused(new: str) -> None:
    assert rename_global("def f(): pass\n", "f", new) is None


CPP = """
#include <vector>
using namespace std;
int prototype(int);
struct S { int method() { return 1; } };
template <class T> T twice(T x) { return x + x; }
vector<int>& reference(vector<int>& x) { return x; }
int *pointer(int x) { return 0; }
int table[3], count = 1;
int main() { return 0; }
"""


def test_cpp_names_need_a_definition() -> None:
    pytest.importorskip("tree_sitter_cpp", reason="the C++ grammar is optional")
    assert top_level(CPP, "cpp") == TopLevel(
        functions=frozenset({"twice", "reference", "pointer", "main"}),
        classes=frozenset({"S"}),
        variables=frozenset({"table", "count"}),
    )
    assert parses(CPP, "cpp")
    assert not parses("int main( {", "cpp")


def test_cpp_without_its_grammar_is_not_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kodenv.syntax_tree._grammar", lambda name: None)
    assert parses("int main( {", "cpp")
    assert not parses(" \n", "cpp")
    assert defined_names("int main() {}", "cpp") == frozenset()


def _real_programs() -> Iterator[str]:
    folder = os.environ.get("KODENV_REAL_DATA")
    if folder is None:
        pytest.skip("KODENV_REAL_DATA is not set to the folder of real data")
    for name in (
        "humaneval.jsonl",
        "mbpp_canonical.jsonl",
        "bigcodebench_stdlib_a.jsonl",
        "kodcode_canonical_a.jsonl.gz",
    ):
        path = Path(folder) / name
        with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
            yield from (json.loads(line)["solution"] for line in lines)


@pytest.mark.filterwarnings("ignore:invalid escape sequence")
def test_real_solutions_parse_and_have_the_names_that_ast_sees() -> None:
    count = 0
    for program in _real_programs():
        body = ast.parse(program).body
        names = top_level(program)
        assert parses(program)
        assert names.functions == {node.name for node in body if isinstance(node, ast.FunctionDef)}
        assert names.classes == {node.name for node in body if isinstance(node, ast.ClassDef)}
        count += 1
    assert count == 1350


def _mentions_global(table: symtable.SymbolTable, name: str) -> bool:
    if name in table.get_identifiers():
        symbol = table.lookup(name)
        if symbol.is_global() or table.get_type() == "module":
            return True
    return any(_mentions_global(child, name) for child in table.get_children())


@pytest.mark.filterwarnings("ignore:invalid escape sequence")
def test_renaming_in_real_solutions_leaves_no_global_use_and_comes_back() -> None:
    for program in _real_programs():
        for old in top_level(program).functions:
            renamed = rename_global(program, old, "zz_new")
            assert renamed is not None
            assert not _mentions_global(symtable.symtable(renamed, "<renamed>", "exec"), old)
            assert rename_global(renamed, "zz_new", old) == program
