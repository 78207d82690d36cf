"""Two scored folders side by side: the paired difference with its interval and its significance."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kodenv.errors import ConfigError
from kodenv.metrics import INTERVAL_METHOD, Tally, check_ks, compare_pass_at_k, default_ks, pass_at_k
from kodenv.paired import paired_test
from kodenv.seeding import derive_seed
from kodenv.summary import Summary

_DECIDES = (("judge", "version"), ("judge", "timeout_s"), ("config", "bench"), ("config", "language"))


def compare(first: str, second: str, *, ks: tuple[int, ...] | None = None, seed: int = 0) -> dict[str, Any]:
    """Return the paired differences, first less second, over the questions that both folders have.

    Raises:
        ConfigError: If a folder holds no verdicts, the two share no question, or a k exceeds the samples.
    """
    from kodenv.report import read_run

    ours, theirs = (_read_tallies(Path(folder)) for folder in (first, second))
    shared = ours.keys() & theirs.keys()
    if not shared:
        raise ConfigError(f"compare: expected questions that both have, got none in {first} and {second}; name others")
    n = min(tally[key].scored + tally[key].unscored for tally in (ours, theirs) for key in shared)
    chosen = default_ks(n) if ks is None else check_ks(ks, n)
    compared = {
        f"pass@{k}": {**compare_pass_at_k(ours, theirs, k, seed=seed), **_tested(ours, theirs, k, seed)} for k in chosen
    }
    notes = _notes(read_run(Path(first)), read_run(Path(second)))
    alone = {"only_first": len(ours.keys() - shared), "only_second": len(theirs.keys() - shared)}
    return {"questions": len(shared), **alone, "interval_method": INTERVAL_METHOD, "notes": notes, **compared}


def _read_tallies(folder: Path) -> dict[str, Tally]:
    from kodenv.report import rows_file
    from kodenv.store import iter_rows

    summary = Summary()
    for where, row in iter_rows(rows_file(folder)):
        summary.add(row, where)
    return summary.tallies


def _tested(ours: Mapping[str, Tally], theirs: Mapping[str, Tally], k: int, seed: int) -> dict[str, Any]:
    pairs = [
        (pass_at_k(tally.passed, tally.scored, k), pass_at_k(other.passed, other.scored, k))
        for question_id, tally in ours.items()
        if (other := theirs.get(question_id)) is not None and min(tally.scored, other.scored) >= k
    ]
    test = paired_test([a for a, _ in pairs], [b for _, b in pairs], derive_seed("paired test", seed, k))
    return test.to_row()


def _notes(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[str]:
    """Say what, beside the policy, differs between the two runs and can move a verdict."""
    notes = []
    for part, name in _DECIDES:
        here, there = ((run.get(part) or {}).get(name) for run in (first, second))
        if here != there:
            notes.append(f"{part} {name}: {here!r} in the first, {there!r} in the second")
    return notes
