"""Contest tasks: LiveCodeBench, CodeContests, and tasks with points as at the IOI.

Rules: LiveCodeBench scores the mean of 64 runs over the questions of a date window, 6 seconds a test; CodeContests the
mean of 16 runs with each problem's own limits over its public, private and generated tests; a task with points gives
those of the cases that held.
Sources: Jain et al. 2024 (arXiv:2403.07974); Li et al. 2022 (arXiv:2203.07814); the numbers of runs, Ahmad et al. 2025
(arXiv:2504.01943), section 3.
"""

from kodenv.benches.bench import REASONING, Bench
from kodenv.records import Triplet

_NAMES = {"python": "Python", "cpp": "C++17"}


def ask(triplet: Triplet) -> str:
    """Return the task and how it is to be answered: with a program, or with the function its starting code names."""
    language = _NAMES[triplet.language]
    if triplet.test_format == "stdio":
        what = "a whole program that reads the standard input and prints its answer to the standard output"
    elif triplet.entry_point:
        what = f"code that begins as given and defines `{triplet.entry_point}`"
    else:
        what = "code that begins as given"
    return f"{triplet.question.strip()}\n\nAnswer with {what}, in one fenced block of {language} code.\n"


LIVECODEBENCH = Bench(
    name="livecodebench",
    title="LiveCodeBench",
    hub="livecodebench/code_generation_lite",
    formats=("stdio", "assert"),
    prompt=ask,
    hub_files="test*.jsonl",
    n=64,
    params=REASONING,
    timeout_s=6.0,
    languages=("python", "cpp"),
)
CODECONTESTS = Bench(
    name="codecontests",
    title="CodeContests",
    hub="deepmind/code_contests:test",
    formats=("stdio",),
    prompt=ask,
    n=16,
    params=REASONING,
    languages=("python", "cpp"),
)
IOI = Bench(
    name="ioi",
    title="Tasks with points",
    hub=None,
    formats=("stdio",),
    prompt=ask,
    n=8,
    params=REASONING,
    languages=("cpp", "python"),
)
