"""The two passes: a model divides and labels each trace, then what it left without a label is labelled alone.

Every reply is in the ledger before it is read, and read again from there: a run that was stopped asks nothing twice.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from kodenv.policy import Policy, Request, SamplingParams
from kodenv.seeding import derive_seed
from synth.pipeline.asking import Ask, answered
from synth.pipeline.ledger import Ledger
from synth.prompting import Prompt
from synth.traces.patterns import described
from synth.traces.reading import Trace, split_paragraphs, windows_of
from synth.traces.replies import Damaged, Segment, read_label, read_segments

SEVERAL = "several_labels"
UNLABELLED = "unlabelled"
BY_SEGMENTATION, BY_LABEL = "segmentation", "label"
_QUESTION_CHARS = 4_000
_BEFORE_CHARS = 1_500
_RETRY_TEMPERATURE = 0.6

_FIRST_PARAMS = SamplingParams(temperature=0.0, max_tokens=4096)

Traces = Callable[[], Iterable[Trace]]
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotateConfig:
    """How a model is asked.

    Attributes:
        attempts: How often a damaged reply is asked for again, the first time included.
        window_chars: How much of a trace is shown at once.
        params: How to sample the first attempt; later ones are sampled at 0.6 at least, or they would say the same.
        seed: Where the requests' seeds are derived from.
    """

    attempts: int = 3
    window_chars: int = 12_000
    params: SamplingParams = _FIRST_PARAMS
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A segment as it is counted.

    Attributes:
        first: Its first paragraph, from 0.
        last: Its last one.
        content: What it is about, as the model says.
        pattern: Its one label, or None where it is in no count.
        by: The pass that gave the label.
        reason: Why it is in no count: :data:`SEVERAL` labels, or :data:`UNLABELLED` after every attempt.
        why: The model's justification, where it was labelled alone.
    """

    first: int
    last: int
    content: str
    pattern: str | None
    by: str | None = None
    reason: str | None = None
    why: str = ""


class Annotator:
    """Asks for segments and labels, and reads what came of them."""

    def __init__(self, config: AnnotateConfig, prompts: tuple[Prompt, Prompt], ledger: Ledger) -> None:
        self._config, self._ledger = config, ledger
        self._segment_prompt, self._label_prompt = prompts

    def ask_segments(self, traces: Traces, policy: Policy, tell: Tell) -> None:
        """First pass: ask for the segments of every window, again where a reply is damaged.

        Raises:
            PolicyError: If the policy leaves something unanswered. What it answered is kept.
        """
        for attempt in range(self._config.attempts):
            for name, begin, end in answered(policy, self._ledger, self._segment_asks(traces, attempt)):
                tell(_outcome(self._read_window(name, begin, end, attempt)))

    def ask_labels(self, traces: Traces, policy: Policy, tell: Tell) -> None:
        """Second pass: ask for the label of every segment that has none, each alone.

        Raises:
            PolicyError: If the policy leaves something unanswered. What it answered is kept.
        """
        for attempt in range(self._config.attempts):
            for name, first in answered(policy, self._ledger, self._label_asks(traces, attempt)):
                tell(_outcome(self._read_label(name, first, attempt)))

    def segments(self, trace: Trace, paragraphs: list[str]) -> list[Labelled] | None:
        """Return the segments of a trace; None where a window was never divided."""
        found = self._segments(trace, paragraphs)
        return None if found is None else [self._labelled(trace, segment) for segment in found]

    def failures(self, traces: Iterable[Trace]) -> dict[str, Counter[str]]:
        """Count the damaged replies of both passes by reason, in the order of the traces."""
        counts: dict[str, Counter[str]] = {"segmentation": Counter(), "labels": Counter()}
        for trace in traces:
            paragraphs = split_paragraphs(trace.text)
            for begin, end in self._windows(paragraphs):
                for attempt in range(self._config.attempts):
                    found = self._read_window(trace.name, begin, end, attempt)
                    if isinstance(found, Damaged):
                        counts["segmentation"][found.reason] += 1
            for segment in self._segments(trace, paragraphs) or ():
                for attempt in range(self._config.attempts):
                    label = self._read_label(trace.name, segment.first, attempt)
                    if isinstance(label, Damaged):
                        counts["labels"][label.reason] += 1
        return counts

    # -- first pass

    def _windows(self, paragraphs: list[str]) -> list[tuple[int, int]]:
        return windows_of(paragraphs, self._config.window_chars)

    def _segment_asks(self, traces: Traces, attempt: int) -> Iterator[Ask[tuple[str, int, int]]]:
        for trace in traces():
            paragraphs = split_paragraphs(trace.text)
            for begin, end in self._windows(paragraphs):
                if self._wanted(self._read_window(trace.name, begin, end, attempt - 1), attempt):
                    yield Ask(
                        key=_segment_key(trace.name, begin, attempt),
                        make=lambda t=trace, p=paragraphs, b=begin, e=end: self._segment_request(t, p, b, e, attempt),  # type: ignore[misc]
                        item=(trace.name, begin, end),
                    )

    def _segment_request(self, trace: Trace, paragraphs: list[str], begin: int, end: int, attempt: int) -> Request:
        numbered = "\n\n".join(f"[{number + 1}] {paragraphs[number]}" for number in range(begin, end))
        values = {"patterns": described(), "question": trace.question[:_QUESTION_CHARS], "paragraphs": numbered}
        return self._request(_segment_key(trace.name, begin, 0), self._segment_prompt.fill(values), attempt)

    def _read_window(self, name: str, begin: int, end: int, attempt: int) -> list[Segment] | Damaged | None:
        reply = self._ledger.get(_segment_key(name, begin, attempt))
        return None if reply is None else read_segments(reply, begin, end)

    def _segments(self, trace: Trace, paragraphs: list[str]) -> list[Segment] | None:
        found: list[Segment] = []
        for begin, end in self._windows(paragraphs):
            for attempt in range(self._config.attempts):
                window = self._read_window(trace.name, begin, end, attempt)
                if isinstance(window, list):
                    found += window
                    break
            else:
                return None
        return found

    # -- second pass

    def _label_asks(self, traces: Traces, attempt: int) -> Iterator[Ask[tuple[str, int]]]:
        for trace in traces():
            paragraphs = split_paragraphs(trace.text)
            for segment in self._segments(trace, paragraphs) or ():
                if segment.patterns or not self._wanted(
                    self._read_label(trace.name, segment.first, attempt - 1), attempt
                ):
                    continue
                yield Ask(
                    key=_label_key(trace.name, segment.first, attempt),
                    make=lambda t=trace, p=paragraphs, s=segment: self._label_request(t, p, s, attempt),  # type: ignore[misc]
                    item=(trace.name, segment.first),
                )

    def _label_request(self, trace: Trace, paragraphs: list[str], segment: Segment, attempt: int) -> Request:
        before = "\n\n".join(paragraphs[: segment.first])
        values = {
            "patterns": described(),
            "question": trace.question[:_QUESTION_CHARS],
            "before": before[max(0, len(before) - _BEFORE_CHARS) :],
            "segment": "\n\n".join(paragraphs[segment.first : segment.last + 1]),
        }
        return self._request(_label_key(trace.name, segment.first, 0), self._label_prompt.fill(values), attempt)

    def _read_label(self, name: str, first: int, attempt: int) -> tuple[str, str] | Damaged | None:
        reply = self._ledger.get(_label_key(name, first, attempt))
        return None if reply is None else read_label(reply)

    def _labelled(self, trace: Trace, segment: Segment) -> Labelled:
        bare = Labelled(first=segment.first, last=segment.last, content=segment.content, pattern=None)
        if len(segment.patterns) > 1:
            return replace(bare, reason=SEVERAL)
        if segment.patterns:
            return replace(bare, pattern=segment.patterns[0], by=BY_SEGMENTATION)
        for attempt in range(self._config.attempts):
            label = self._read_label(trace.name, segment.first, attempt)
            if isinstance(label, tuple):
                return replace(bare, pattern=label[0], by=BY_LABEL, why=label[1])
        return replace(bare, reason=UNLABELLED)

    # -- both

    def _wanted(self, before: object, attempt: int) -> bool:
        """Whether to ask: the first time, or because the attempt before was damaged."""
        return attempt == 0 or isinstance(before, Damaged)

    def _request(self, name: str, prompt: str, attempt: int) -> Request:
        params = self._config.params
        temperature = max(params.temperature, _RETRY_TEMPERATURE) if attempt else params.temperature
        seed = derive_seed("traces", self._config.seed, name, attempt)
        return Request(
            index=0,
            question_id=name,
            sample_index=attempt,
            messages=({"role": "user", "content": prompt},),
            params=replace(params, temperature=temperature, seed=seed),
        )


def _segment_key(name: str, begin: int, attempt: int) -> str:
    return f"segments {name} {begin} {attempt}"


def _label_key(name: str, first: int, attempt: int) -> str:
    return f"label {name} {first} {attempt}"


def _outcome(found: object) -> str:
    return found.reason if isinstance(found, Damaged) else "read"
