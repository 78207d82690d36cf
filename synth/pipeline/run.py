"""A run from its configuration to its folder: questions, attempts, triplets; each stage counted, all resumable."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from kodenv.certifying.survival import TriesMany
from kodenv.policy import Policy
from kodenv.progress import Progress
from kodenv.records import Triplet
from kodenv.rollout import JudgesMany
from kodenv.runs import RunFolder, describe_input
from kodenv.store import iter_rows, write_rows
from synth.dedup import Duplicate, Embedder
from synth.pipeline.account import account_of
from synth.pipeline.asking import Asker, Remembered
from synth.pipeline.budget import Prices
from synth.pipeline.config import PolicyConfig, SynthConfig, make_source
from synth.pipeline.counts import Counts
from synth.pipeline.finishing import complete_names, select, set_apart
from synth.pipeline.folder import write_pages, write_rows_of
from synth.pipeline.funnel import Funnel
from synth.pipeline.ledger import Ledger
from synth.pipeline.questions import Draw, ask_questions
from synth.pipeline.restyling import Restyler
from synth.pipeline.sieve import Decontamination, find_duplicates
from synth.pipeline.solving import Solver
from synth.pipeline.strength import measure_strength, to_compare
from synth.pipeline.tables import Tables
from synth.prompting import Prompt, load_prompt
from synth.records import Dropped, Question
from synth.steps.triplets import trial_row
from synth.styles import report_leak

OpenJudge = Callable[[], AbstractContextManager[JudgesMany]]
OpenBench = Callable[[], AbstractContextManager[TriesMany]]
OpenPolicy = Callable[[PolicyConfig], AbstractContextManager[Policy]]


def synthesize(
    config: SynthConfig,
    out: str | Path,
    open_judge: OpenJudge,
    open_policy: OpenPolicy,
    judge_identity: Mapping[str, Any],
    err: TextIO,
    *,
    open_bench: OpenBench | None = None,
    embedder: Embedder | None = None,
) -> dict[str, Any]:
    """Make what a configuration says; go on where an earlier run stopped. Return the result of run.json.

    Args:
        config: What to make.
        out: The output folder.
        open_judge: Opens a judge that measures coverage.
        open_policy: Opens a configured policy.
        judge_identity: How programs are judged, as plain values for run.json.
        err: Where progress goes.
        open_bench: Opens what runs mutants; None: attempts that cover as much are not compared further.
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
                # All of them, since a source may name any for a step.
                policies = {n: stack.enter_context(open_policy(one)) for n, one in config.policies.items()}
                ledger = stack.enter_context(contextlib.closing(Ledger(folder.journal)))
                run = _Run(config, folder, ledger, draws, prompts, policies, err)
                run.ask(embedder)
                with open_judge() as judge:
                    run.solve(judge)
                    if open_bench is not None and config.solve.mutants:
                        run.compare(open_bench)
                    result = run.finish(judge, embedder)
            folder.finish(result, complete=result["unscored"] == 0)
        return folder.result()


def _identity(
    config: SynthConfig, draws: Sequence[Draw], prompts: Sequence[Prompt], judge: Mapping[str, Any]
) -> dict[str, Any]:
    from kodenv import __version__

    settings = asdict(config)
    settings["policies"] = {name: policy.identity() for name, policy in config.policies.items()}
    if config.solve.max_cost is not None:  # then prices say which attempts are made
        solver = config.policies[config.solver]
        settings["prices"] = [solver.prompt_price, solver.completion_price]
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
        policies: Mapping[str, Policy],
        err: TextIO,
    ) -> None:
        self._policies = policies
        self._config, self._folder, self._ledger, self._draws, self._err = config, folder, ledger, draws, err
        self._scratch = folder.path / ".partial"
        self._funnel, self._tables = Funnel(), Tables()
        self._prompts = prompts
        self._told: Callable[[str], None] = lambda status: None
        solver = config.policies[config.solver]
        prices = Prices(solver.prompt_price, solver.completion_price)
        self._solver = Solver(config.solve, config.seed, prompts, ledger, lambda status: self._told(status), prices)

    def ask(self, embedder: Embedder | None) -> None:
        """Ask for the questions, drop those that say the same, and keep the others in a scratch file."""
        matchers = self._config.dedup.matchers(embedder)
        kept = find_duplicates(self._asked(), matchers)
        write_rows(self._scratch / "questions.jsonl", self._kept(kept, dedup=bool(matchers)))

    def _asked(self) -> Iterator[Question]:
        for draw in self._draws:
            with Progress(self._err, f"{draw.source.name}: questions", draw.count) as progress:
                stage = f"question {draw.source.name}"
                asked = ask_questions(draw, self._config.seed, self._policies, self._ledger, progress.advance)
                for index, found in enumerate(asked):
                    if isinstance(found, Dropped):
                        self._funnel.drop(stage, found.reason, index=index, detail=found.detail)
                    else:
                        self._funnel.count(stage)
                        yield found

    def _kept(self, found: Iterable[tuple[Question, Duplicate | None]], *, dedup: bool) -> Iterator[dict[str, Any]]:
        for question, duplicate in found:
            if duplicate is not None:
                self._funnel.drop("dedup", f"duplicate_{duplicate.method}", **duplicate.to_row())
                continue
            if dedup:
                self._funnel.count("dedup")
            yield asdict(question)

    def questions(self) -> Iterator[Question]:
        """Yield the questions that are solved, in their order."""
        for _, row in iter_rows(self._scratch / "questions.jsonl", allow_empty=True):
            yield Question(**{**row, "seed_ids": tuple(row["seed_ids"])})

    def _asker(self, name: str) -> Asker:
        return Asker(name=name, policy=self._policies[name])

    def solve(self, judge: JudgesMany) -> None:
        """Make the attempts."""
        with Progress(self._err, "attempts", None) as progress:
            self._told = progress.advance
            self._solver.solve(self.questions, self._asker(self._config.solver), judge)

    def compare(self, open_bench: OpenBench) -> None:
        """Measure the strength of suites where the choice between attempts hangs on it."""
        solve = self._config.solve
        wanted = to_compare(self.questions(), self._solver, solve, self._ledger)
        first = next(wanted, None)
        if first is None:
            return  # what runs mutants is dear to open
        with open_bench() as bench, Progress(self._err, "suites compared", None) as progress:
            measure_strength(chain([first], wanted), solve.mutants, self._ledger, bench, progress.advance)

    def finish(self, judge: JudgesMany, embedder: Embedder | None) -> dict[str, Any]:
        """Select, check and write."""
        decontamination = self._config.decontamination
        judges = [
            Remembered(self._policies[name], self._ledger, name=name, purpose="same task")
            for name in decontamination.judges
        ]
        checked = Decontamination(decontamination, judges, embedder) if decontamination.benchmarks else None
        triplets: Iterator[Triplet] = select(self.questions(), self._solver, self._config.teacher, self._funnel)
        triplets = complete_names(triplets, self._funnel) if self._config.complete_names else map(report_leak, triplets)
        apart: list[dict[str, Any]] = []
        base = self._scratch / "instruct.jsonl"
        write_rows(base, (one.to_row() for one in set_apart(triplets, checked, apart, self._funnel)))

        def read() -> Iterator[Triplet]:
            return (Triplet.from_row(row, where) for where, row in iter_rows(base, allow_empty=True))

        counts = Counts(self._config)
        with Progress(self._err, "styles worded", None) as progress:
            write_rows_of(
                self._folder.path,
                triplets=self._counted(
                    self._restyler(progress.advance).restyle(read, self._config.styles, judge, self._funnel), counts
                ),
                trials=self._trials(counts),
                contaminated=apart,
                dropped=self._funnel.dropped_rows(),
            )
        account = account_of(self._ledger, self._config.policies)
        result = counts.result(self._funnel, self._tables, len(apart), account)
        write_pages(self._folder.path, {**self._folder.identity, "result": result}, self._tables, self._funnel)
        return result

    def _restyler(self, told: Callable[[str], None]) -> Restyler:
        asker = self._asker(self._config.styler) if self._config.styler else None
        return Restyler(self._config.prompts, self._ledger, asker, told)

    def _counted(self, triplets: Iterable[Triplet], counts: Counts) -> Iterator[dict[str, Any]]:
        for triplet in triplets:
            row = triplet.to_row()
            self._tables.add(row, counts.cases_of(triplet, self._solver))
            yield row

    def _trials(self, counts: Counts) -> Iterator[Mapping[str, Any]]:
        for question in self.questions():
            attempts = self._solver.attempts(question.question_id)
            chosen = self._solver.chosen(question.question_id)
            counts.add(question, attempts)
            for attempt in attempts:
                yield trial_row(question, attempt, chosen=attempt == chosen, text=self._solver.reply(attempt))
