"""What a stranger gets who builds and installs the package: nothing here uses the checkout's own code."""

import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
IN_THE_CHECKOUT = (
    "import kodenv, policies, synth, pathlib; "
    "print(*(pathlib.Path(module.__file__).parent for module in (kodenv, policies, synth)), sep='\\n')"
)


def call(*command: object, cwd: Path, **environment: str) -> str:
    """Run a program without anything of this interpreter's environment that could lead to the checkout."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd, env={**kept, **environment}, capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout


def build(folder: Path) -> tuple[Path, Path]:
    """Build the source distribution, and the wheel from nothing but that, as a package index would get them."""
    call(sys.executable, "-m", "build", "--outdir", folder, ROOT, cwd=folder)
    return next(folder.glob("*.tar.gz")), next(folder.glob("*.whl"))


def sources(package: str, *endings: str) -> set[str]:
    files = (path.relative_to(ROOT) for path in (ROOT / package).rglob("*") if path.is_file())
    return {str(path) for path in files if path.name.endswith(endings) and "__pycache__" not in path.parts}


@pytest.mark.slow
def test_a_wheel_in_a_clean_environment_runs_the_demo(tmp_path):
    archive, wheel = build(tmp_path)
    check_contents(archive, wheel)
    home = tmp_path / "home"
    home.mkdir()
    call(sys.executable, "-m", "venv", tmp_path / "clean", cwd=tmp_path)
    python = tmp_path / "clean" / "bin" / "python"
    call(python, "-m", "pip", "install", "--disable-pip-version-check", "-c", ROOT / "constraints.txt", wheel, cwd=home)
    check_packages(call(python, "-m", "pip", "list", "--format", "freeze", cwd=home))

    for place in call(python, "-c", IN_THE_CHECKOUT, cwd=home).split("\n")[:3]:
        assert Path(place).is_relative_to(tmp_path / "clean")
    kodenv = tmp_path / "clean" / "bin" / "kodenv"
    assert call(kodenv, "--version", cwd=home) == f"kodenv {PROJECT['version']}\n"
    said = call(kodenv, "demo", "--out", "here", cwd=home, HOME=str(home), PATH=os.defpath)
    assert "pass@1" in said
    assert f"{kodenv} eval --triplets" in said, "the commands to try next can be typed as they stand"
    assert (home / "here" / "sft.jsonl").read_text().count("\n") > 100
    assert (home / "here" / "report.html").stat().st_size > 100_000


def check_contents(archive: Path, wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        names = set(opened.namelist())
    tops = {name.partition("/")[0] for name in names}
    assert tops == {"kodenv", "policies", "synth", f"kodenv-{PROJECT['version']}.dist-info"}
    for package in ("kodenv", "policies", "synth"):
        assert f"{package}/py.typed" in names
        assert sources(package, ".py") <= names
    assert sources("kodenv/data", "") | sources("kodenv/templates", "") <= names
    corpus = {name.replace("tests/", "kodenv/", 1) for name in sources("tests/adversarial", "")}
    assert corpus == {name for name in names if name.startswith("kodenv/adversarial/")}
    assert f"kodenv-{PROJECT['version']}.dist-info/licenses/LICENSE" in names
    with tarfile.open(archive) as opened:
        inside = {name.partition("/")[2] for name in opened.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", *sources("kodenv", ".py", ".gz", ".html")} <= inside
    assert not [name for name in inside if name.startswith((".venv", "demo-out", ".git/", "build/"))]


def check_packages(listed: str) -> None:
    installed = {line.partition("==")[0].lower().replace("_", "-") for line in listed.splitlines()}
    wanted = {dependency.partition(">")[0] for dependency in PROJECT["dependencies"]}
    assert wanted == {"gymnasium", "numpy", "pyarrow", "pytest", "tree-sitter", "tree-sitter-python"}
    assert wanted <= installed
    heavy = {
        "torch",
        "transformers",
        "trl",
        "vllm",
        "datasets",
        "ray",
        "pandas",
        "huggingface-hub",
        "httpx",
        "requests",
    }
    assert not installed & heavy
    assert len(installed) < 20


def test_the_extras_are_those_of_the_readme():
    readme = (ROOT / "README.md").read_text()
    extras = PROJECT["optional-dependencies"]
    assert [name for name in extras if f"`{name}`" not in readme] == []
