"""README and docs say what is: their Python runs, their commands parse, and docs/cli.md is the command line's own.

``python tests/test_docs.py`` writes docs/cli.md again.
"""

import argparse
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from kodenv.cli import build_parser
from kodenv.rejection import Reason
from kodenv.sandbox import limits

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
CLI_PAGE = ROOT / "docs" / "cli.md"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\((?!https?:)([^)#]+)\)")


def blocks(language: str) -> list[tuple[str, str]]:
    found = []
    for page in PAGES:
        texts = [text for name, text in _BLOCK.findall(page.read_text()) if name == language]
        found += [(f"{page.name}-{number}", text) for number, text in enumerate(texts, 1)]
    return found


def command_reference() -> str:
    """Return docs/cli.md as the parser has it."""
    parser, modules = build_parser()
    commands = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction)).choices
    text = (
        "# The command line\n\n"
        "Made from the parser by `make docs`; a test keeps the two alike. `kodenv --version` prints the version,\n"
        "`kodenv COMMAND --help` what stands here. Results go to stdout, with `--json` as one JSON object, and\n"
        "progress to stderr.\n\n"
        "| exit code | |\n|---|---|\n"
        "| 0 | done; programs that fail are a result, not a failure |\n"
        "| 1 | fell short: `judge` had an UNSCORED row, `sample` or `eval` too many, or the machine cannot judge |\n"
        "| 2 | bad arguments or bad input: one sentence that says where |\n"
        "| 130 | interrupted; the same command goes on where it stopped |\n\n"
        "Environment variables: `KODENV_CACHE` names the file of the local store of verdicts.\n"
    )
    common = None
    for name, command in commands.items():
        groups = {group.title: group._group_actions for group in command._action_groups}
        own = [action for title, actions in groups.items() if title != "judging" for action in actions]
        text += f"\n## kodenv {name}\n\n{modules[name].HELP[0].upper()}{modules[name].HELP[1:]}.\n\n"
        text += "```bash\n" + "\n".join(line.strip() for line in modules[name].EXAMPLE.splitlines()[1:]) + "\n```\n\n"
        text += table(own)
        if "judging" in groups:
            text += "\nAnd the options of every command that judges, below.\n"
            common = groups["judging"]
    assert common is not None
    return text + "\n## Options of every command that judges\n\n" + table(common)


def table(actions: list[argparse.Action]) -> str:
    rows = []
    for action in actions:
        if action.dest == "help":
            continue
        value = "" if action.nargs == 0 else " " + " ".join([str(action.metavar)] * (action.nargs or 1))
        name = f"{action.option_strings[-1]}{value}" if action.option_strings else str(action.metavar)
        need = ", required" if action.required and action.option_strings else ""
        rows.append(f"| `{name}`{need} | {action.help} |")
    return "| option | |\n|---|---|\n" + "\n".join(_escape_inside(row) for row in rows) + "\n"


def _escape_inside(row: str) -> str:
    """Escape the bars inside a cell's code, which a table would take for its own."""
    return re.sub(r"`[^`]*`", lambda code: code[0].replace("|", "\\|"), row)


def test_the_command_reference_is_the_parsers():
    assert CLI_PAGE.read_text() == command_reference(), "run `make docs`"


def programs() -> list[object]:
    """Return each page's Python blocks as one program: later blocks go on where earlier ones were."""
    texts: dict[str, str] = {}
    for name, text in blocks("python"):
        page = name.rpartition("-")[0]
        texts[page] = texts.get(page, "") + text
    return [pytest.param(text, id=page) for page, text in texts.items()]


@pytest.mark.parametrize("text", programs())
def test_python_blocks_run_offline(tmp_path, text):
    (tmp_path / "page.py").write_text(text)
    done = subprocess.run(
        [sys.executable, "-W", "error", "page.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for said in re.findall(r"^print\(.*\)  # (PASSED|FAILED)(.*)$", text, re.MULTILINE):
        assert "".join(said) in done.stdout


def commands_in_docs() -> list[tuple[str, str]]:
    found = []
    for name, text in blocks("bash"):
        for line in text.replace("\\\n", " ").splitlines():
            words = shlex.split(line, comments=True)
            if words and Path(words[0]).name == "kodenv":
                found.append((f"{name}: {' '.join(words)}", shlex.join(words[1:])))
    return found


@pytest.mark.parametrize("line", [pytest.param(line, id=name) for name, line in commands_in_docs()])
def test_commands_in_the_docs_parse(line):
    parser, _ = build_parser()
    assert parser.parse_args(shlex.split(line)).command


def test_there_are_blocks_to_try():
    assert len(blocks("python")) >= 4
    assert len(commands_in_docs()) >= 10


def test_make_targets_in_the_docs_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for name, text in blocks("bash"):
        for target in re.findall(r"^make ([\w-]+)", text, re.MULTILINE):
            assert target in targets, name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in _LINK.findall(page.read_text()):
        assert (page.parent / target).exists(), target


def test_the_readme_fits_on_a_page():
    assert len((ROOT / "README.md").read_text().splitlines()) <= 140


def test_readme_names_every_command_and_page():
    readme = (ROOT / "README.md").read_text()
    _, modules = build_parser()
    assert [name for name in modules if f"| `{name}` |" not in readme] == []
    index = (ROOT / "docs" / "index.md").read_text()
    assert [page.name for page in ROOT.glob("docs/*.md") if page.name != "index.md" and page.name not in index] == []


def test_the_limits_in_the_docs_are_the_judges():
    text = (ROOT / "docs" / "judge.md").read_text()
    for said in (
        f"{limits.DEFAULT_TIMEOUT_S:g} s", f"{limits.DEFAULT_MEMORY_MB} MiB", f"{limits.OUTPUT_BYTES >> 20} MiB a run",
        f"{limits.ALL_OUTPUT_BYTES >> 20} MiB a verdict", f"at a time | {limits.PROCESSES} |",
        f"{limits.OPEN_FILES}; {limits.FILE_BYTES >> 20} MiB; {limits.SCRATCH_MB} MiB",
        f"{limits.STACK_BYTES >> 20} MiB",
    ):  # fmt: skip
        assert said in text, said


def test_every_reason_is_explained():
    text = (ROOT / "docs" / "sampling.md").read_text()
    assert [reason for reason in Reason if f"`{reason}`" not in text] == []


if __name__ == "__main__":
    CLI_PAGE.write_text(command_reference())
