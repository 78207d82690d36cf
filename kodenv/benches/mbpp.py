"""MBPP, its sanitized form and MBPP+: a sentence and the tests to pass.

Rules: questions 11 to 510 are the test split; the prompt of MBPP shows all its tests, that of MBPP+ the first one, as
EvalPlus does. A base model goes on after a docstring that holds the same, and its reply is the program.
Sources: Austin et al. 2021 (arXiv:2108.07732); Liu et al. 2023 (arXiv:2305.01210).
"""

from kodenv.benches.bench import Bench, Continuation, fenced, text_column
from kodenv.records import Triplet

_FIRST, _LAST = 11, 510


def in_test_split(triplet: Triplet) -> bool:
    """Whether a row is of the test split; rows without MBPP's number are taken."""
    number = triplet.extra.get("task_id")
    return not isinstance(number, int) or _FIRST <= number <= _LAST


def _task(triplet: Triplet) -> str:
    return text_column(triplet, "text" if "text" in triplet.extra else "prompt").strip()


def _tests(triplet: Triplet) -> list[str]:
    listed = triplet.extra.get("test_list")
    shown = [str(test).strip() for test in listed] if isinstance(listed, list | tuple) else []
    return shown or [line for line in triplet.test.splitlines() if line.startswith("assert")]


def _first_test(triplet: Triplet) -> list[str]:
    return _tests(triplet)[:1]


def _asked(triplet: Triplet, tests: list[str]) -> str:
    return (
        f"{_task(triplet)}\n\nThe Python code has to pass {'these tests' if len(tests) > 1 else 'this test'}:\n\n"
        f"{fenced(chr(10).join(tests))}\n\nAnswer with one fenced block of Python code, without the tests.\n"
    )


def ask(triplet: Triplet) -> str:
    """Return what a chat model is asked, with all tests of the question."""
    return _asked(triplet, _tests(triplet))


def ask_plus(triplet: Triplet) -> str:
    """Return what a chat model is asked, with the first test of the question."""
    return _asked(triplet, _first_test(triplet))


def _docstring(triplet: Triplet, tests: list[str]) -> str:
    return f'"""\n{_task(triplet)}\n{chr(10).join(tests)}\n"""\n'


def _continuation(*, plus: bool) -> Continuation:
    def text(triplet: Triplet) -> str:
        return _docstring(triplet, _first_test(triplet) if plus else _tests(triplet))

    return Continuation(text=text, head=lambda _: "", stop=('\n"""', "\nassert ", "\n```"))


MBPP = Bench(
    name="mbpp",
    title="MBPP",
    hub="google-research-datasets/mbpp:test",
    formats=("assert",),
    prompt=ask,
    continuation=_continuation(plus=False),
    keep=in_test_split,
)
MBPP_SANITIZED = Bench(
    name="mbpp-sanitized",
    title="MBPP, sanitized",
    hub=None,
    formats=("assert",),
    prompt=ask,
    continuation=_continuation(plus=False),
    keep=in_test_split,
)
MBPP_PLUS = Bench(
    name="mbpp+",
    title="MBPP+",
    hub="evalplus/mbppplus:test",
    formats=("assert",),
    prompt=ask_plus,
    continuation=_continuation(plus=True),
)
