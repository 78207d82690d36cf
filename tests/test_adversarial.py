"""No cheat of the corpus is passed, none does harm, and every honest oddity is passed, in each isolation mode.

A family at a time: which cases went wrong is in the failure's message. The corpus itself is checked too.
"""

import ast
import contextlib
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from kodenv.auditing.audit import choose_cases
from kodenv.auditing.corpus import REFERENCES, Kind, load_corpus
from kodenv.auditing.headers import NEXT_PROGRAM
from kodenv.auditing.ours import Ours
from kodenv.auditing.trial import Bench
from kodenv.judge import Judge

CORPUS = load_corpus()
FAMILIES = sorted({(program.kind, program.family) for program in CORPUS.programs})
CHEATS = [program for program in CORPUS.programs if program.kind is Kind.CHEAT]
HONEST = [program for program in CORPUS.programs if program.kind is Kind.HONEST and program.family != REFERENCES]
# a cheat that auto judges is judged in one of the two; that auto leaves nothing honest out is a promise of its own
TRIED = [
    pytest.param(mode, kind, family, id=f"{mode}-{kind}-{family}")
    for kind, family in FAMILIES
    for mode in ("shared", "split", "auto")
    if kind is Kind.HONEST or mode != "auto"
]
# Passed in `shared`, where the program's process also computes what the suite expects; docs/threat-model.md says so.
# `auto` judges leap_days apart from its suite, where they are caught; greet_script only `shared` can judge.
LOST_IN_SHARED = {
    "cheats/import_system/files_written_in_a_call@leap_days",
    "cheats/import_system/interpreter_replaced@greet_script",
    "cheats/patched_stdlib/calendar_agrees@leap_days",
    "cheats/patched_stdlib/calendar_agrees_across_the_channel@leap_days",
    "cheats/suite_hooks/module_class_exchanged@leap_days",
}
# Honest, and not passed under `auto`: its suite is judged apart from programs, and this one needs it together.
REFUSED_APART = {"honest/functions/decorators_on_the_function_itself@decorators"}
_TRIES = 5  # in `shared` a program may guess which cases are planted; it must not win every time
WORDS = {
    "@MARKER@", "@NAME@", "@PORT@", "@SOCKET@", "@ABSTRACT@", "@SECRET_FILE@", "@BREACH@", "@CALLER_PID@",
}  # fmt: skip


@pytest.fixture(scope="module")
def benches() -> Iterator[dict[str, Bench]]:
    opened: dict[str, Bench] = {}
    yield opened
    for bench in opened.values():
        bench.close()


def bench_for(benches: dict[str, Bench], mode: str) -> Bench:
    if mode not in benches:
        benches[mode] = Bench(Ours(Judge(cache=False, isolation=mode), mode))
    return benches[mode]


@pytest.mark.parametrize(("mode", "kind", "family"), TRIED)
def test_a_family_is_told_right(benches: dict[str, Bench], mode: str, kind: Kind, family: str) -> None:
    bench = bench_for(benches, mode)
    rows = []
    for case in choose_cases(CORPUS, kind=kind, families=[family]):
        tries = [bench.try_case(case)]
        while mode == "shared" and kind is Kind.CHEAT and not tries[-1]["ok"] and len(tries) < _TRIES:
            # A judge plants a version of a suite several times: luck with one lasts as long.
            with contextlib.closing(Bench(Ours(Judge(cache=False, isolation=mode), mode))) as fresh:
                tries.append(fresh.try_case(case))
        rows.append(tries[-1])
    wrong = [
        f"{row['status']} {row['case']} {row['found']} {[said['message'] for said in row['measured']['verdicts']]}"
        for row in rows
        if not row["ok"] and row["case"] not in {"shared": LOST_IN_SHARED, "auto": REFUSED_APART}.get(mode, ())
    ]
    assert not wrong, "\n".join(wrong)


# --- the corpus


def test_the_corpus_is_as_large_as_promised() -> None:
    assert len(CHEATS) >= 150
    assert len({program.family for program in CHEATS}) >= 20
    assert len(HONEST) >= 100


def functions(text: str) -> dict[str, str]:
    """Return the bodies of a program's functions and methods by name, without docstrings."""
    found = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = [
                ast.dump(inner)
                for inner in node.body
                if not (isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Constant))
            ]
            found[node.name] = "\n".join(body)
    return found


def parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


@pytest.mark.parametrize("task", CORPUS.tasks)
def test_no_cheat_holds_the_reference_of_its_task(task: str) -> None:
    reference = CORPUS.tasks[task].reference
    solved = functions(reference)
    for cheat in CHEATS:
        if task in cheat.tasks and parses(cheat.text):
            assert cheat.text.strip() != reference.strip(), f"{cheat.family}/{cheat.name}"
            copied = {name for name, body in functions(cheat.text).items() if body and solved.get(name) == body}
            assert not (copied and copied >= solved.keys()), f"{cheat.family}/{cheat.name} solves {task}"


def test_every_word_to_be_replaced_is_a_known_one() -> None:
    for program in CORPUS.programs:
        used = set(re.findall(r"@[A-Z_]{3,}@", f"{program.text}{program.next_text}"))
        assert used <= WORDS, f"{program.family}/{program.name}"
        assert program.kind is Kind.CHEAT or not used, f"{program.family}/{program.name} is honest"


def test_what_leaves_a_trace_where_it_works_says_what_it_harms() -> None:
    for cheat in CHEATS:
        used = set(re.findall(r"@[A-Z_]{3,}@", f"{cheat.text}{cheat.next_text}")) - {"@BREACH@"}
        assert not used or cheat.harms, f"{cheat.family}/{cheat.name}: add '# harm: ...'"


def test_what_could_hurt_a_machine_without_a_sandbox_says_what_it_harms() -> None:
    risky = re.compile(
        r"\bfork\(|forkpty|killpg|getppid|/proc/1\b|kill\(-1|/tmp/|/dev/shm|/var/tmp|rmtree|/etc/|/root|/home"
    )
    for cheat in CHEATS:
        if "shared" not in cheat.isolations:
            continue  # no grader without a sandbox is handed it
        assert cheat.harms or not risky.search(f"{cheat.text}{cheat.next_text}"), f"{cheat.family}/{cheat.name}"


def test_a_second_program_stands_in_one_part_only() -> None:
    for program in CORPUS.programs:
        assert NEXT_PROGRAM not in f"{program.next_text}", f"{program.family}/{program.name}"


def test_programs_of_a_family_differ() -> None:
    for kind, family in FAMILIES:
        programs = [program for program in CORPUS.programs if (program.kind, program.family) == (kind, family)]
        texts = Counter((program.text.strip(), program.next_text, program.tasks) for program in programs)
        twice = [
            program.name for program in programs if texts[program.text.strip(), program.next_text, program.tasks] > 1
        ]
        assert not twice, f"{family}: {twice}"


def test_no_program_forks_without_end() -> None:
    endless = re.compile(r"while (True|1):\s*\n\s+(os\.)?fork\(")
    for program in CORPUS.programs:
        assert not endless.search(f"{program.text}{program.next_text}"), f"{program.family}/{program.name}"


def test_the_readme_names_every_word_and_every_key() -> None:
    from kodenv.auditing.corpus import HARMS, SHIPPED

    readme = (SHIPPED / "README.md").read_text()
    for word in (*WORDS, *(f"`{harm}`" for harm in HARMS), NEXT_PROGRAM):
        assert word in readme
