"""Reject sampling from its parts: recorded completions → verdicts → the shortest solved one → SFT rows.

`kodenv sample` is these steps with an output folder, resuming and a report; take them apart like this
where a pipeline of your own needs one of them.

Run: python examples/reject_to_sft.py [OUT.jsonl]
"""

import importlib.resources
import itertools
import sys
from collections import Counter

from kodenv import Judge, load_triplets
from kodenv.rejection import Reason, Rule, select
from kodenv.rollout import collect, plan_requests
from kodenv.sft import to_sft_row
from kodenv.store import write_rows
from policies.replay import ReplayPolicy

N_QUESTIONS = 20
RULE = Rule(keep="solved", choose="shortest", max_per_question=1)


def main(out: str) -> int:
    """Write the SFT rows, print the reasons, and return how many rows there are."""
    triplets = load_triplets()[:N_QUESTIONS]
    recordings = importlib.resources.files("kodenv") / "data" / "completions.jsonl.gz"
    with importlib.resources.as_file(recordings) as path, ReplayPolicy([path]) as policy, Judge() as judge:
        planned = plan_requests(triplets, lambda question_id: policy.sample_indices(question_id, None), recorded=True)
        rollouts = [rollout for _, rollout in sorted(collect(planned, policy, judge))]

    rows, reasons = [], Counter[Reason]()
    for _, group in itertools.groupby(rollouts, key=lambda rollout: rollout.question_id):
        together = list(group)
        for rollout, reason in zip(together, select(together, RULE), strict=True):
            reasons[reason] += 1
            if reason is Reason.KEPT:
                rows.append(to_sft_row(rollout, "messages"))
    write_rows(out, rows)
    print(f"{len(rows)} rows in {out}: " + ", ".join(f"{count} {reason}" for reason, count in reasons.most_common()))
    return len(rows)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "sft.jsonl")
