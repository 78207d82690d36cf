"""Bring your own policy: anything with a name that yields (request index, completion) as they finish.

The one here knows the references and forgets a line now and then, so that it needs no model. Put the
calls to yours in the place of `answer`; the output folder, resuming and the report stay.

Run: python examples/own_policy.py [OUT]
"""

import random
import sys
from collections.abc import Iterable, Iterator

from kodenv import Judge, load_triplets
from kodenv.commands.collecting import Source
from kodenv.commands.context import JudgeOptions
from kodenv.commands.sample import SampleConfig, sample
from kodenv.policy import Completion, Request
from kodenv.rejection import Rule
from kodenv.store import write_rows

N_QUESTIONS = 12
SAMPLES = 3


class Forgetful:
    """Answers with the reference, and now and then leaves out its last line."""

    name = "forgetful"

    def __init__(self, solutions: dict[str, str]) -> None:
        self.solutions = solutions

    def sample(self, requests: Iterable[Request]) -> Iterator[tuple[int, Completion]]:
        for request in requests:
            yield request.index, Completion(text=self.answer(request), finish_reason="stop")

    def answer(self, request: Request) -> str:
        """Return a reply; a model would be asked with `request.messages` and `request.params`."""
        lines = self.solutions[request.question_id].splitlines()
        if random.Random(request.params.seed).random() < 0.4:
            lines.pop()
        return "\n".join(["```python", *lines, "```"])


def main(out: str) -> float:
    """Write the output folder and return the share of completions that were solved."""
    triplets = load_triplets()[:N_QUESTIONS]
    questions = f"{out}-triplets.jsonl"
    write_rows(questions, [triplet.to_row() for triplet in triplets])
    policy = Forgetful({triplet.question_id: triplet.solution for triplet in triplets})
    config = SampleConfig(rule=Rule(keep="solved"), judge=JudgeOptions().identity())
    outcome = sample(config, Source(triplets=questions, policy=policy, n=SAMPLES), out, Judge)
    print(f"{outcome.result['solved']} of {outcome.result['rollouts']} solved: {out}/report.html")
    return float(outcome.result["solved"] / outcome.result["rollouts"])


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "own-policy-out")
