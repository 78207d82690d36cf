"""A run from its configuration to its folder: questions, attempts, triplets; each stage counted, all resumable."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from kodenv.metrics import Tally, default_ks, estimate_pass_at_k
from kodenv.policy import Policy
from kodenv.progress import Progress
from kodenv.records import Triplet
from kodenv.rollout import JudgesMany
from kodenv.runs import RunFolder, describe_input
from kodenv.store import iter_rows, write_rows
from synth.dedup import Embedder
from synth.pipeline.config import SynthConfig, make_source
from synth.pipeline.finishing import complete_names, restyle, select, set_apart
from synth.pipeline.folder import write_pages, write_rows_of
from synth.pipeline.funnel import Funnel
from synth.pipeline.ledger import Ledger
from synth.pipeline.questions import Draw, ask_questions
from synth.pipeline.sieve import Decontamination, drop_duplicates
from synth.pipeline.solving import Solver
from synth.pipeline.tables import Tables
from synth.prompting import Prompt, load_prompt
from synth.records import Attempt, Dropped, Question
from synth.steps.selection import choose
from synth.steps.triplets import trial_row

OpenJudge = Callable[[], AbstractContextManager[JudgesMany]]
OpenPolicy = Callable[[Sequence[str]], AbstractContextManager[Policy]]


def synthesize(
    config: SynthConfig,
    out: str | Path,
    open_judge: OpenJudge,
    open_policy: OpenPolicy,
    judge_identity: Mapping[str, Any],
    err: TextIO,
    *,
    embedder: Embedder | None = None,
) -> dict[str, Any]:
    """Make what a configuration says; go on where an earlier run stopped. Return the result of run.json.

    Args:
        config: What to make.
        out: The output folder.
        open_judge: Opens a judge that measures line coverage.
        open_policy: Opens a policy by its SPEC.
        judge_identity: How programs are judged, as plain values for run.json.
        err: Where progress goes.
        embedder: Instead of the models that the configuration names.

    Raises:
        ConfigError: If the configuration cannot be used, or the folder belongs to another run.
        PolicyError: If a model leaves requests unanswered; what it answered is kept.
        SandboxUnavailable: If nothing can be judged here.
    """
    draws = [
        Draw(source=make_source(one, config.prompts), count=one.count, policy=one.policy) for one in config.sources
    ]
    prompts = load_prompt("solve", config.prompts or None), load_prompt("repair", config.prompts or None)
    with RunFolder(out, _identity(config, draws, prompts, judge_identity)) as folder:
        if not folder.finished:
            assert folder.journal is not None, "an unfinished run has one"
            with ExitStack() as stack:
                names = _used(config)
                policies = {n: stack.enter_context(open_policy([config.policies[n].spec])) for n in names}
                ledger = stack.enter_context(contextlib.closing(Ledger(folder.journal)))
                run = _Run(config, folder, ledger, draws, prompts, err)
                run.ask(policies, embedder)
                with open_judge() as judge:
                    run.solve(policies[config.solver], judge)
                    result = run.finish([policies[name] for name in config.decontamination.judges], judge, embedder)
            folder.finish(result, complete=result["unscored"] == 0)
        return folder.result()


def _used(config: SynthConfig) -> list[str]:
    """Return the names of the policies: all, since a source may name any for a step."""
    return list(config.policies)


def _identity(
    config: SynthConfig, draws: Sequence[Draw], prompts: Sequence[Prompt], judge: Mapping[str, Any]
) -> dict[str, Any]:
    from kodenv import __version__

    settings = asdict(config)
    hashes = {draw.source.name: _hash_of(draw) for draw in draws}
    inputs = {}
    for one in config.sources:
        seeds = one.options.get("seeds")
        for number, path in enumerate([seeds] if isinstance(seeds, str) else seeds or []):
            inputs[f"{one.name} seeds {number}"] = describe_input(path)
    for number, path in enumerate(config.decontamination.benchmarks):
        inputs[f"benchmark {number}"] = describe_input(path)
    for key in ("seed", "prompts"):
        del settings[key]
    return {
        "command": "synth",
        "config": settings,
        "prompts": {**{prompt.name: prompt.hash for prompt in prompts}, **hashes},
        "judge": dict(judge),
        "inputs": inputs,
        "seeds": {"synth": config.seed},
        "versions": {"kodenv": __version__},
    }


def _hash_of(draw: Draw) -> str:
    prompt = getattr(draw.source, "prompt", None)
    return prompt.hash if isinstance(prompt, Prompt) else ""


class _Run:
    """The stages of one run, and what they share."""

    def __init__(
        self,
        config: SynthConfig,
        folder: RunFolder,
        ledger: Ledger,
        draws: Sequence[Draw],
        prompts: tuple[Prompt, Prompt],
        err: TextIO,
    ) -> None:
        self._config, self._folder, self._ledger, self._draws, self._err = config, folder, ledger, draws, err
        self._scratch = folder.path / ".partial"
        self._funnel, self._tables = Funnel(), Tables()
        self._prompts = prompts
        self._told: Callable[[str], None] = lambda status: None
        self._solver = Solver(config.solve, config.seed, prompts, ledger, lambda status: self._told(status))

    def ask(self, policies: Mapping[str, Policy], embedder: Embedder | None) -> None:
        """Ask for the questions, drop those that say the same, and keep the others in a scratch file."""
        matchers = self._config.dedup.matchers(embedder)
        kept = drop_duplicates(self._asked(policies), matchers)
        write_rows(self._scratch / "questions.jsonl", self._kept(kept, dedup=bool(matchers)))

    def _asked(self, policies: Mapping[str, Policy]) -> Iterator[Question]:
        for draw in self._draws:
            with Progress(self._err, f"{draw.source.name}: questions", draw.count) as progress:
                for found in ask_questions(draw, self._config.seed, policies, self._ledger, progress.advance):
                    stage = f"question {draw.source.name}"
                    if isinstance(found, Dropped):
                        self._funnel.count(stage, found.reason)
                    else:
                        self._funnel.count(stage)
                        yield found

    def _kept(self, found: Iterable[tuple[Question, Dropped | None]], *, dedup: bool) -> Iterator[dict[str, Any]]:
        for question, dropped in found:
            if dedup:
                self._funnel.count("dedup", dropped.reason if dropped else None)
            if dropped is None:
                yield asdict(question)

    def questions(self) -> Iterator[Question]:
        """Yield the questions that are solved, in their order."""
        for _, row in iter_rows(self._scratch / "questions.jsonl", allow_empty=True):
            yield Question(**{**row, "seed_ids": tuple(row["seed_ids"])})

    def solve(self, policy: Policy, judge: JudgesMany) -> None:
        """Make the attempts."""
        with Progress(self._err, "attempts", None) as progress:
            self._told = progress.advance
            self._solver.solve(self.questions, policy, judge)

    def finish(self, judges: Sequence[Policy], judge: JudgesMany, embedder: Embedder | None) -> dict[str, Any]:
        """Select, check and write."""
        decontamination = self._config.decontamination
        checked = Decontamination(decontamination, judges, embedder) if decontamination.benchmarks else None
        triplets: Iterator[Triplet] = select(self.questions(), self._solver, self._config.teacher, self._funnel)
        if self._config.complete_names:
            triplets = complete_names(triplets, self._funnel)
        apart: list[dict[str, Any]] = []
        base = self._scratch / "instruct.jsonl"
        write_rows(base, (one.to_row() for one in set_apart(triplets, checked, apart, self._funnel)))

        def read() -> Iterator[Triplet]:
            return (Triplet.from_row(row, where) for where, row in iter_rows(base, allow_empty=True))

        styled = restyle(read, self._config.styles, judge, self._funnel)
        counts = _Counts(self._config)
        write_rows_of(
            self._folder.path,
            triplets=self._counted(styled, counts),
            trials=self._trials(counts),
            contaminated=apart,
        )
        result = counts.result(self._funnel, self._tables, len(apart))
        write_pages(self._folder.path, {**self._folder.identity, "result": result}, self._tables, self._funnel)
        return result

    def _counted(self, triplets: Iterable[Triplet], counts: "_Counts") -> Iterator[dict[str, Any]]:
        for triplet in triplets:
            row = triplet.to_row()
            self._tables.add(row, counts.cases_of(triplet, self._solver))
            yield row

    def _trials(self, counts: "_Counts") -> Iterator[Mapping[str, Any]]:
        for question in self.questions():
            attempts = self._solver.attempts(question.question_id)
            chosen = choose(attempts)
            counts.add(question, attempts)
            for attempt in attempts:
                yield trial_row(question, attempt, chosen=attempt is chosen, text=self._solver.reply(attempt))


class _Counts:
    """What the attempts add up to."""

    def __init__(self, config: SynthConfig) -> None:
        self._attempts = config.solve.attempts
        self._tallies: dict[str, list[Tally]] = {}
        self._usage = {"prompt_tokens": 0, "completion_tokens": 0}
        self.questions = self.judged = self.unscored = 0
        self._statuses: dict[str, int] = {}

    def add(self, question: Question, attempts: Sequence[Attempt]) -> None:
        """Count the attempts at one question."""
        self.questions += 1
        tally = Tally()
        for attempt in attempts:
            name = attempt.reason or attempt.status
            self._statuses[name] = self._statuses.get(name, 0) + 1
            self.judged += attempt.parsed is not None
            self.unscored += attempt.status == "UNSCORED"
            for key in self._usage:
                self._usage[key] += attempt.usage.get(key, 0)
            if attempt.independent and attempt.trial < self._attempts:
                tally = tally.add(attempt.status)
        self._tallies.setdefault(question.subset, []).append(tally)

    def cases_of(self, triplet: Triplet, solver: Solver) -> int:
        """Return how many cases a triplet's suite has."""
        if triplet.test_format == "stdio":
            from kodenv.records import parse_stdio

            return len(parse_stdio(triplet.test))
        original = triplet.question_id.rpartition("_")[0] + "_I"
        chosen = choose(solver.attempts(original))
        return chosen.total if chosen else 0

    def result(self, funnel: Funnel, tables: Tables, contaminated: int) -> dict[str, Any]:
        """Return what run.json says of the run."""
        everything = [tally for tallies in self._tallies.values() for tally in tallies]
        return {
            "questions": self.questions,
            "judged": self.judged,
            "unscored": self.unscored,
            "triplets": tables.triplets,
            "contaminated": contaminated,
            "attempts": dict(sorted(self._statuses.items())),
            "usage": self._usage,
            "funnel": funnel.rows(),
            "pass@k": {
                name: {f"pass@{k}": estimate_pass_at_k(tallies, k).to_row() for k in self._ks()}
                for name, tallies in sorted({**self._tallies, "all": everything}.items())
            },
            **tables.to_row(),
        }

    def _ks(self) -> list[int]:
        return sorted({*default_ks(self._attempts), self._attempts})
