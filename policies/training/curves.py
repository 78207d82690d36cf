"""What a trainer says step by step, kept as rows: ``curves.jsonl``, one row per logged step, also after a resume."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

from transformers import TrainerCallback

from kodenv.jsonrows import parse_row
from kodenv.progress import Progress
from policies.training.groups import PassRates

CURVES_FILE = "curves.jsonl"
_RATES_FILE = "pass_rates.json"
# What depends on the machine and not on the run.
_MEASURED = ("_s", "_per_second", "step_time", "_runtime")


class CurvesCallback(TrainerCallback):
    """Appends a row to the file at every log, and keeps the pass rates beside every checkpoint."""

    def __init__(self, path: Path, rates: PassRates | None) -> None:
        """Take the file, and the rates of a run that draws by them."""
        self._path, self._rates = path, rates

    def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Forget the rows that a killed run wrote after its last checkpoint."""
        rows = [row for row in read_curves(self._path) if row["step"] <= state.global_step]
        self._path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")

    def on_log(self, args: Any, state: Any, control: Any, logs: Mapping[str, Any] | None = None, **_: Any) -> None:
        """Write a row; the last log, of totals, has none."""
        if logs is None or "train_runtime" in logs or not state.is_world_process_zero:
            return
        with open(self._path, "a", encoding="utf-8") as file:
            file.write(json.dumps(to_row(state.global_step, logs)) + "\n")

    def on_save(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Keep the rates with the checkpoint."""
        if self._rates is not None and state.is_world_process_zero:
            self._rates.save(checkpoint_rates(Path(args.output_dir) / f"checkpoint-{state.global_step}"))


class ProgressCallback(TrainerCallback):
    """Shows how far a training is."""

    def __init__(self, stream: TextIO) -> None:
        """Take the stream that people read."""
        self._stream = stream
        self._progress: Progress | None = None

    def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Begin to count."""
        self._progress = Progress(self._stream, "steps", state.max_steps, done=state.global_step)

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Count a step."""
        if self._progress is not None:
            self._progress.advance()

    def on_train_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """End the line."""
        if self._progress is not None:
            self._progress.__exit__()


def to_row(step: int, logs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row of a log: its numbers, those of clocks under ``measured``."""
    numbers = {key: value for key, value in logs.items() if isinstance(value, int | float)}
    measured = {key: value for key, value in numbers.items() if key.endswith(_MEASURED)}
    return {"step": step, **{k: v for k, v in numbers.items() if k not in measured}, "measured": measured}


def read_curves(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file, none where there is no file; a last line that was cut off is left out."""
    return list(_rows(path)) if path.exists() else []


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
        yield parse_row(line, str(path))


def checkpoint_rates(checkpoint: Path) -> Path:
    """Return where a checkpoint keeps the pass rates."""
    return checkpoint / _RATES_FILE
