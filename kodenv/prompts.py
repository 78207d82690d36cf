"""What a model is told: a triplet's prompt, and the feedback between two turns.

Feedback never shows an expected value unless it is asked for. Neither what a case says when it does
not pass nor the parameters in a case's id are shown then: both hold values of the test, and into the
text of an exception a program can put what it read of the tests. Where a triplet names its visible
cases, nothing of the others is shown in any mode.
"""

import re
from collections.abc import Iterator

from kodenv.records import Case, CaseStatus, Status, Triplet, Verdict

FEEDBACK_MODES = ("cases", "none", "values")
FEEDBACK_MAX_CHARS = 4_000
MESSAGE_MAX_CHARS = 600

_LANGUAGE_NAMES = {"python": ("Python 3", "python"), "cpp": ("C++17", "cpp")}
_STDIO = {
    "python": "It reads all it needs with `input()` or from `sys.stdin` and prints the answer, and nothing else.",
    "cpp": "It reads all it needs from `std::cin` and writes the answer to `std::cout`, and nothing else.",
}
_CALLED = {
    "python": "It will be imported and called: read no input, print nothing, and run nothing at import.",
    "cpp": "It will be called from another file's `main`: write no `main`, read no input, and print nothing.",
}
_HELD = (CaseStatus.PASSED, CaseStatus.XFAILED)
_UNSOLVED = "The program does not solve the task."
_AGAIN = "Answer with the whole corrected program."
_CUT = "..."
_HAPPENED = {
    Status.FAILED: _UNSOLVED,
    Status.ERROR: "The program stopped with an error.",
    Status.TIMEOUT: "The program took too long.",
    Status.MEMORY: "The program used too much memory.",
    Status.OUTPUT: "The program printed too much.",
    Status.NO_PROGRAM: "The answer holds no program; give it in one fenced code block.",
}


def question_text(triplet: Triplet) -> str:
    """Return the prompt: the question, and the name to define where the question does not say it."""
    name = triplet.entry_point
    if name is None or triplet.test_format == "stdio" or _names(triplet.question, name):
        return triplet.question
    return f"{triplet.question}\n\nThe program must define `{name}`."


def solve_text(triplet: Triplet) -> str:
    """Return the question with what an answer has to be: its language, how it is called, and one fenced block.

    Recipes that drop replies without a tagged block ask for one first.
    """
    language, tag = _LANGUAGE_NAMES[triplet.language]
    if triplet.test_format == "stdio":
        task = f"Write a whole {language} program. {_STDIO[triplet.language]}"
    elif triplet.entry_point is not None:
        task = f"Write {language} code that defines `{triplet.entry_point}`. {_CALLED[triplet.language]}"
    else:
        task = f"Write {language} code that defines what the task asks for. {_CALLED[triplet.language]}"
    form = (
        f"Think first. Then give the whole code, with everything it includes or imports, in one block that begins with "
        f"```{tag} and ends with ```. Leave no part of it to be filled in."
    )
    return f"{triplet.question}\n\n{task} {form}"


def _names(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def feedback_text(triplet: Triplet, verdict: Verdict, *, feedback: str, max_chars: int = FEEDBACK_MAX_CHARS) -> str:
    """Return what a model may read after its turn, in at most ``max_chars`` code points.

    Args:
        triplet: The question; its ``visible_cases`` bound what is shown.
        verdict: What its program did. UNSCORED has no feedback: nothing is known.
        feedback: ``none`` says only whether it is solved, ``cases`` also which cases did not pass,
            ``values`` also what they said, expected values among it.
        max_chars: The budget; the request to answer again is always whole.
    """
    if verdict.solved:
        return "The program solves the task."
    if feedback == "none":
        return f"{_UNSOLVED} {_AGAIN}"
    lines = [_HAPPENED[verdict.status], *_report(triplet, verdict, values=feedback == "values")]
    return f"{_fit(lines, max_chars - len(_AGAIN) - 2)}\n\n{_AGAIN}"


def _report(triplet: Triplet, verdict: Verdict, *, values: bool) -> Iterator[str]:
    hiding = triplet.visible_cases is not None
    if all(case.status is CaseStatus.NOT_RUN for case in verdict.cases):
        if values and verdict.message and not hiding:
            yield _shorten(verdict.message)
        return
    shown = _shown(triplet, verdict)
    missed = [case for case in shown if case.status not in _HELD]
    if not shown:
        yield "Its cases are hidden."
    elif hiding:
        yield f"It passed {len(shown) - len(missed)} of {len(shown)} visible cases."
    else:
        yield f"It passed {verdict.passed} of {verdict.total} cases."
    if missed:
        yield "These did not pass:"
        yield from _list(missed, values=values)
    elif shown and hiding:
        yield "A hidden case did not pass."


def _list(missed: list[Case], *, values: bool) -> Iterator[str]:
    if values:
        for case in missed:
            yield f"- {case.id}: {case.status}" + (f"\n{_shorten(case.message)}" if case.message else "")
    else:
        # Parametrized cases share the name before the bracket; once is enough.
        yield from dict.fromkeys(f"- {case.id.partition('[')[0]}: {case.status}" for case in missed)


def _shown(triplet: Triplet, verdict: Verdict) -> list[Case]:
    if triplet.visible_cases is None:
        return list(verdict.cases)
    visible = frozenset(triplet.visible_cases)
    return [case for case in verdict.cases if case.id in visible]


def _shorten(text: str) -> str:
    return text if len(text) <= MESSAGE_MAX_CHARS else text[: MESSAGE_MAX_CHARS - len(_CUT)] + _CUT


def _fit(lines: list[str], max_chars: int) -> str:
    """Join whole lines while they fit; a last line says that there was more."""
    text = "\n".join(lines)
    if len(text) <= max_chars:
        return text
    kept = ""
    for line in lines:
        if len(kept) + len(line) + 1 + len(_CUT) > max_chars:
            break
        kept += f"{line}\n"
    return kept + _CUT
