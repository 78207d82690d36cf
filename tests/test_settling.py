"""A child that cannot be put under its limits is our failure: UNSCORED, never the program's."""

import shutil
from pathlib import Path

import pytest

from kodenv.judge import Judge
from kodenv.records import Status, Triplet
from kodenv.sandbox import worker

TRIPLET = Triplet(question_id="q", question="?", test="from solution import f\n\ndef test_a():\n    assert f(1) == 2\n")
PROGRAM = "def f(x):\n    return x + 1\n"


@pytest.mark.parametrize("step", ["os.setsid()", "os.chdir(settings.start)"])
def test_a_child_without_its_limits_is_unscored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    copy = tmp_path / "kodenv" / "sandbox"
    shutil.copytree(Path(worker.__file__).parent, copy)
    source = (copy / "settling.py").read_text()
    assert source.count(step) == 1
    (copy / "settling.py").write_text(source.replace(step, 'raise OSError("injected")'))
    monkeypatch.setattr(worker, "_SERVER", copy / "server.py")
    with Judge(cache=False) as judge:
        verdict = judge.judge(TRIPLET, PROGRAM)
    assert verdict.status is Status.UNSCORED
    assert verdict.measured.attempts == 2
    assert "could not be put under its limits" in verdict.message
