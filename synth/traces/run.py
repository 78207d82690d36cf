"""A folder of annotated traces from a file of rollouts: resumable, every reply kept, every drop counted."""

import contextlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO

from kodenv.errors import DataError
from kodenv.policy import Policy
from kodenv.progress import Progress
from kodenv.report import rows_file
from kodenv.responses.loops import measure_repetition
from kodenv.rollout import RecordedPolicy
from kodenv.runs import RunFolder, describe_input, write_json, write_text
from kodenv.store import write_rows
from synth.pipeline.ledger import Ledger
from synth.prompting import Prompt, load_prompt
from synth.traces.annotating import AnnotateConfig, Annotator, Labelled
from synth.traces.measures import Measured, add_up, entropy
from synth.traces.page import write_page
from synth.traces.reading import Choice, Trace, read_traces, split_paragraphs

_NOT_DIVIDED = "not_divided"


@dataclass(frozen=True, slots=True, kw_only=True)
class TracesConfig:
    """What is annotated, and how.

    Attributes:
        choice: Which traces.
        annotate: How the model is asked.
    """

    choice: Choice
    annotate: AnnotateConfig


def annotate_traces(
    config: TracesConfig, rollouts: str | Path, policy: Policy | None, out: str | Path, err: TextIO
) -> dict[str, Any]:
    """Annotate the traces of a run and write the folder; go on where an earlier run stopped.

    Args:
        config: What and how.
        rollouts: A folder of ``kodenv sample`` or ``kodenv eval``, or a file of judged rows.
        policy: Who annotates; None: only lengths and loops are measured.
        out: The output folder.
        err: Where progress goes.

    Returns:
        The result of run.json.

    Raises:
        ConfigError: If the folder cannot be used or belongs to another run.
        DataError: If a row cannot be used, or no row has a reasoning.
        PolicyError: If the policy leaves something unanswered. What it answered is kept.
    """
    rows = rows_file(Path(rollouts))
    prompts = load_prompt("trace_segments"), load_prompt("trace_label")
    with RunFolder(out, _identity(config, rows, policy, prompts)) as folder:
        if not folder.finished:
            result = _Run(config, rows, folder, prompts, err).work(policy)
            write_json(folder.path / "traces.json", result)
            write_text(folder.path / "report.html", write_page({**folder.identity, "result": result}))
            folder.finish(result, complete=True)
        return folder.result()


def _identity(
    config: TracesConfig, rows: Path, policy: Policy | None, prompts: tuple[Prompt, Prompt]
) -> dict[str, Any]:
    from kodenv import __version__

    annotate = asdict(config.annotate)
    seed, params = annotate.pop("seed"), annotate.pop("params")
    inputs: dict[str, Any] = {"rollouts": describe_input(rows)}
    if policy is not None:
        digest = policy.digest if isinstance(policy, RecordedPolicy) else None
        inputs["policy"] = {"name": policy.name, "sha256": digest}
    return {
        "command": "traces",
        "config": {**asdict(config.choice), **annotate, "max_tokens": params["max_tokens"]},
        "prompts": {prompt.name: prompt.hash for prompt in prompts},
        "inputs": inputs,
        "seeds": {"traces": seed},
        "versions": {"kodenv": __version__},
    }


class _Run:
    """One run over the traces of a file."""

    def __init__(
        self, config: TracesConfig, rows: Path, folder: RunFolder, prompts: tuple[Prompt, Prompt], err: TextIO
    ) -> None:
        self._config, self._rows, self._folder, self._prompts, self._err = config, rows, folder, prompts, err

    def _traces(self) -> Iterator[Trace]:
        return read_traces(self._rows, self._config.choice, Counter())

    def work(self, policy: Policy | None) -> dict[str, Any]:
        """Ask what is missing, write the rows, and return the result."""
        skipped: Counter[str] = Counter()
        if next(read_traces(self._rows, self._config.choice, skipped), None) is None:
            raise DataError(
                f"{self._rows}: expected rollouts with a reasoning, got none ({dict(skipped)}); name another file"
            )
        assert self._folder.journal is not None, "an unfinished run has one"
        with contextlib.closing(Ledger(self._folder.journal)) as ledger:
            annotator = Annotator(self._config.annotate, self._prompts, ledger)
            if policy is not None:
                self._ask(annotator, policy)
            measured, dropped = self._write(annotator if policy is not None else None)
            failures = annotator.failures(self._traces()) if policy is not None else {}
            usage = _usage(ledger)
        named = {"rollouts": skipped, **dropped, **{f"replies, {name}": counts for name, counts in failures.items()}}
        result = {**add_up(measured), "dropped": _sorted(named), "usage": usage}
        write_json(self._folder.path / "dropped.json", result["dropped"])
        return result

    def _ask(self, annotator: Annotator, policy: Policy) -> None:
        with Progress(self._err, "windows", None) as progress:
            annotator.ask_segments(self._traces, policy, progress.advance)
        with Progress(self._err, "labels", None) as progress:
            annotator.ask_labels(self._traces, policy, progress.advance)

    def _write(self, annotator: Annotator | None) -> tuple[list[Measured], dict[str, Counter[str]]]:
        measured: list[Measured] = []
        dropped: dict[str, Counter[str]] = {"traces": Counter(), "segments": Counter()}

        def rows() -> Iterator[dict[str, Any]]:
            for trace in self._traces():
                paragraphs = split_paragraphs(trace.text)
                segments = annotator.segments(trace, paragraphs) if annotator else []
                if segments is None:
                    dropped["traces"][_NOT_DIVIDED] += 1
                dropped["segments"].update(segment.reason for segment in segments or () if segment.reason)
                row, numbers = _describe(trace, paragraphs, segments)
                measured.append(numbers)
                yield row

        write_rows(self._folder.path / "traces.jsonl", rows())
        return measured, dropped


def _describe(trace: Trace, paragraphs: list[str], segments: list[Labelled] | None) -> tuple[dict[str, Any], Measured]:
    repetition = measure_repetition(trace.text)
    counts = Counter(segment.pattern for segment in segments or () if segment.pattern is not None)
    numbers = Measured(
        question_id=trace.question_id,
        difficulty=trace.difficulty,
        solved=trace.solved,
        tokens=trace.tokens,
        looping=repetition.looping,
        counts=dict(counts) or None,
    )
    shares = numbers.frequencies if counts else None
    row = {
        "question_id": trace.question_id,
        "sample_index": trace.sample_index,
        "difficulty": trace.difficulty,
        "solved": trace.solved,
        "tokens": trace.tokens,
        "words": repetition.words,
        "periodic_words": repetition.periodic_words,
        "seen_share": round(repetition.seen_share, 12),
        "looping": repetition.looping,
        "paragraphs": len(paragraphs),
        "segments": None if segments is None else [asdict(segment) for segment in segments],
        "frequencies": None if shares is None else {code: round(share, 12) for code, share in shares.items()},
        "entropy": None if shares is None else round(entropy(shares.values()), 12),
    }
    return row, numbers


def _usage(ledger: Ledger) -> dict[str, int]:
    sums: Counter[str] = Counter()
    keys = ledger.keys()
    for key in keys:
        row = ledger.get(key) or {}
        sums["replies"] += 1
        for name in ("prompt_tokens", "completion_tokens"):
            sums[name] += (row.get("usage") or {}).get(name, 0)
    return dict(sums)


def _sorted(counts: dict[str, Counter[str]]) -> dict[str, dict[str, int]]:
    return {
        name: {reason: n for reason, n in sorted(found.items()) if n}
        for name, found in counts.items()
        if any(found.values())
    }
