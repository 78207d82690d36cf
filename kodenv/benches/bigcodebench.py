"""BigCodeBench: a task over real libraries, in prose (instruct) or as a function's head and docstring (complete).

Rules: unittest suites over ``task_func``; one greedy sample; programs need the packages of the ``libs`` column, which
the interpreter named by ``--python`` must have.
Source: Zhuo et al. 2024 (arXiv:2406.15877).
"""

from kodenv.benches.bench import Bench, Continuation, fenced, text_column
from kodenv.benches.humaneval import STOPS
from kodenv.records import Triplet

_HUB = "bigcode/bigcodebench:v0.1.4"
_HUB_HARD = "bigcode/bigcodebench-hard:v0.1.4"


def ask(triplet: Triplet) -> str:
    """Return the benchmark's own prose, which ends with the code to start from."""
    return f"{text_column(triplet, 'instruct_prompt').rstrip()}\n\nAnswer with one fenced block of Python code.\n"


def head(triplet: Triplet) -> str:
    """Return the function's head and docstring."""
    return text_column(triplet, "complete_prompt")


def ask_complete(triplet: Triplet) -> str:
    """Return what a chat model is asked to complete."""
    return (
        "Complete the Python function below. Answer with one fenced block of Python code that holds the whole "
        f"function and its imports.\n\n{fenced(head(triplet))}\n"
    )


_CONTINUATION = Continuation(text=head, head=head, stop=STOPS)

BIGCODEBENCH = Bench(
    name="bigcodebench", title="BigCodeBench, instruct", hub=_HUB, formats=("pytest",), prompt=ask
)  # fmt: skip
BIGCODEBENCH_HARD = Bench(
    name="bigcodebench-hard", title="BigCodeBench-Hard, instruct", hub=_HUB_HARD, formats=("pytest",), prompt=ask
)
BIGCODEBENCH_COMPLETE = Bench(
    name="bigcodebench-complete",
    title="BigCodeBench, complete",
    hub=_HUB,
    formats=("pytest",),
    prompt=ask_complete,
    continuation=_CONTINUATION,
)
BIGCODEBENCH_HARD_COMPLETE = Bench(
    name="bigcodebench-hard-complete",
    title="BigCodeBench-Hard, complete",
    hub=_HUB_HARD,
    formats=("pytest",),
    prompt=ask_complete,
    continuation=_CONTINUATION,
)
