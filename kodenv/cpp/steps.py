"""Work that waits for compilers and programs without holding a thread: generators that yield what they wait for."""

from collections.abc import Callable, Generator
from concurrent.futures import Future
from typing import Any, TypeVar

from kodenv.lanes import Job, Outcome

T = TypeVar("T")
Steps = Generator["Future[Any]", Any, T]


def drive(steps: Steps[T], done: "Future[T]") -> None:
    """Run steps to their end and put what they return, or raise, into ``done``.

    It goes on in the thread that completes what a step waits for.
    """
    _go_on(steps, done, None)


def _go_on(steps: Steps[T], done: "Future[T]", waited: "Future[Any] | None") -> None:
    while True:
        try:
            awaited = steps.send(None if waited is None else waited.result())
        except StopIteration as end:
            if _is_wanted(done):
                done.set_result(end.value)
            return
        except Exception as error:  # a mistake of ours, or a closed judge: whoever waits gets it
            if _is_wanted(done):
                done.set_exception(error)
            return
        if not awaited.done():
            awaited.add_done_callback(lambda finished: _go_on(steps, done, finished))
            return
        waited = awaited


def _is_wanted(done: "Future[Any]") -> bool:
    return not done.done() and done.set_running_or_notify_cancel()


def outcome_of(put: Callable[[Job], None], make: Callable[[Callable[[Outcome], None]], Job]) -> "Future[Outcome]":
    """Queue a job and return what becomes of it.

    Args:
        put: What queues it.
        make: Makes the job, given what takes its outcome.
    """
    waiting: Future[Outcome] = Future()
    put(make(waiting.set_result))
    return waiting
