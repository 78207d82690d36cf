"""HumanEval and HumanEval+: a function's head and docstring, to be completed.

Rules: the suite is the row's ``check``; in its original form (a base model, ``--prompt complete``) the program is the
prompt with the reply after it, and HumanEval's limit is 3 seconds. EvalPlus samples greedily, once.
Sources: Chen et al. 2021 (arXiv:2107.03374); Liu et al. 2023 (arXiv:2305.01210).
"""

from kodenv.benches.bench import Bench, Continuation, fenced, text_column
from kodenv.records import Triplet

# Where a completion of one function ends. Source: Chen et al. 2021, section 3.2.
STOPS = ("\nclass ", "\ndef ", "\n#", "\nif ", "\nprint(")


def head(triplet: Triplet) -> str:
    """Return the function's head, as the data set gives it."""
    return text_column(triplet, "prompt")


def ask(triplet: Triplet) -> str:
    """Return what a chat model is asked."""
    return (
        "Complete the Python function below. Answer with one fenced block of Python code that holds the whole "
        f"function and everything it needs, imports included.\n\n{fenced(head(triplet))}\n"
    )


_CONTINUATION = Continuation(text=head, head=head, stop=STOPS)

HUMANEVAL = Bench(
    name="humaneval",
    title="HumanEval",
    hub="openai/openai_humaneval:test",
    formats=("assert",),
    prompt=ask,
    continuation=_CONTINUATION,
    timeout_s=3.0,
)
HUMANEVAL_PLUS = Bench(
    name="humaneval+",
    title="HumanEval+",
    hub="evalplus/humanevalplus:test",
    formats=("assert",),
    prompt=ask,
    continuation=_CONTINUATION,
)
