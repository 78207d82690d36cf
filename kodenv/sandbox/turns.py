"""Several programs in turn, in one process and by one suite: for versions of a reference, which mean no harm.

Covers: a fork, its limits and the suite's unpacking are paid once; a program over its processor time ends the process,
and what its cases did until then is known.
Does not cover: what one program leaves behind in the interpreter the next one finds. Nothing that a model wrote may be
run so; who sends such a job answers for that.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable
from time import process_time
from types import FrameType, ModuleType
from typing import Any

from kodenv.sandbox.reports import Reporter
from kodenv.sandbox.suite_run import finish

TURN, READY, LOAD, TOOK = "TURN", "READY", "LOAD", "TOOK"
_SLACK = 4  # how many times its processor time a program may take that never comes back to the interpreter


class _Held(Reporter):
    """Reports that wait to be sent together: a message each would fill the channel faster than it is looked into."""

    __slots__ = ()

    def add(self, case_id: str, status: str, message: str) -> None:
        """Keep a report."""
        self.keep(case_id, status, message)

    def end(self, number: int, frame: FrameType | None) -> None:
        """Send what is known of a program that is over its time, and end as the signal would have."""
        self.send()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)


def take_turns(
    programs: list[bytes],
    suite: dict[str, Any],
    control: Any,
    nonce: bytes,
    load: Callable[[bytes], ModuleType],
    describe: Callable[[BaseException], str],
    folder: str,
    limit: float,
) -> None:
    """Run programs by a suite, one after the other; say where each begins and what processor time it took.

    Args:
        programs: In which order.
        suite: As :func:`kodenv.sandbox.suite_run.read_suite` returned it.
        control: The channel of reports.
        nonce: The mark of genuine ones.
        load: Executes a program as the module ``solution``, under its limit of processor time.
        describe: Says in a line what loading raised.
        folder: The scratch folder.
        limit: Processor seconds that loading gives a program; 0: none.
    """
    reporter = _Held(control, nonce)
    signal.signal(signal.SIGPROF, reporter.end)
    chance = random.getstate()
    for number, program in enumerate(programs):
        random.setstate(chance)
        began = process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, _SLACK * limit)
        reporter.add("", TURN, str(number))
        try:
            module = load(program)
        except BaseException as error:
            reporter.add("", LOAD, describe(error))
        else:
            reporter.add("", READY, "")
            finish(suite, module, reporter, folder)
        signal.setitimer(signal.ITIMER_PROF, 0)
        reporter.add("", TOOK, f"{process_time() - began:.6f}")
        reporter.send()
