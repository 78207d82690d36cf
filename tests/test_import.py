import inspect
import json
import subprocess
import sys
import tomllib
import types
from pathlib import Path

import pytest

import kodenv

ROOT = Path(__file__).parents[1]
HEAVY = {
    "torch", "transformers", "trl", "vllm", "datasets", "ray", "pyarrow", "pytest", "_pytest", "tree_sitter",
    "tree_sitter_python", "pandas", "huggingface_hub", "requests", "httpx", "openai",
}  # fmt: skip


def run_fresh(code):
    """Run code in a new interpreter and return what it prints, read as JSON."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def loaded_after(code):
    names = run_fresh(f"{code}\nimport json, sys; print(json.dumps([*sys.modules]))")
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize(
    "code", ["import kodenv", "from kodenv import Judge, Triplet, Verdict, Status", "import kodenv.env"]
)
def test_importing_loads_nothing_heavy(code):
    loaded = loaded_after(code)
    assert "kodenv" in loaded and "gymnasium" in loaded
    assert not loaded & HEAVY


def test_importing_registers_the_environment():
    assert run_fresh("import gymnasium, kodenv, json; print(json.dumps(gymnasium.spec('KodCode-v0').to_json()))")


def test_importing_starts_nothing():
    assert run_fresh("import kodenv, threading; print(threading.active_count())") == 1


NOT_LINUX = """
import os, select, signal, socket, sys
import gymnasium, asyncio, multiprocessing.shared_memory, concurrent.futures  # those ask for the platform too
sys.platform = "darwin"
for module, names in ((os, LINUX_OS), (select, ["epoll"]), (signal, ["pidfd_send_signal"]), (socket, ["SO_PEERCRED"])):
    for name in names:
        if hasattr(module, name):
            delattr(module, name)
import kodenv, kodenv.env, json
assert kodenv.load_triplets()
try:
    kodenv.Judge()
except kodenv.SandboxUnavailable as error:
    print(json.dumps(str(error)))
"""
LINUX_OS = [
    "memfd_create", "pidfd_open", "sched_getaffinity", "sched_setaffinity", "eventfd", "splice", "getrandom",
    "sched_setscheduler", "unshare", "setns", "prlimit", "posix_fadvise", "O_TMPFILE", "O_PATH",
]  # fmt: skip


def test_elsewhere_importing_works_and_judging_says_why_not():
    said = run_fresh(NOT_LINUX.replace("LINUX_OS", repr(LINUX_OS)))
    assert "Linux" in said and "darwin" in said and "\n" not in said


def test_the_public_names_are_there():
    assert len(kodenv.__all__) <= 25
    assert kodenv.__all__ == sorted(kodenv.__all__)
    assert {"Judge", "Triplet", "Verdict", "Status", "load_triplets", "iter_triplets", "rewards"} <= {*kodenv.__all__}
    assert {*kodenv.__all__} <= {*dir(kodenv)}
    assert all(getattr(kodenv, name) is not None for name in kodenv.__all__)


def test_a_star_import_brings_exactly_the_public_names():
    names = run_fresh("from kodenv import *\nimport json as j; print(j.dumps(sorted(dir())))")
    assert {name for name in names if not name.startswith("__")} - {"j"} == {*kodenv.__all__} - {"__version__"}


def test_nothing_public_lives_only_in_the_package():
    """What is visible and not listed is a module of ours or gymnasium, which registers the environment."""
    unlisted = {name for name in vars(kodenv) if not name.startswith("_")} - {*kodenv.__all__}
    assert all(inspect.ismodule(getattr(kodenv, name)) or name == "TYPE_CHECKING" for name in unlisted)
    assert isinstance(kodenv.rewards, types.ModuleType)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nothing_of_this_name"):
        kodenv.nothing_of_this_name  # noqa: B018


def test_the_version_is_the_projects():
    assert kodenv.__version__ == tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
