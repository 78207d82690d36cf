"""What ``sample`` and ``eval`` share: judge every rollout once, into the folder's journal."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, TextIO

from kodenv.certified import shortcoming
from kodenv.errors import ConfigError, DataError
from kodenv.policy import Policy, Request, SamplingParams, StatesIdentity
from kodenv.progress import Progress
from kodenv.records import Triplet
from kodenv.rollout import Found, JudgesMany, RecordedPolicy, SampleIndices, collect, find_program, plan_requests
from kodenv.runs import JournalIndex, RunFolder, describe_input

_DEFAULT_PARAMS = SamplingParams()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is sampled from what.

    Attributes:
        triplets: A file, a folder, a glob, ``hf:NAME``, or None for the bundled ones.
        policy: Who answers.
        n: Samples per question; None: all that a recorded policy has.
        seed: Where the requests' seeds are derived from.
        params: How to sample, but for the seed.
        min_mutation_score: Triplets whose certificate does not show at least this are left out; None: none is.

    Raises:
        ConfigError: If n is below 1, or left out with a policy that can answer without end.
    """

    triplets: str | None
    policy: Policy
    n: int | None = None
    seed: int = 0
    params: SamplingParams = _DEFAULT_PARAMS
    min_mutation_score: float | None = None

    def __post_init__(self) -> None:
        if self.n is not None and self.n < 1:
            raise ConfigError(f"n: expected 1 or more samples per question, got {self.n!r}; raise --n")
        if self.n is None and not isinstance(self.policy, RecordedPolicy):
            raise ConfigError(
                f"n: expected the number of samples per question for policy {self.policy.name!r}, got none; say --n"
            )

    @property
    def recorded(self) -> RecordedPolicy | None:
        """The policy, if its replies exist already."""
        return self.policy if isinstance(self.policy, RecordedPolicy) else None

    @property
    def sample_indices(self) -> SampleIndices:
        """Which samples of a question to ask for."""
        recorded, n = self.recorded, self.n
        if recorded is None:
            return lambda _: range(n or 0)
        return lambda question_id: recorded.sample_indices(question_id, n)

    def read_triplets(self) -> Iterator[Triplet]:
        """Stream the triplets, each id once, without those whose suite is not strong enough.

        Raises:
            DataError: If an id occurs twice.
        """
        from kodenv.triplets import iter_triplets

        return (one for one in iter_triplets(self.triplets) if not shortcoming(one, self.min_mutation_score))

    def left_out(self) -> dict[str, str]:
        """Return the ids of the triplets whose suite is not strong enough, each with the reason."""
        from kodenv.triplets import iter_triplets

        if self.min_mutation_score is None:
            return {}
        reasons = ((one.question_id, shortcoming(one, self.min_mutation_score)) for one in iter_triplets(self.triplets))
        return {question_id: reason for question_id, reason in reasons if reason}

    def plan(self) -> Iterator[tuple[Triplet, Request]]:
        """Yield every request in order, with its triplet."""
        return plan_requests(
            self.read_triplets(),
            self.sample_indices,
            seed=self.seed,
            params=self.params,
            recorded=self.recorded is not None,
        )

    def find(self, triplet: Triplet, completion: str) -> Found:
        """Find the program in a completion."""
        return find_program(triplet, completion)

    def describe(self) -> dict[str, Any]:
        """Return how it is asked, as plain values: nothing where the replies exist already."""
        if self.recorded is not None:
            return {}
        return {name: getattr(self.params, name) for name in ("temperature", "top_p", "max_tokens")}

    def identity(self) -> dict[str, Any]:
        """Return what decides the rollouts, for the folder to compare."""
        recorded = self.recorded
        own = self.policy.identity() if isinstance(self.policy, StatesIdentity) else {}
        policy = {**own, "name": self.policy.name, "sha256": recorded.digest if recorded else None}
        return {"triplets": describe_input(self.triplets), "policy": policy}


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What a first pass over the triplets found, before anything is judged.

    Attributes:
        questions: How many triplets there are.
        requests: How many rollouts there will be.
        fewest_samples: The smallest number of samples of a question that has any.
        without_completion: Questions for which nothing was recorded.
        unknown_questions: Ids with recorded completions but without a triplet.
        left_out: How many triplets are left out, by reason.
    """

    questions: int
    requests: int
    fewest_samples: int
    without_completion: int
    unknown_questions: int
    left_out: Counter[str] = field(default_factory=Counter)


def survey(source: Source) -> Survey:
    """Read all triplets once, so that bad input is told before an hour of judging and not after it.

    Raises:
        ConfigError: If no question has anything to judge.
        DataError: If a row cannot be used, or a question has too few recorded completions.
    """
    requests = without = fewest = 0
    left_out = source.left_out()
    ids: set[str] = set(left_out)
    for triplet in source.read_triplets():
        count = len(list(source.sample_indices(triplet.question_id)))
        requests += count
        without += count == 0
        fewest = min(fewest or count, count or fewest)
        ids.add(triplet.question_id)
    recorded = source.recorded
    unknown = sum(question_id not in ids for question_id in recorded.question_ids()) if recorded else 0
    if requests == 0:
        if left_out:
            raise DataError(
                f"triplets: expected some with a certified mutation score of {source.min_mutation_score} or more, got "
                f"none among {len(ids)}; lower --min-mutation-score, or certify them with kodenv certify --attach"
            )
        raise DataError(
            f"{source.policy.name}: expected completions for the {len(ids)} questions of the triplets, got none "
            f"({unknown} questions there are not among the triplets); check that both are of the same set"
        )
    return Survey(
        questions=len(ids) - len(left_out),
        requests=requests,
        fewest_samples=fewest,
        without_completion=without,
        unknown_questions=unknown,
        left_out=Counter(left_out.values()),
    )


def fill_journal(
    folder: RunFolder,
    source: Source,
    found: Survey,
    open_judge: Callable[[], AbstractContextManager[JudgesMany]],
    err: TextIO,
) -> JournalIndex:
    """Judge what the journal lacks and return where its rows are."""
    assert folder.journal is not None, "a finished run has nothing to judge"
    done = folder.index_journal()
    if len(done) < found.requests:
        with open_judge() as judge, Progress(err, "judged", found.requests, done=len(done)) as progress:
            for index, rollout in collect(source.plan(), source.policy, judge, done=done, find=source.find):
                folder.journal.append({"index": index, **rollout.to_row()})
                progress.advance(str(rollout.verdict.status))
    return folder.index_journal()


def describe_shortfall(unscored: int, total: int, max_unscored: float) -> str | None:
    """Say that more rollouts are UNSCORED than allowed, or None."""
    if unscored <= max_unscored * total:
        return None
    return (
        f"{unscored} of {total} rollouts are UNSCORED ({unscored / total:.1%}, allowed {max_unscored:.1%}): see their "
        "messages; the same command tries them again"
    )
