"""However a program ends, the judge knows that it did not solve the task."""

from kodenv.records import Status
from kodenv.sandbox.conformance.check import GOOD, NOT_PASSED, Check, Step, checks_of, text

_EXITS = {
    "exits early with status 0": "import os\nos._exit(0)\n",
    "exits with status 0 in a case": "import os\ndef f(x):\n    os._exit(0)\n",
    "exits with status 0 in a thread": (
        "import os, threading, time\nthreading.Thread(target=os._exit, args=(0,)).start()\ntime.sleep(20)\n"
    ),
    "becomes another program that succeeds": "import os\nos.execv('/bin/true', ['true'])\n",
    "becomes another program in a case": "import os\ndef f(x):\n    os.execv('/bin/true', ['true'])\n",
}
_OWN_FAULT = {
    "recurses for ever": """
        def g(n):
            return g(n + 1)
        g(0)
        """,
    "crashes": """
        import ctypes
        ctypes.string_at(0)
        """,
    "kills itself": """
        import os, signal
        os.kill(os.getpid(), signal.SIGKILL)
        """,
    "raises SystemExit": "raise SystemExit(0)\n",
}
_SKIPS = {
    "skips in a case": "import pytest\ndef f(x):\n    pytest.skip('no')\n",
}
_ENDINGS = {
    "raises SystemExit in a case": "def f(x):\n    raise SystemExit(0)\n",
    "aborts": "import os\nos.abort()\n",
    "ends by a realtime signal": "import os\nos.kill(os.getpid(), 40)\n",
    "kills its group": "import os, signal\nos.kill(0, signal.SIGKILL)\n",
    "kills its group in a case": "import os, signal\ndef f(x):\n    os.kill(0, signal.SIGKILL)\n",
    "crashes in a case": "import ctypes\ndef f(x):\n    ctypes.string_at(0)\n",
    "crashes in deep C recursion": """
        import sys
        sys.setrecursionlimit(10**8)
        x = []
        for _ in range(200_000):
            x = [x]
        def f(n):
            return repr(x)
        """,
    "ends its process by an alarm in a case": """
        import signal, time
        def f(x):
            signal.setitimer(signal.ITIMER_REAL, 0.01)
            time.sleep(20)
            return x + 1
        """,
    "has a null byte": GOOD + "\0",
    "has a lone surrogate": GOOD + "x = '\ud800'\n",
    "is more than the parser takes": "x = " + "-" * 200_000 + "1\n",
    "has endless brackets": "x = " + "(" * 100_000,
    "has a long sum": "x = 1" + "+1" * 100_000,
    "has a lone surrogate in its message": "raise ValueError('\\ud800 \\x00')\n",
    "has a lone surrogate in the message of a case": "def f(x):\n    raise ValueError('\\udfff')\n",
    "has a message that raises": """
        class Odd(Exception):
            def __str__(self):
                raise SystemExit(0)
            __repr__ = __str__
        def f(x):
            raise Odd
        """,
    "raises MemoryError in a case": "def f(x):\n    return bytearray(1 << 40)\n",
    **{f"exits with status {code}": f"import os\nos._exit({code})\n" for code in (0, 1, 2, 5, 127, 137, 255)},
}
_PROMISE = "a program that did not solve the task is not PASSED, however it ends"


def _as_they_are(programs: dict[str, str]) -> tuple[Check, ...]:
    """Return checks whose programs do not go on to solve the task."""
    return tuple(
        Check(name=f"endings: {name}", promise=_PROMISE, steps=(Step(program=text(program), statuses=NOT_PASSED),))
        for name, program in programs.items()
    )


CHECKS: tuple[Check, ...] = (
    *checks_of("endings", _PROMISE, _EXITS, {Status.FAILED}),
    *checks_of("endings", _PROMISE, _OWN_FAULT, {Status.ERROR}),
    *checks_of("endings", _PROMISE, _SKIPS, {Status.FAILED, Status.ERROR}),
    *_as_they_are(_ENDINGS),
)
