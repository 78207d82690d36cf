"""A synthesis with models, killed (``kill -9``) at random moments and started again: ends it with the same bytes?

``PYTHONPATH=.:tests python tests/kill_runs.py --kills 20`` prints a line for every kill. A moment is drawn as a number
of rows that the run writes before it, and some milliseconds after that.
"""

import argparse
import os
import random
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import source_server
from openai_server import OpenAIServer
from test_resume import contents

ROOT = Path(__file__).parents[1]
LONGEST_WAIT_S = 0.2
CONFIG = """\
styles = ["complete", "online_judge"]
styler = "writer"

[policies.writer]
spec = "openai:m@{address}"
concurrency = 4
completion_price = 1.0

{sources}
[solve]
attempts = {attempts}
repairs = 1
mutants = 4

[dedup]
near = 0
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """One kill: after how many rows of the journal, and whether questions were complete by then."""

    rows: int
    stage: str


def write_config(folder: Path, address: str, names: tuple[str, ...], count: int, attempts: int) -> Path:
    """Write the configuration of a run over some sources, ``count`` questions each."""
    sources = "".join(f'[[sources]]\nname = "{name}"\ncount = {count}\n\n' for name in names)
    path = folder / "config.toml"
    path.write_text(CONFIG.format(address=address, sources=sources, attempts=attempts))
    return path


def command(config: Path, out: Path) -> list[str]:
    """Return the command that makes the folder."""
    return [
        sys.executable, "-m", "kodenv", "synth", str(config), "--out", str(out), "--allow-weak-sandbox", "--no-cache"
    ]  # fmt: skip


def make_whole(config: Path, out: Path, cache: Path) -> int:
    """Make the folder without a kill; return how many rows its journal had."""
    with _started(config, out, cache) as running:
        rows = 0
        while not _ended(running, 0.02):
            rows = max(rows, _rows(out))
        assert running.returncode == 0, "the run without a kill failed"
    return rows


def kill_often(config: Path, out: Path, cache: Path, kills: int, rows: int, rng: random.Random) -> Iterator[Kill]:
    """Start a run again and again and kill each; yield the kills. The last start is left to end.

    Args:
        config: The run's.
        out: Its folder.
        cache: Where replies are stored; a folder of its own, so that nothing is answered from another run.
        kills: How many.
        rows: How many rows the journal of a whole run has.
        rng: Draws the moments.
    """
    targets = sorted(rng.randint(0, rows) for _ in range(kills))
    for target in targets:
        with _started(config, out, cache) as running:
            while _rows(out) < target and not _ended(running, 0.002):
                pass
            assert not _ended(running, rng.random() * LONGEST_WAIT_S), "it ended before it was killed"
            running.send_signal(signal.SIGKILL)
            running.wait()
        yield Kill(rows=_rows(out), stage=_stage(out))
    subprocess.run(command(config, out), cwd=ROOT, check=True, capture_output=True, env=_environment(cache))


def _started(config: Path, out: Path, cache: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        command(config, out), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_environment(cache)
    )


def _environment(cache: Path) -> dict[str, str]:
    return {**os.environ, "KODENV_CACHE": str(cache / "verdicts.sqlite"), "PYTHONPATH": str(ROOT)}


def _ended(running: "subprocess.Popen[bytes]", wait_s: float) -> bool:
    if running.poll() is None:
        handle = os.pidfd_open(running.pid)
        select.select([handle], [], [], wait_s)
        os.close(handle)
    return running.poll() is not None


def _rows(out: Path) -> int:
    journal = out / ".partial" / "journal.jsonl"
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


def _stage(out: Path) -> str:
    if (out / "triplets.jsonl").exists():
        return "writing"
    if (out / ".partial" / "instruct.jsonl").exists():
        return "styles"
    return "solving" if (out / ".partial" / "questions.jsonl").exists() else "questions"


def main() -> None:
    """Kill a run and say whether the bytes are the same."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--questions", type=int, default=4, help="of each source")
    args = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name, OpenAIServer(source_server.say) as server:
        folder = Path(name)
        names = ("Prefill", "Algorithm", "Data_Structure", "Filter")
        config = write_config(folder, server.base_url, names, args.questions, 3)
        rows = make_whole(config, folder / "whole", folder / "a")
        print(f"whole run: {rows} rows in its journal, {len(server.asked)} requests", flush=True)
        asked = len(server.asked)
        kills = kill_often(config, folder / "out", folder / "b", args.kills, rows, random.Random(args.seed))
        for number, kill in enumerate(kills, 1):
            print(f"kill {number}: {kill.rows} rows, {kill.stage}", flush=True)
        same = contents(folder / "out") == contents(folder / "whole")
        print(f"requests, kills included: {len(server.asked) - asked}")
        print(
            f"{'the same bytes' if same else 'OTHER BYTES'} after {args.kills} kills, {time.monotonic() - began:.0f} s"
        )
    sys.exit(not same)


if __name__ == "__main__":
    main()
