"""Attempts → triplets: select, complete the names, set apart what is contaminated."""

from collections.abc import Iterable, Iterator
from typing import Any

from kodenv.records import Triplet
from synth.pipeline.funnel import Funnel
from synth.pipeline.sieve import Decontamination
from synth.pipeline.solving import Solver
from synth.records import Question
from synth.steps.triplets import make_triplet
from synth.styles import report_leak
from synth.underspecified import repair_question


def select(questions: Iterable[Question], solver: Solver, teacher: str, funnel: Funnel) -> Iterator[Triplet]:
    """Yield a triplet for every question that has a passing attempt; count why the others have none."""
    for question in questions:
        attempts = solver.attempts(question.question_id)
        chosen = solver.chosen(question.question_id)
        if chosen is not None:
            funnel.count("solve")
            yield make_triplet(question, attempts, chosen, teacher)
        elif any(attempt.solved for attempt in attempts):
            funnel.drop("solve", "suite_too_weak", question_id=question.question_id)
        elif any(attempt.status == "UNSCORED" for attempt in attempts):
            funnel.drop("solve", "could_not_be_judged", question_id=question.question_id)
        else:
            reason = solver.cut_short(question.question_id) or "no_attempt_passed"
            funnel.drop("solve", reason, question_id=question.question_id)


def complete_names(triplets: Iterable[Triplet], funnel: Funnel) -> Iterator[Triplet]:
    """Yield the triplets with questions that give the names which their suites need."""
    for triplet in triplets:
        mended = repair_question(triplet)
        funnel.count("names")
        if "specification" in mended.extra:
            funnel.note("names", mended.extra["specification"])
        yield report_leak(mended)


def set_apart(
    triplets: Iterable[Triplet], decontamination: Decontamination | None, apart: list[dict[str, Any]], funnel: Funnel
) -> Iterator[Triplet]:
    """Yield what is clean; add the rows of what is not to ``apart``, with their findings."""
    if decontamination is None:
        yield from triplets
        return
    for triplet, finding in decontamination.check(triplets):
        row = triplet.to_row()
        if finding.nearest is not None:
            row["benchmark_similarity"] = finding.nearest.to_row()["similarity"]
        if finding.contaminated:
            funnel.drop("decontaminate", "contaminated", question_id=triplet.question_id)
            apart.append({**row, "contamination": finding.to_row()})
        else:
            funnel.count("decontaminate")
            yield Triplet.from_row(row)
