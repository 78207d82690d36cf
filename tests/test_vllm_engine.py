"""vLLM itself, in this process and behind its server, writes what transformers writes and gets the same verdicts.

`make test-vllm` makes the environment; elsewhere these tests are skipped.
"""

import contextlib
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from kodenv.store import write_rows
from policies.tiny import tiny_path
from synth.families.numbers import HEADS
from synth.procedural import generate

pytestmark = [
    pytest.mark.skipif(importlib.util.find_spec("vllm") is None, reason="vLLM is not installed; run make test-vllm"),
    pytest.mark.timeout(900),
]
START_S = 600
ENVIRONMENT = {**os.environ, "HF_HUB_OFFLINE": "1", "VLLM_CPU_KVCACHE_SPACE": "1", "VLLM_NO_USAGE_STATS": "1"}
LOADED = "dtype=float32&max_model_len=1024&enforce_eager=true"
QUESTIONS = 12


@pytest.fixture(scope="module")
def triplets(tmp_path_factory):
    path = tmp_path_factory.mktemp("tasks") / "triplets.jsonl"
    drawn = generate(QUESTIONS, seed=5, families=tuple(HEADS), difficulties=("easy",))
    write_rows(path, (one.to_row() for one in drawn))
    return path


@pytest.fixture(scope="module")
def server():
    """The base URL of vLLM's own server, with the bundled model behind it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--dtype", "float32", "--max-model-len", "1024", "--enforce-eager", "--port", str(port)]
    command = [sys.executable, "-m", "vllm.entrypoints.openai.api_server", "--model", str(tiny_path())]
    running = subprocess.Popen(
        [*command, "--served-model-name", "tiny", "--host", "127.0.0.1", *options],
        env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        wait_until_ready(running, f"http://127.0.0.1:{port}/health")
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def wait_until_ready(running: subprocess.Popen, url: str) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        assert running.poll() is None, "the server ended before it was ready"
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5) as reply:
            if reply.status == 200:
                return
        time.sleep(1)
    raise AssertionError(f"no server at {url} after {START_S} s")


def run(command: str, policy: str, triplets: Path, out: Path, *options: str) -> Path:
    arguments = [command, "--triplets", str(triplets), "--policy", policy, "--out", str(out), "--no-cache", *options]
    done = subprocess.run(
        [sys.executable, "-m", "kodenv", *arguments], env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return out


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def verdicts(out: Path) -> list[tuple]:
    return [(row["question_id"], row["sample_index"], row["status"], row["passed"]) for row in rows(out)]


@pytest.fixture(scope="module")
def specs(server):
    return {
        "hf": f"hf:{tiny_path()}?dtype=float32",
        "server": f"openai:tiny@{server}",
        "engine": f"vllm:{tiny_path()}?{LOADED}",
    }


def test_greedy_samples_get_the_same_verdicts_from_all(specs, triplets, tmp_path):
    greedy = ("--n", "1", "--temperature", "0", "--max-tokens", "400", "--keep", "all")
    found = {name: run("sample", spec, triplets, tmp_path / name, *greedy) for name, spec in specs.items()}
    texts = {
        name: {row["question_id"]: row["completion"] for row in rows(out / "rollouts.jsonl")}
        for name, out in found.items()
    }
    assert texts["server"] == texts["hf"] and texts["engine"] == texts["hf"]
    judged = verdicts(found["hf"] / "rollouts.jsonl")
    assert verdicts(found["server"] / "rollouts.jsonl") == judged == verdicts(found["engine"] / "rollouts.jsonl")
    assert len(judged) == QUESTIONS and len({status for _, _, status, _ in judged}) > 1, "some right, some wrong"


def test_a_greedy_score_is_the_same_from_all(specs, triplets, tmp_path):
    greedy = ("--n", "1", "--k", "1", "--temperature", "0", "--max-tokens", "400")
    scores = {}
    for name, spec in specs.items():
        out = run("eval", spec, triplets, tmp_path / name, *greedy)
        scores[name] = json.loads((out / "eval.json").read_text())["pass@1"]
    assert scores["hf"] == scores["server"] == scores["engine"]


@pytest.mark.parametrize("name", ["server", "engine"])
def test_seeded_samples_are_the_same_again(specs, triplets, tmp_path, name):
    warm = ("--n", "2", "--temperature", "1", "--max-tokens", "200", "--keep", "all")
    first, second = (run("sample", specs[name], triplets, tmp_path / again, *warm) for again in ("first", "second"))
    said = [row["completion"] for row in rows(first / "rollouts.jsonl")]
    assert said == [row["completion"] for row in rows(second / "rollouts.jsonl")]
    assert len(set(said)) > QUESTIONS
