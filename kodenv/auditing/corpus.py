"""The corpus: tasks, programs that cheat on them, and honest programs that look odd. Its README.md says the format."""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from kodenv.auditing.headers import Header, read_program
from kodenv.errors import ConfigError, DataError
from kodenv.files import cause
from kodenv.records import Triplet

SHIPPED = Path(__file__).parents[1] / "adversarial"
HARMS = frozenset({"network", "files", "processes", "resources", "escape", "leftovers", "reads"})
ISOLATIONS = frozenset({"shared", "split"})
REFERENCES = "references"  # the family of the tasks' own solutions
DEFAULT_TIMEOUT_S = 10.0
DEFAULT_MEMORY_MB = 1024
# what no grader without a sandbox is handed, whatever the header says: a forgotten line there must not cost a machine
_RISKY = re.compile(
    r"fork|kill|getppid|setsid|/proc/(?!self\b)|/dev/(?!null|full)|/tmp|/etc|/root|/home|/run|/sys|rmtree|unlink|remove\("
    r"|rename|chmod|chown|mount|unshare|setns|ptrace|process_vm|pidfd|syscall|connect|sendto|bind\(|setrlimit|PR_"
)
_FORMS = {"test.py": "pytest", "assert.py": "assert", "stdio.json": "stdio"}
_NAME = re.compile(r"[a-z0-9_]+")
_NEED = re.compile(r"(?P<what>[a-z_]+|python>=\d+\.\d+)\s*:\s*(?P<why>.+)")


class Kind(StrEnum):
    """What a program of the corpus is."""

    CHEAT = "cheat"
    HONEST = "honest"


_FOLDERS = {Kind.CHEAT: "cheats", Kind.HONEST: "honest"}
_KEYS = {
    Kind.CHEAT: frozenset({"task", "tasks", "tries", "harm", "isolation", "timeout_s", "memory_mb"}),
    Kind.HONEST: frozenset({"task", "tasks", "odd", "needs", "timeout_s", "memory_mb"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a program cannot do without, and why: ``shared``, a layer's name or ``python>=3.12``."""

    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is asked of a program, and the suite that tells.

    Attributes:
        name: The task's folder.
        question: What a model is asked.
        entry_point: The function or class asked for; None for stdio.
        form: ``pytest``, ``assert`` or ``stdio``.
        suite: The suite's text.
        reference: A plain program that solves it.
        needs: What every program of this task needs.
    """

    name: str
    question: str
    entry_point: str | None
    form: str
    suite: str
    reference: str
    needs: tuple[Need, ...] = ()

    def to_triplet(self, timeout_s: float, memory_mb: int) -> Triplet:
        """Return the task as a judge takes it."""
        return Triplet(
            question_id=self.name,
            question=self.question,
            solution=self.reference,
            test=self.suite,
            test_format=self.form,
            entry_point=self.entry_point,
            limits={"timeout_s": timeout_s, "memory_mb": memory_mb},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program of the corpus.

    Attributes:
        kind: Whether it cheats.
        family: The folder it lies in.
        name: Its own name.
        tasks: The tasks that it is judged on.
        about: What it tries, or what is odd about it.
        text: The program.
        next_text: A second program, judged right after it, that looks for what the first one left.
        harms: What it damages if it works.
        isolations: The isolation modes in which it makes sense.
        needs: What it cannot do without.
        timeout_s: Wall seconds that it gets.
        memory_mb: MiB that it gets.
    """

    kind: Kind
    family: str
    name: str
    tasks: tuple[str, ...]
    about: str
    text: str
    next_text: str | None = None
    harms: tuple[str, ...] = ()
    isolations: tuple[str, ...] = tuple(sorted(ISOLATIONS))
    needs: tuple[Need, ...] = ()
    timeout_s: float = DEFAULT_TIMEOUT_S
    memory_mb: int = DEFAULT_MEMORY_MB

    @property
    def looks_harmful(self) -> bool:
        """Whether it says that it does damage, or is a cheat with words in it that could."""
        return bool(self.harms) or (self.kind is Kind.CHEAT and bool(_RISKY.search(f"{self.text}{self.next_text}")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A program on one of its tasks."""

    program: Program
    task: Task

    @property
    def id(self) -> str:
        """The case's name: kind, family, program and task."""
        return f"{_FOLDERS[self.program.kind]}/{self.program.family}/{self.program.name}@{self.task.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """All tasks and programs of a folder, by name, and a hash of their content."""

    tasks: Mapping[str, Task]
    programs: tuple[Program, ...]
    sha256: str

    def families(self) -> list[str]:
        """Return the names of all families."""
        return sorted({program.family for program in self.programs})

    def cases(self) -> Iterator[Case]:
        """Yield every program with every task of its."""
        for program in self.programs:
            for task in program.tasks:
                yield Case(program=program, task=self.tasks[task])


def load_corpus(folder: Path = SHIPPED) -> Corpus:
    """Read a corpus.

    Raises:
        ConfigError: If the folder is not there or not readable.
        DataError: If a file in it is not what README.md says.
    """
    if not (folder / "tasks").is_dir():
        raise ConfigError(f"{folder}: expected a corpus (a folder with tasks/ in it), got none; check the path")
    digest = hashlib.sha256()
    tasks = {path.name: _read_task(path, digest) for path in _entries(folder / "tasks")}
    programs = {
        kind: [
            _read_program(path, kind, tasks, digest)
            for family in _entries(folder / _FOLDERS[kind])
            for path in _entries(family)
        ]
        for kind in Kind
    }
    references = [_reference_of(task) for task in tasks.values()]
    everything = (*programs[Kind.CHEAT], *references, *programs[Kind.HONEST])
    return Corpus(tasks=tasks, programs=everything, sha256=digest.hexdigest())


def _entries(folder: Path) -> list[Path]:
    """Return what lies in a folder, in order, without what is hidden or made by Python."""
    if not folder.is_dir():
        return []
    found = sorted(path for path in folder.iterdir() if not path.name.startswith((".", "__")))
    for path in found:
        if not _NAME.fullmatch(path.name.removesuffix(".py")):
            raise DataError(f"{path}: expected a name of a-z, 0-9 and _, got {path.name!r}; rename it")
    return found


def _read(path: Path, digest: "hashlib._Hash") -> str:
    try:
        content = path.read_bytes()
        text = content.decode()
    except OSError as error:
        raise ConfigError(f"{path}: expected a readable file, got {cause(error)}; check the corpus") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: expected UTF-8 text, got {error.reason}; write it as UTF-8") from error
    digest.update(f"{path.parent.name}/{path.name}:{len(content)}\0".encode() + content)
    return text


def _read_task(folder: Path, digest: "hashlib._Hash") -> Task:
    suites = [name for name in _FORMS if (folder / name).exists()]
    if len(suites) != 1:
        raise DataError(f"{folder}: expected one of {', '.join(_FORMS)}, got {len(suites)}; a task has one suite")
    place = folder / "task.toml"
    try:
        facts: dict[str, Any] = tomllib.loads(_read(place, digest))
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{place}: expected TOML, got {error}; mend it") from error
    unknown = sorted(facts.keys() - {"question", "entry_point", "needs"})
    if unknown or not facts.get("question"):
        raise DataError(f"{place}: expected question, entry_point and needs, got {sorted(facts)}; see README.md")
    return Task(
        name=folder.name,
        question=facts["question"].strip(),
        entry_point=facts.get("entry_point"),
        form=_FORMS[suites[0]],
        suite=_read(folder / suites[0], digest),
        reference=_read(folder / "reference.py", digest),
        needs=tuple(_parse_need(text, str(place)) for text in _as_list(facts.get("needs", []))),
    )


def _as_list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _reference_of(task: Task) -> Program:
    return Program(
        kind=Kind.HONEST,
        family=REFERENCES,
        name=task.name,
        tasks=(task.name,),
        about="the task's own reference",
        text=task.reference,
        needs=task.needs,
    )


def _read_program(path: Path, kind: Kind, tasks: Mapping[str, Task], digest: "hashlib._Hash") -> Program:
    if path.suffix != ".py":
        raise DataError(f"{path}: expected a program (.py), got {path.name!r}; see README.md")
    header, text, next_text = read_program(_read(path, digest), str(path))
    header.refuse_keys_other_than(_KEYS[kind])
    names = header.words("task") + header.words("tasks")
    unknown = [name for name in names if name not in tasks]
    if unknown or not names:
        raise DataError(f"{path}: task: expected names of folders in tasks/, got {unknown or names}; see README.md")
    needs = [_parse_need(text, str(path)) for text in header.values.get("needs", ())]
    needs += [need for name in names for need in tasks[name].needs]
    return Program(
        kind=kind,
        family=path.parent.name,
        name=path.stem,
        tasks=tuple(dict.fromkeys(names)),
        about=header.required("tries" if kind is Kind.CHEAT else "odd"),
        text=text,
        next_text=next_text,
        harms=_chosen(header, "harm", HARMS),
        isolations=_chosen(header, "isolation", ISOLATIONS) or tuple(sorted(ISOLATIONS)),
        needs=tuple(dict.fromkeys(needs)),
        timeout_s=header.number("timeout_s", DEFAULT_TIMEOUT_S),
        memory_mb=int(header.number("memory_mb", DEFAULT_MEMORY_MB)),
    )


def _chosen(header: Header, key: str, known: frozenset[str]) -> tuple[str, ...]:
    words = header.words(key)
    unknown = [word for word in words if word not in known]
    if unknown:
        raise DataError(f"{header.where}: {key}: expected some of {', '.join(sorted(known))}, got {unknown[0]!r}")
    return tuple(words)


def _parse_need(text: str, where: str) -> Need:
    match = _NEED.fullmatch(text.strip())
    if match is None:
        raise DataError(f"{where}: needs: expected 'shared: reason' or the like, got {text!r}; see README.md")
    return Need(what=match["what"], why=match["why"])
