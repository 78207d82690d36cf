"""Programs that read and print meet the same limits, and their output is compared whole."""

import dataclasses
import json

from kodenv.records import Status, Triplet
from kodenv.sandbox.conformance.check import QUICK_S, TIGHT_S, Check, Step

_TASK = Triplet(
    question_id="conformance-stdio",
    question="Print the number after the one that is read.",
    solution="print(int(input()) + 1)\n",
    test=json.dumps([{"input": "1\n", "output": "2\n"}, {"input": "2\n", "output": "3\n"}]),
    test_format="stdio",
    limits={"timeout_s": TIGHT_S, "memory_mb": 256},
)
_QUICK_TASK = dataclasses.replace(_TASK, limits={"timeout_s": QUICK_S, "memory_mb": 256})
_LOOP = "import time\nend = time.monotonic() + 60\nwhile time.monotonic() < end:\n    {}\n"
_PROGRAMS = {
    "answers": ("print(int(input()) + 1)", Status.PASSED),
    "answers without an end of line": ("print(int(input()) + 1, end='')", Status.PASSED),
    "answers and exits": ("import sys; print(int(input()) + 1); sys.exit()", Status.PASSED),
    "answers the first input only": ("print(2)", Status.FAILED),
    "prints the beginning of an answer": ("print()", Status.FAILED),
    "prints more than the answer": ("print(int(input()) + 1, 0)", Status.FAILED),
    "exits early with status 0": ("import os; os._exit(0)", Status.FAILED),
    "runs for ever": (_LOOP.format("pass"), Status.TIMEOUT),
    "answers and runs for ever": ("print(int(input()) + 1, flush=True)\n" + _LOOP.format("pass"), Status.TIMEOUT),
    "prints without end": (_LOOP.format("print('x' * 1000)"), Status.OUTPUT),
    "allocates without end": ("x = [bytearray(1 << 20) for _ in range(4096)]", Status.MEMORY),
    "raises": ("1 / 0", Status.ERROR),
    "answers and raises": ("print(int(input()) + 1, flush=True)\n1 / 0", Status.ERROR),
    "crashes": ("import os; os.kill(os.getpid(), 11)", Status.ERROR),
    "exits with status 3": ("raise SystemExit(3)", Status.ERROR),
}

CHECKS: tuple[Check, ...] = tuple(
    Check(
        name=f"stdio: {name}",
        promise="a program that reads and prints gets the status of what it did",
        steps=(
            Step(
                program=program,
                statuses=frozenset({status}),
                triplet=_QUICK_TASK if status is Status.TIMEOUT else _TASK,
            ),
        ),
    )
    for name, (program, status) in _PROGRAMS.items()
)
