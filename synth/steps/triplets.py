"""A question and its chosen attempt → a triplet with KodCode's columns."""

import ast
from collections.abc import Mapping, Sequence
from typing import Any

from kodenv.records import Triplet
from kodenv.suite_calls import parse_or_none, tested_functions
from synth.records import Attempt, Question
from synth.steps.difficulty import difficulty_of


def make_triplet(question: Question, attempts: Sequence[Attempt], chosen: Attempt, teacher: str) -> Triplet:
    """Return the triplet of a question whose chosen attempt passed."""
    assert chosen.parsed is not None, "what passed was parsed"
    shown = difficulty_of(attempts)
    info = test_info(chosen.parsed.solution, chosen.parsed.test)
    extra = dict(question.extra)
    license_ = extra.pop("seed_license", None)
    return Triplet(
        question_id=question.question_id,
        question=question.question,
        solution=chosen.parsed.solution,
        test=chosen.parsed.test,
        entry_point=info[0]["function_name"] if len(info) == 1 else None,
        subset=question.subset,
        source=question.source,
        license=license_,
        difficulty=shown.band,
        extra={
            **shown.columns(teacher),
            "test_info": info,
            "chosen_trial": trial_name(teacher, chosen),
            "line_coverage": chosen.line_coverage,
            "branch_coverage": chosen.branch_coverage,
            "mutation_score": chosen.mutation_score,
            "metadata": {
                "original_instruction": "",
                "prompt_id": question.prompt_hash,
                "seed_ids": list(question.seed_ids),
            },
            **extra,
        },
    )


def trial_name(teacher: str, attempt: Attempt) -> str:
    """Return KodCode's name of a trial, with the number of its repair where it is one."""
    return f"trial_{teacher}_{attempt.trial}" + (f"_repair_{attempt.repair}" if attempt.repair else "")


def test_info(solution: str, test: str) -> list[dict[str, str]]:
    """Return KodCode's description of the functions that the suite calls, in the order they are defined."""
    module = parse_or_none(solution)
    called = tested_functions(test, solution)
    found = [
        node for node in (module.body if module else ()) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return [_describe(node) for node in found if node.name in called]


def _describe(node: ast.FunctionDef | ast.AsyncFunctionDef) -> dict[str, str]:
    word = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    parameters = f"({ast.unparse(node.args)})"
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return {
        "function_name": node.name,
        "parameter_list": parameters,
        "function_declaration": f"{word} {node.name}{parameters}{returns}:",
        "docstring": ast.get_docstring(node) or "",
    }


def trial_row(question: Question, attempt: Attempt, *, chosen: bool, text: str) -> Mapping[str, Any]:
    """Return an attempt as a row of trials.jsonl; the raw reply only where it does not parse."""
    parsed = attempt.parsed
    return {
        "question_id": attempt.question_id,
        "trial": attempt.trial,
        "repair": attempt.repair,
        "status": attempt.status,
        "reason": attempt.reason,
        "chosen": chosen,
        "passed": attempt.passed,
        "total": attempt.total,
        "message": attempt.message,
        "solution_code": parsed.solution if parsed else None,
        "test_code": parsed.test if parsed else None,
        "reply": None if parsed else text,
        "test_coverage": attempt.line_coverage,
        "branch_coverage": attempt.branch_coverage,
        "mutation_score": attempt.mutation_score,
        "digest": attempt.digest,
        "subset": question.subset,
        "usage": dict(attempt.usage),
    }
