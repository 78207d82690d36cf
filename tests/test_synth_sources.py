"""All twelve sources from seeds to verified triplets, over real HTTP and in the real sandbox."""

import contextlib
import io
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import source_server
from fake_judge import FakeJudge, write_jsonl
from openai_server import Answer, Asked, OpenAIServer
from test_resume import contents

from kodenv import Judge, load_triplets
from policies.openai_settings import OpenAISettings
from policies.spec import open_policy
from synth.pipeline.config import PolicyConfig, SourceConfig, SynthConfig
from synth.pipeline.run import synthesize
from synth.pipeline.sieve import DedupConfig
from synth.pipeline.solving import SolveConfig
from synth.sources import SOURCES

DATA = os.environ.get("KODENV_REAL_DATA")
needs_data = pytest.mark.skipif(DATA is None, reason="KODENV_REAL_DATA is not set to the folder of real data")
EACH = 2
REAL_SEEDS = {
    "Leetcode": "HumanEval.jsonl.gz",
    "Codeforces": "mbpp.jsonl",
    "Apps": "original_layout/apps_hf.jsonl",
    "Taco": "sanitized-mbpp.json",
    "Code_Contests": "HumanEval.jsonl.gz",
    "Package": "original_layout/bigcodebench_0-59.jsonl",
    "Evol": "original_layout/bigcodebench_0-59.jsonl",
    "Docs": "doc_sections.jsonl.gz",
}
ROOT = Path(__file__).parents[1]
Spoil = Callable[[Asked], Answer | None]
FATES = (
    Answer(status=429, text="slow down", headers={"retry-after": "0"}),
    Answer(status=500, text="oops"),
    Answer(damage="stall"),
    Answer(damage="truncated"),
    Answer(damage="garbage"),
    Answer(damage="closed"),
    Answer(damage="nothing"),
    Answer(status=503, text="loading"),
)


BUNDLED = str(ROOT / "kodenv" / "data" / "triplets.jsonl.gz")


def sources(seeds: Mapping[str, str]) -> tuple[SourceConfig, ...]:
    options: dict[str, dict[str, Any]] = {name: {"seeds": path} for name, path in seeds.items()}
    options["Evol"]["rounds"] = 2
    options["Filter"] = {"models": ["writer", "other"], "templates": ["chatml", "llama3"], "judge": "other"}
    return tuple(
        SourceConfig(name=name, count=EACH, policy="writer", options=options.get(name, {})) for name in SOURCES
    )


def run(out: Path, seeds: Mapping[str, str], judge: Any, spoil: Spoil = lambda asked: None) -> dict[str, Any]:
    """Run the pipeline; each request may first be answered with something else."""
    with OpenAIServer(lambda asked: spoil(asked) or source_server.say(asked)) as server:
        settings = OpenAISettings(timeout_s=3, concurrency=16)
        config = SynthConfig(
            # The address changes from run to run, and is no part of what the folder compares.
            policies={name: PolicyConfig(name=name, spec="scripted") for name in ("writer", "other")},
            sources=sources(seeds),
            solver="writer",
            solve=SolveConfig(attempts=1, repairs=1),
            dedup=DedupConfig(near=None),
            styles=("complete", "online_judge"),
        )
        return synthesize(
            config, out, lambda: contextlib.nullcontext(judge),
            lambda policy: open_policy([f"openai:m@{server.base_url}"], settings=settings),
            {"version": "scripted"}, io.StringIO(),
        )  # fmt: skip


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge(cache=False, coverage=True) as judge:
        yield judge


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    rows = [
        {"text": f"Section {number} on heaps, and on what is kept in them.", "title": "Heaps"} for number in range(9)
    ]
    file = write_jsonl(tmp_path_factory.mktemp("seeds") / "sections.jsonl", rows)
    return {**dict.fromkeys(REAL_SEEDS, BUNDLED), "Docs": str(file)}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, bundled: dict[str, str], judge: Judge) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "out"
    run(folder, bundled, judge)
    return folder


def check_all_twelve(out: Path) -> None:
    rows = load_triplets(out / "triplets.jsonl")
    made = Counter((row.subset, row.style) for row in rows)
    assert made == {(name, style): EACH for name in SOURCES for style in ("instruct", "complete", "online_judge")}
    for row in rows:
        assert bool(row.extra["metadata"]["seed_ids"]) == (row.subset not in ("Prefill", "Filter"))
        assert len(row.extra["metadata"]["prompt_id"].split("+")) == (2 if row.subset in ("Evol", "Filter") else 1)
    assert all(row.extra["quality"] == "good" for row in rows if row.subset == "Filter")
    assert {row.extra["written_by"] for row in rows if row.subset == "Filter"} == {"writer", "other"}
    assert all(len(row.extra["evolved"]) == 2 for row in rows if row.subset == "Evol")
    trials = [json.loads(line) for line in (out / "trials.jsonl").read_text().splitlines()]
    assert Counter(row["status"] for row in trials if row["repair"]) == Counter(
        "PASSED" for row in trials if not row["repair"] and row["status"] == "FAILED"
    )


def test_every_source_makes_verified_triplets_in_every_style(whole: Path) -> None:
    check_all_twelve(whole)


@needs_data
def test_every_source_makes_them_from_real_seeds(tmp_path: Path, judge: Judge) -> None:
    assert DATA is not None
    run(tmp_path / "out", {name: str(Path(DATA, file)) for name, file in REAL_SEEDS.items()}, judge)
    check_all_twelve(tmp_path / "out")


def test_a_server_that_fails_in_every_way_changes_no_byte(
    tmp_path: Path, bundled: dict[str, str], judge: Judge, whole: Path
) -> None:
    fates = iter(FATES)

    def spoil(asked: Asked) -> Answer | None:
        return next(fates, None) if asked.attempt == 0 and asked.number % 3 == 0 else None

    run(tmp_path / "out", bundled, judge, spoil)
    assert next(fates, None) is None
    assert contents(tmp_path / "out") == contents(whole)


WRONG = {
    '"quality"': "x",
    "harder": "",
    "<|Analysis Begin|>": "<|Analysis Begin|>\nIt adds.\n<|Analysis End|>\n<|Question Begin|>\nWrite a fun",
    "<|Test Begin|>": "I cannot.",
}


def test_what_a_model_says_wrong_is_counted_where_it_happens(tmp_path: Path, bundled: dict[str, str]) -> None:
    def spoil(asked: Asked) -> Answer | None:
        return next((Answer(text=said) for mark, said in WRONG.items() if mark in asked.prompt), None)

    result = run(tmp_path / "out", bundled, FakeJudge(), spoil)
    cut = ("Algorithm", "Data_Structure", "Docs")
    assert {row["stage"]: row["dropped"] for row in result["funnel"] if row["dropped"]} == {
        "question Filter": {"bad_tags": EACH},
        "question Evol": {"empty_reply": EACH},
        **{f"question {name}": {"marks_missing": EACH} for name in cut},
        "solve": {"no_attempt_passed": EACH * (len(SOURCES) - 2 - len(cut))},
    }
    assert result["attempts"] == {"marks_missing": EACH * (len(SOURCES) - 2 - len(cut))}
