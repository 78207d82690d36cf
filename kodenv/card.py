"""The dataset card of an SFT set: README.md with the YAML header that dataset hubs read."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from kodenv import markdown
from kodenv.markdown import share
from kodenv.metrics import INTERVAL_METHOD, Tally
from kodenv.rejection import EXPLANATION, Reason
from kodenv.summary import UNKNOWN, Summary, place_of_level

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_ORIGIN = {
    "messages": ("`messages`", "a user turn with the question, an assistant turn with the completion"),
    "prompt-completion": ("`prompt`, `completion`", "message lists, for a loss on the completion only"),
    "sharegpt": ("`conversations`", "turns of `from` and `value`"),
    "ocr": (
        "`id`, `input`, `output`, `source`, `license`, `dataset`, `split`, `difficulty`, `solution`",
        "OpenCodeReasoning's columns",
    ),
}
_KEEP = {
    "solved": "rollouts whose program passed every case of its suite",
    "unsolved": "rollouts that were judged and did not pass every case: **the programs here are wrong, on purpose**",
    "all": "every rollout that was judged, right or wrong: **filter by `status` before you train on it**",
}
_OPTIONS = (("sampling", "sampling"), ("form", "form of a reply"))
_GROUPS_SHOWN = 50


def write_card(summary: Summary, run: Mapping[str, Any]) -> str:
    """Return the card's text. It holds nothing that differs between two runs with the same result.

    Args:
        summary: The counts over all rollouts.
        run: What run.json holds: ``config``, ``judge``, ``inputs``, ``versions`` and ``result``.
    """
    parts = [
        _header(summary, run["config"]),
        _intro(summary, run),
        _counts(summary, run["result"]),
        _groups(summary),
        _dropped(summary),
        _labels(summary, run),
        _licenses(summary),
        _columns(run["config"]),
        _limits(),
    ]
    return "\n".join(parts)


def _header(summary: Summary, config: Mapping[str, Any]) -> str:
    names = [name for name in summary.licenses if name != UNKNOWN]
    single = len(names) == 1 and len(summary.licenses) == 1
    size = next((label for bound, label in _SIZES if summary.kept < bound), "n>1M")
    lines = ["---", "pretty_name: Reject-sampled code SFT set"]
    # Hubs know a fixed list of lower-case ids; what is not one plain id is "other".
    if single and all(char.isalnum() or char in ".-+" for char in names[0]):
        lines.append(f"license: {names[0].lower()}")
    else:
        lines += ["license: other", f"license_name: {'see-the-licences-section' if names else 'not-stated'}"]
    lines += [
        "task_categories:",
        "- text-generation",
        "tags:",
        "- code",
        "- sft",
        "- rejection-sampling",
        "- unit-tests",
        "- kodenv",
        "size_categories:",
        f"- {size}",
        "configs:",
        "- config_name: default",
        "  data_files:",
        "  - split: train",
        f"    path: {_parquet_of(config)}",
        "---",
        "",
    ]
    return "\n".join(lines)


def _parquet_of(config: Mapping[str, Any]) -> str:
    return "sft-*.parquet" if config.get("shard_rows") else "sft.parquet"


def _intro(summary: Summary, run: Mapping[str, Any]) -> str:
    config, inputs = run["config"], run["inputs"]
    rule = f"keep `{config['keep']}`, choose `{config['choose']}`"
    if config["max_per_question"] is not None:
        rule += f", at most {config['max_per_question']} per question"
    return (
        "# Reject-sampled code SFT set\n\n"
        f"{summary.kept:,} rows on {summary.kept_questions:,} questions: {_KEEP[config['keep']]}.\n\n"
        + markdown.table(
            ("made from", ""),
            [
                ("policy", f"`{inputs['policy']['name']}`"),
                ("triplets", f"`{_short_name(inputs['triplets']['name'])}`"),
                ("samples per question", config["n"] or "all that were recorded"),
                ("selection", rule),
                *((label, _settings(config[name])) for name, label in _OPTIONS if config.get(name)),
                ("kodenv", run["versions"]["kodenv"]),
                ("judge version", run["judge"]["version"]),
            ],
        )
    )


def _settings(values: Mapping[str, Any]) -> str:
    return ", ".join(f"`{name}` {json.dumps(value)}" for name, value in values.items())


def _short_name(name: str) -> str:
    """Drop the folders of a path: they say where a machine keeps its files, not what they are."""
    return name if name.startswith("hf:") else name.rstrip("/").rpartition("/")[2]


def _counts(summary: Summary, result: Mapping[str, Any]) -> str:
    rows: list[Sequence[object]] = [
        ("questions", result["questions"], ""),
        ("rollouts", summary.rows, ""),
        ("solved", summary.solved, share(summary.solved, summary.scored)),
        (
            "questions solved at least once",
            summary.solved_questions,
            share(summary.solved_questions, summary.questions),
        ),
        ("could not be judged (UNSCORED)", summary.unscored, share(summary.unscored, summary.rows)),
        ("kept", summary.kept, share(summary.kept, summary.rows)),
    ]
    text = "## Counts\n\n" + markdown.table(("", "number", "share"), rows)
    estimates = [
        (name, value) for name, value in result.items() if name.startswith("pass@") and value["value"] is not None
    ]
    if estimates:
        shown = [
            (name, f"{value['value']:.1%}", f"{value['interval'][0]:.1%} to {value['interval'][1]:.1%}")
            for name, value in estimates
        ]
        text += (
            "\n" + markdown.table(("all rollouts", "value", "interval"), shown) + f"\nIntervals: {INTERVAL_METHOD}.\n"
        )
    statuses = [(f"`{status}`", count, share(count, summary.rows)) for status, count in summary.statuses.most_common()]
    return text + "\n" + markdown.table(("status", "rollouts", "share"), statuses)


def _groups(summary: Summary) -> str:
    text = "## Pass rates\n"
    for name, tallies in summary.groups.items():
        text += "\n" + markdown.table((name, "judged", "passed", "pass rate"), _group_rows(tallies))
        if len(tallies) > _GROUPS_SHOWN:
            text += f"\nThe {_GROUPS_SHOWN} largest of {len(tallies)}.\n"
    return text


def _group_rows(tallies: Mapping[str, Tally]) -> list[Sequence[object]]:
    largest = sorted(tallies.items(), key=lambda item: (-item[1].scored, place_of_level(item[0]), item[0]))
    return [
        (name, tally.scored, tally.passed, share(tally.passed, tally.scored)) for name, tally in largest[:_GROUPS_SHOWN]
    ]


def _dropped(summary: Summary) -> str:
    dropped = [
        (f"`{reason}`", summary.reasons[reason], EXPLANATION[reason])
        for reason in Reason
        if reason is not Reason.KEPT and summary.reasons[reason]
    ]
    table = markdown.table(("reason", "rollouts", "meaning"), dropped) if dropped else "Nothing was dropped.\n"
    return f"## Dropped\n\n{table}\nEvery rollout, kept or not, is in `rollouts.jsonl` with its reason.\n"


def _labels(summary: Summary, run: Mapping[str, Any]) -> str:
    judge = run["judge"]
    limits = (
        f"The limit per verdict (per case for stdio) was {_limit(judge['timeout_s'], 20, 'seconds')} "
        f"and {_limit(judge['memory_mb'], 1024, 'MiB')}. "
    )
    isolations = [(f"`{name}`", count) for name, count in summary.isolations.most_common()]
    rules = [(f"`{name}`", count) for name, count in summary.rules.most_common()]
    return (
        "## How it was labelled\n\n"
        "Each program was taken from its completion, executed in a sandbox against the question's test suite and "
        f"labelled with what happened. {limits}`PASSED` means that every case known to be in the suite ran and held. "
        "Nobody read the rows.\n\n"
        + markdown.table(("isolation, profile: layers", "rollouts"), isolations)
        + "\n"
        + markdown.table(("how the program was found", "rollouts"), rules)
        + f"\n{summary.renamed:,} programs had their only function renamed to the name that the tests call.\n"
    )


def _limit(value: float | None, default: int, unit: str) -> str:
    return f"what the triplet states, else {default} {unit}" if value is None else f"{value} {unit}"


def _licenses(summary: Summary) -> str:
    rows = [(name, count) for name, count in summary.licenses.most_common()]
    table = markdown.table(("licence of the question", "kept rows"), rows) if rows else "There are no rows.\n"
    return (
        f"## Licences\n\n{table}\nThe licence is what the triplet states. The completions are under the terms of "
        "the model that wrote them.\n"
    )


def _columns(config: Mapping[str, Any]) -> str:
    labels = [
        _ORIGIN[config["layout"]],
        ("`question_id`, `sample_index`", "which completion of which question"),
        ("`reasoning`", "what the completion says between its thinking tags, or null"),
        ("`program`", "the program that was judged, or null"),
        ("`status`, `passed`, `total`", "the verdict, and how many cases held of how many"),
        ("`digest`", "hash of program, suite, limits, profile and judge version: the same work has the same digest"),
    ]
    files = _parquet_of(config)
    load = f'```python\nfrom datasets import load_dataset\n\nrows = load_dataset("parquet", data_files="{files}")\n```'
    return f"## Columns of sft.jsonl and {files}\n\n{markdown.table(('column', 'meaning'), labels)}\n{load}\n"


def _limits() -> str:
    return (
        "## What it does not say\n\n"
        "A suite can be too weak to tell a wrong program from a right one, and a completion's reasoning is not checked "
        "at all, only the program it ends in. No search for overlap with benchmarks was made.\n"
    )
