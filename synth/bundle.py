"""Write the bundled triplets and recorded completions: ``python -m synth.bundle OUT_DIR``."""

import argparse
import dataclasses
from collections import Counter
from pathlib import Path

from kodenv.store import write_rows
from synth.procedural import Drawn, draw_tasks
from synth.recordings import Recording, record

SEED = 20250
_QUOTA = {"pytest": 46, "assert": 22, "stdio": 22}
_PER_FAMILY = 8
_ENDLESS = 2
_ENDLESS_LIMITS = {"timeout_s": 2}


def bundled_tasks() -> list[Drawn]:
    """Draw the bundled tasks: a quota for each test format and difficulty, and few of any one family."""
    room = {(f, d): count for f, count in _QUOTA.items() for d in ("easy", "medium", "hard")}
    families: Counter[str] = Counter()
    chosen = []
    for drawn in draw_tasks(10_000, SEED):
        place = drawn.triplet.test_format, drawn.triplet.difficulty or ""
        if room[place] > 0 and families[drawn.draft.family] < _PER_FAMILY:
            room[place] -= 1
            families[drawn.draft.family] += 1
            chosen.append(drawn)
        if not any(room.values()):
            break
    return _limited(chosen)


def _limited(chosen: list[Drawn]) -> list[Drawn]:
    """Give a short time limit to the tasks that get an endless completion."""
    endless = endless_ids(chosen)
    return [
        dataclasses.replace(d, triplet=dataclasses.replace(d.triplet, limits=_ENDLESS_LIMITS))
        if d.triplet.question_id in endless
        else d
        for d in chosen
    ]


def endless_ids(chosen: list[Drawn]) -> frozenset[str]:
    """Return the ids of the tasks that get a completion which never ends."""
    fitting = [
        d for d in chosen if d.suite.endless and d.draft.form == "function" and d.triplet.test_format == "pytest"
    ]
    return frozenset(d.triplet.question_id for d in fitting[:_ENDLESS])


def bundled_recordings(chosen: list[Drawn]) -> list[Recording]:
    """Write the recorded completions of the bundled tasks."""
    endless = endless_ids(chosen)
    return [r for d in chosen for r in record(d, endless=d.triplet.question_id in endless)]


def write_bundle(folder: Path) -> None:
    """Write both files into a folder; the same version of this package writes the same rows."""
    chosen = bundled_tasks()
    write_rows(folder / "triplets.jsonl.gz", (d.triplet.to_row() for d in chosen))
    write_rows(folder / "completions.jsonl.gz", (r.to_row() for r in bundled_recordings(chosen)))


def main() -> None:
    """Parse the command line and write the bundle."""
    parser = argparse.ArgumentParser(description="Write the bundled triplets and recorded completions.")
    parser.add_argument("out", type=Path, metavar="OUT_DIR")
    write_bundle(parser.parse_args().out)


if __name__ == "__main__":
    main()
