"""C++ triplets go through the environment, ``sample`` and ``eval`` like any others."""

import json
import shutil
from pathlib import Path

import gymnasium as gym
import pytest

import kodenv
from kodenv.cli import main
from kodenv.records import Triplet

pytestmark = pytest.mark.skipif(shutil.which("g++") is None, reason="there is no g++ here")
PROGRAM = '#include <cstdio>\nint main() { int a, b; scanf("%d%d", &a, &b); printf("%d\\n", a + b); }\n'
CASES = [{"input": "1 2\n", "output": "3\n"}, {"input": "4 4\n", "output": "8\n"}]
TRIPLET = Triplet(
    question_id="sum",
    question="Print the sum of two numbers.",
    language="cpp",
    test_format="stdio",
    style="online_judge",
    solution=PROGRAM,
    test=json.dumps(CASES),
)


def reply(program: str) -> str:
    return f"<think>\nadd them\n</think>\nHere it is.\n\n```cpp\n{program}```\n"


def test_an_episode_asks_for_cpp_and_rewards_it() -> None:
    assert kodenv.__version__
    env = gym.make("KodCode-v0", triplets=[TRIPLET])
    prompt, _ = env.reset(seed=0)
    assert prompt.startswith("Print the sum")
    _, reward, terminated, _, info = env.step(reply(PROGRAM))
    env.close()
    assert (reward, terminated, info["status"]) == (1.0, True, "PASSED")


def test_sample_and_eval_take_recorded_cpp_replies(tmp_path: Path) -> None:
    triplets, replies = tmp_path / "t.jsonl", tmp_path / "r.jsonl"
    triplets.write_text(json.dumps(TRIPLET.to_row()) + "\n")
    texts = [reply(PROGRAM), reply(PROGRAM.replace("a + b", "a * b"))]
    replies.write_text("".join(json.dumps({"question_id": "sum", "completion": text}) + "\n" for text in texts))
    common = ["--triplets", str(triplets), "--policy", f"replay:{replies}", "--n", "2", "--no-cache"]
    assert main(["sample", *common, "--keep", "all", "--out", str(tmp_path / "s")]) == 0
    rows = [json.loads(line) for line in (tmp_path / "s" / "rollouts.jsonl").read_text().splitlines()]
    assert [row["status"] for row in rows] == ["PASSED", "FAILED"]
    assert "#include <cstdio>" in rows[0]["program"]
    assert main(["eval", *common, "--k", "1", "--out", str(tmp_path / "e")]) == 0
    assert json.loads((tmp_path / "e" / "eval.json").read_text())["pass@1"]["value"] == 0.5
