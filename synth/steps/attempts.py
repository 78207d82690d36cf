"""What the teacher is asked: a solution with its suite, or the repair of one that failed."""

from dataclasses import replace

from kodenv.policy import Request, SamplingParams
from kodenv.seeding import derive_seed
from synth.prompting import Prompt
from synth.records import Attempt, Question

_FEEDBACK_CHARS = 4_000


def attempt_request(question: Question, trial: int, seed: int, prompt: Prompt, sampling: SamplingParams) -> Request:
    """Return the request for an independent attempt; the sampling seed makes equal prompts differ."""
    return _request(question, trial, 0, seed, prompt.fill({"question": question.question}), sampling)


def repair_request(question: Question, failed: Attempt, seed: int, prompt: Prompt, sampling: SamplingParams) -> Request:
    """Return the request to mend an attempt, with what happened when it ran."""
    assert failed.parsed is not None, "only what was judged can be repaired"
    values = {
        "question": question.question,
        "solution": failed.parsed.solution,
        "test": failed.parsed.test,
        "feedback": feedback(failed),
    }
    return _request(question, failed.trial, failed.repair + 1, seed, prompt.fill(values), sampling)


def feedback(failed: Attempt) -> str:
    """Return what happened to an attempt, for the model."""
    counted = f"{failed.passed} of {failed.total} tests passed. " if failed.total else ""
    return f"{failed.status}: {counted}{failed.message}"[:_FEEDBACK_CHARS]


def _request(question: Question, trial: int, repair: int, seed: int, prompt: str, sampling: SamplingParams) -> Request:
    own = derive_seed("synth attempt", seed, question.question_id, trial, repair)
    return Request(
        index=0,
        question_id=question.question_id,
        sample_index=trial,
        messages=({"role": "user", "content": prompt},),
        params=replace(sampling, seed=own),
    )
