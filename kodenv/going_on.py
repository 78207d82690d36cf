"""A program on its inputs, past the limits it breaks: where cases win points, one that is lost loses only its own."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kodenv.lanes import Job, Outcome
from kodenv.records import Triplet
from kodenv.sandbox import limits, wire
from kodenv.stdio_evidence import NOT_RUN, failure_of
from kodenv.subtasks import worth_running


def put_inputs(put: Callable[[Job], None], job: Job, triplet: Triplet) -> None:
    """Queue a program's run on all inputs of a stdio suite.

    A worker stops at the first limit that is broken, since the rest would most likely end alike. With points, the cases
    that can still win some are run all the same. The outcome has a run for every case then; those that
    were not run say so.

    Args:
        put: What queues a job.
        job: The run, with every input in its bodies.
        triplet: Its triplet.
    """
    if triplet.points is None and triplet.subtasks is None:
        put(job)
    else:
        _Course(put, job, triplet.subtasks, triplet.points).begin()


class _Course:
    def __init__(
        self,
        put: Callable[[Job], None],
        job: Job,
        subtasks: Sequence[Mapping[str, Any]] | None,
        points: Sequence[float] | None,
    ) -> None:
        self._put, self._job, self._subtasks, self._points = put, job, subtasks, points
        self._places = list(range(len(job.bodies) - 1))
        self._runs = [_not_run() for _ in self._places]
        self._attempts = self._printed = 0

    def begin(self) -> None:
        program, *inputs = self._job.bodies
        bodies = [program, *(inputs[place] for place in self._places)]
        self._put(dataclasses.replace(self._job, bodies=bodies, deliver=self._take))

    def _take(self, outcome: Outcome) -> None:
        if not outcome.runs:
            self._job.deliver(outcome)
            return
        for place, run in zip(self._places, outcome.runs, strict=False):
            self._runs[place] = run
            self._printed += len(run.output)
        self._attempts = max(self._attempts, outcome.attempts)
        self._places = self._rest(self._places[len(outcome.runs) - 1] + 1)
        if self._places and outcome.runs[-1].ended != "output" and self._printed <= limits.ALL_OUTPUT_BYTES:
            self.begin()
        else:
            self._job.deliver(dataclasses.replace(outcome, runs=self._runs, attempts=self._attempts))

    def _rest(self, start: int) -> list[int]:
        if start == len(self._runs):
            return []
        ended = enumerate(self._runs[:start])
        failed = {place for place, run in ended if failure_of(run, self._job.timeout_s) is not None}
        return worth_running(self._subtasks, self._points, failed, start)


def _not_run() -> wire.Run:
    run = wire.Run()
    run.ended = NOT_RUN
    return run
