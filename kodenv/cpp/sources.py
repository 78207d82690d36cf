"""The texts that are compiled for a verdict: the program alone, program and suite apart, or both together.

A suite of asserts is a text with ``main`` that is compiled after the program. Each ``assert`` of it becomes a check
that reports. Apart, the program is compiled with a server of calls, and the suite with the reference, whose function
under test is taken out and replaced by one that calls the program's process.
"""

import functools
import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass

from kodenv.cpp.builds import Unit
from kodenv.cpp.headers import ALL, CALLS, calls_text, harness, warm_set

_TOKEN = re.compile(
    r"""//(?:[^\\\n]|\\.)*|/\*.*?\*/"""
    r"""|(?:u8|[uUL])?R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)\""""
    r"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'"""
    r"""|(?P<assert>assert\s*\()|[A-Za-z_]\w*|\.?\d(?:['\w.]|[eEpP][+-])*|\s+|.""",
    re.DOTALL,
)
_INCLUDE = re.compile(r"^[ \t]*#[ \t]*include[ \t]*[<\"][^<>\"\n]+[>\"]", re.MULTILINE)
_STANDARD = re.compile(r"[ \t]*#[ \t]*include[ \t]*<([\w./]+)>[ \t]*\Z")
_OWN_FIRST = re.compile(r"\s*#[ \t]*include[ \t]*[<\"]([\w.-]+)[>\"]")
_ALL_HEADERS = re.compile(r"#[ \t]*include[ \t]*[<\"]bits/stdc\+\+\.h[>\"]")
_DIRECTIVE = re.compile(r"^[ \t]*#[ \t]*(\w+)[ \t]*(.*)$")
_DEFINED = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z_]\w*")
_SIGNATURE = re.compile(rb"const char\* kodenv_::signature\(\) \[with F = ([^\0]*?)\]\0")
_WRAP = ("-Wl,--wrap=main",)
_MAIN_OF_PROGRAM = "kodenv_program_main"
_HIDDEN, _REMOTE = "kodenv_reference", "kodenv_remote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """A suite of asserts, its asserts replaced by reporting checks.

    Attributes:
        text: The suite.
        checks: How many checks it holds.
    """

    text: str
    checks: int


def program_unit(program: str) -> Unit:
    """Return what is compiled for a program that reads its input."""
    return Unit(source=program, header=_header(program))


def checker_unit(source: str, headers: Collection[str]) -> Unit:
    """Return what is compiled for a checker program, which may begin with one of the user's headers."""
    found = _OWN_FIRST.match(_without_comments(source))
    return Unit(source=source, header=found[1]) if found and found[1] in headers else program_unit(source)


def _header(source: str) -> str:
    return ALL if wants_header(source) else warm_set(_first_includes(source))


def _first_includes(source: str) -> set[str]:
    """Return the headers of the standard that a text includes before anything else."""
    included = set()
    for line in _without_comments(source).splitlines():
        found = _STANDARD.match(line)
        if found is not None:
            included.add(found[1])
        elif line.strip():
            break
    return included


def wants_header(source: str) -> bool:
    """Tell whether a text may be compiled as if it included ``bits/stdc++.h`` first: only it, and nothing before."""
    for token in _meaningful(source):
        directive = _DIRECTIVE.match(token)
        if directive is None:
            return False
        if directive[1] == "pragma":
            continue
        return _ALL_HEADERS.match(token.strip()) is not None
    return False


def _meaningful(source: str) -> list[str]:
    """Return the lines of a text up to the first that is neither blank, nor a comment, nor a directive."""
    lines = []
    for line in _without_comments(source).splitlines():
        if line.strip():
            lines.append(line)
            if not line.lstrip().startswith("#") or "include" in line or "define" in line:
                break
    return lines


def _without_comments(source: str) -> str:
    return re.sub(r"/\*.*?\*/|//[^\n]*", " ", source[:20_000], flags=re.DOTALL)


@functools.lru_cache(maxsize=256)
def read_suite(test: str) -> Suite:
    """Replace the asserts of a suite."""
    checks = 0

    def check(found: re.Match[str]) -> str:
        nonlocal checks
        token = found.group()
        line = test[test.rfind("\n", 0, found.start()) + 1 : found.start()]
        if found["assert"] is None or line.lstrip().startswith("#"):
            return token
        checks += 1
        return f"kodenv_check({checks}, " + "\n" * token.count("\n")

    return Suite(text=_TOKEN.sub(check, test), checks=checks)


def suite_apart_unit(reference: str, test: str, entry_point: str) -> Unit:
    """Return the suite's own program: the reference without the function under test, which is elsewhere."""
    headers = "\n".join(dict.fromkeys(_INCLUDE.findall(reference) + _INCLUDE.findall(test)))
    source = "\n".join(
        (
            headers, harness("checks"), harness("calls"), harness("remote"),
            f"#define {entry_point} {_HIDDEN}", f"#define main {_MAIN_OF_PROGRAM}",
            '#line 1 "reference.cpp"', reference, "#undef main", f"#undef {entry_point}",
            f"static const kodenv_::Remote<decltype(&{_HIDDEN})> {_REMOTE}{{}};",
            f"static const char* const kodenv_signature __attribute__((used)) = "
            f"kodenv_::signature<decltype(&{_HIDDEN})>();",
            f"#define {entry_point} {_REMOTE}",
            '#line 1 "test.cpp"', read_suite(test).text, "",
        )
    )  # fmt: skip
    return Unit(source=source, header=_header(reference), flags=_WRAP)


def signature_of(binary: bytes) -> str | None:
    """Return the type of the function under test, which :func:`suite_apart_unit` leaves in its program."""
    found = _SIGNATURE.search(binary)
    return None if found is None else found[1].decode("utf-8", "replace")


def program_apart_unit(program: str, entry_point: str, signature: str | None) -> Unit:
    """Return a program that answers the calls of a suite.

    Args:
        program: The program.
        entry_point: The function under test.
        signature: Its type in the reference; None: as the program declares it.
    """
    kind = f"decltype(&{entry_point})" if signature is None else signature
    header = ALL if wants_header(program) else CALLS
    source = "\n".join(
        (
            *_calls(header),
            f"#define main {_MAIN_OF_PROGRAM}",
            '#line 1 "main.cpp"',
            program,
            "#undef main",
            '#line 1 "call.cpp"',
            "int main() {",
            f"    return kodenv_serve::serve<{kind}>([](auto&&... given) -> decltype(auto) {{",
            f"        return {entry_point}(static_cast<decltype(given)>(given)...);",
            "    });",
            "}",
            "",
        )
    )
    return Unit(source=source, header=header)


def _calls(header: str) -> tuple[str, ...]:
    """Return the lines that bring the server of calls: precompiled where the compiler finds it, else as text."""
    if header == ALL:
        return (calls_text(),)
    return (f'#if __has_include("{CALLS}")', f'#include "{CALLS}"', "#else", calls_text(), "#endif")


def together_unit(program: str, test: str) -> Unit:
    """Return program and suite as one text.

    Names of ours carry a mark made from the text, which a program cannot hold: it would have to name its own hash.
    """
    suite = read_suite(test).text
    names = set(_NAME.findall(test))
    undefined = [f"#undef {name}" for name in dict.fromkeys(_DEFINED.findall(program)) if name in names]
    mark = hashlib.sha256(f"{program}\0{test}".encode("utf-8", "surrogatepass")).hexdigest()[:20]
    ours = harness("checks") + harness("together")
    source = "\n".join(
        (
            re.sub(r"kodenv_(?=::|check\b| \{)|(?<=namespace )kodenv_", f"kodenv_{mark}_", ours),
            f"#define main {_MAIN_OF_PROGRAM}_{mark}",
            '#line 1 "main.cpp"', program, "#undef main", *undefined,
            '#line 1 "test.cpp"', suite.replace("kodenv_check(", f"kodenv_{mark}_check("), "",
        )
    )  # fmt: skip
    return Unit(source=source, header=_header(program), flags=_WRAP)
