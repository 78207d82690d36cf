"""Bring your own grader: a function of a program and its tests. Put the calls to yours in the place of `grade`.

The one here runs plain pytest in a temporary folder and believes its exit code, as many graders do.

Run: python examples/own_grader.py
Audit it, from this folder: kodenv audit --grader own_grader.grade --out audit-mine
"""

import subprocess
import sys
import tempfile
from pathlib import Path

TIMEOUT_S = 20


def grade(program: str, tests: str) -> bool:
    """Return whether a program passes its tests, a pytest file that imports from `solution`."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "solution.py").write_text(program)
        Path(folder, "test_solution.py").write_text(tests)
        try:
            done = subprocess.run(
                [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_solution.py"],
                cwd=folder, capture_output=True, timeout=TIMEOUT_S, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return False
    return done.returncode == 0


TESTS = "from solution import double\n\n\ndef test_double():\n    assert double(4) == 8\n"
PROGRAMS = {
    "right": "def double(x):\n    return 2 * x\n",
    "wrong": "def double(x):\n    return x\n",
    "cheat": "class All:\n    def __eq__(self, other):\n        return True\n\n\ndef double(x):\n    return All()\n",
}

if __name__ == "__main__":
    for name, program in PROGRAMS.items():
        print(f"{name}: {'passed' if grade(program, TESTS) else 'not passed'}")
