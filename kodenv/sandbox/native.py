"""What runs in the children of compiled programs: limits, descriptors, and then the program, or its compiler.

Covers: a program starts with its input or its channel, and no descriptor, signal handler or variable of ours; its
file lies in memory only, so that nothing has to be in its sight. A compiler runs under the same layers as programs do.
Does not cover: what a program does in the run of a suite that was compiled with it (``shared``).
"""

from __future__ import annotations

import _socket
import errno
import fcntl
import json
import os
import resource
import signal
import sys
from typing import NoReturn

from kodenv.sandbox import candidate, limits
from kodenv.sandbox.coverage import FILE
from kodenv.sandbox.object_file import needs_cpp_library
from kodenv.sandbox.settling import Settings, settle

SOURCE, OBJECT, BINARY, RUNTIME, _MESSAGES = "main.cpp", "main.o", "main", "runtime.o", "messages"
CHECKED_FILES = ("input.txt", "output.txt", "answer.txt")
_FIRST_HANDED = 3
_AWAY = 64  # where descriptors wait while the first ones are dealt
_MESSAGE_BYTES = 1 << 14
_NOT_STARTED = 127


class Executable:
    """A program's file in memory, and what it is started with."""

    __slots__ = ("arguments", "descriptor", "memory_bytes")

    def __init__(self, descriptor: int, memory_bytes: int, arguments: tuple[str, ...] = ()) -> None:
        """Keep the file's descriptor, the address space it may have, and its arguments."""
        self.descriptor, self.memory_bytes, self.arguments = descriptor, memory_bytes, arguments


def run(
    settings: Settings,
    program: Executable,
    control: _socket.socket,
    handed: tuple[_socket.socket, ...] = (),
    *,
    stdin: int = -1,
    output: int = -1,
    die_with_parent: bool,
    judges_output: bool = False,
) -> NoReturn:
    """Become a compiled program; never returns.

    Args:
        settings: Limits but for the address space, folder and guard.
        program: What to run.
        control: Where to say that it could not be started.
        handed: Sockets that it finds as descriptors 3, 4, ...
        stdin: What standard input becomes; -1: nothing to read.
        output: What standard output becomes; -1: it leads nowhere.
        die_with_parent: Whether no pid namespace ends us with the warm process.
        judges_output: Whether standard output is the answer.
    """
    try:
        binary = fcntl.fcntl(program.descriptor, fcntl.F_DUPFD_CLOEXEC, _AWAY)
        away = [fcntl.fcntl(one.fileno(), fcntl.F_DUPFD_CLOEXEC, _AWAY) for one in (control, *handed)]
        settle(
            settings, stdin, output, tuple(sorted((binary, *away))),
            die_with_parent=die_with_parent, judges_output=judges_output,
        )  # fmt: skip
        for number, descriptor in enumerate(away[1:], _FIRST_HANDED):
            os.dup2(descriptor, number)
        _restore_signals()
        _start(program, binary, away[0])
    finally:
        os._exit(_NOT_STARTED)


def _start(program: Executable, binary: int, control: int) -> None:
    arguments, environment = [BINARY, *program.arguments], dict(os.environ)
    try:
        # last, because our own address space may be larger than what the program gets
        resource.setrlimit(resource.RLIMIT_AS, (program.memory_bytes, program.memory_bytes))
        os.execve(binary, arguments, environment)
    except (OSError, MemoryError) as error:
        memory = isinstance(error, MemoryError) or error.errno == errno.ENOMEM
        os.write(control, b'{"load": "could not be started within its memory", "memory": true}\n'
                 if memory else b'{"load": "could not be started"}\n')  # fmt: skip


def _restore_signals() -> None:
    """Undo what the interpreter ignores: what is ignored stays so in the programs that are started."""
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)


def compile_unit(
    settings: Settings,
    control: _socket.socket,
    output: int,
    arguments: bytes,
    source: bytes,
    runtime: bytes,
    *,
    die_with_parent: bool,
) -> NoReturn:
    """Compile a text in the scratch folder, print the binary and report what the compiler said; never returns.

    Args:
        settings: Limits, folder and guard.
        control: Where ``{"exit", "said"}`` goes.
        output: Where the binary goes.
        arguments: The command lines as a JSON object of lists: ``compile`` makes :data:`OBJECT` of :data:`SOURCE`,
            ``link`` makes :data:`BINARY` of it and :data:`RUNTIME`, and so does ``link_c``, where there is one, for
            what needs no C++ library.
        source: The text.
        runtime: An object file of ours that is linked to it.
        die_with_parent: Whether no pid namespace ends us with the warm process.
    """
    try:
        settle(settings, -1, output, (control.fileno(),), die_with_parent=die_with_parent, judges_output=True)
        control.sendall(json.dumps(_compile(json.loads(arguments), source, runtime)).encode() + b"\n")
    finally:
        os._exit(0)


def _compile(commands: dict[str, list[str]], source: bytes, runtime: bytes) -> dict[str, object]:
    for name, data in ((SOURCE, source), (RUNTIME, runtime)):
        with open(name, "wb") as file:
            file.write(data)
    os.utime(SOURCE, (0, 0))  # what __TIMESTAMP__ says
    code, said = _call(commands["compile"])
    if code == 0:
        code = -1
        if "link_c" in commands and not needs_cpp_library(OBJECT):
            code, said = _call(commands["link_c"])
        if code != 0:
            code, said = _call(commands["link"])
    if code == 0:
        with open(BINARY, "rb") as made:
            while part := made.read(1 << 16):
                _print(part)
    return {"exit": code, "said": said}


def _call(command: list[str]) -> tuple[int, str]:
    """Return the exit status of a compiler's command, and what it said."""
    messages = os.open(_MESSAGES, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC)
    try:
        compiler = os.posix_spawn(
            command[0], command, {**os.environ, "SOURCE_DATE_EPOCH": "0"},  # what __DATE__ and __TIME__ say
            file_actions=[(os.POSIX_SPAWN_DUP2, messages, 1), (os.POSIX_SPAWN_DUP2, messages, 2)],
            setsigdef=(signal.SIGPIPE, signal.SIGXFSZ),
        )  # fmt: skip
        _, status = os.waitpid(compiler, 0)
        said = os.pread(messages, _MESSAGE_BYTES, 0).decode("utf-8", "replace")
    finally:
        os.close(messages)
    return os.WEXITSTATUS(status) if os.WIFEXITED(status) else -1, said


def _print(data: bytes) -> None:
    while data:
        data = data[os.write(1, data) :]


def write_checked(folder: str, texts: list[bytes]) -> None:
    """Lay out what a checker reads: the input, the program's output and the answer."""
    for name, text in zip(CHECKED_FILES, texts):  # noqa: B905 (CPython 3.9 has no strict)
        with open(f"{folder}/{name}", "wb") as file:
            file.write(text)


def run_python_checker(
    settings: Settings, control: _socket.socket, output: int, source: bytes, texts: list[bytes]
) -> NoReturn:
    """Run a checker written in Python on its three files; never returns."""
    write_checked(settings.folder, texts)
    sys.argv = [FILE, *CHECKED_FILES]
    candidate.run_alone(settings, control, -1, output, source, 0, is_stdio=True)


def address_space(memory_mb: int) -> int:
    """Return the bytes of address space of a compiled program that may use so many MiB."""
    return (memory_mb + limits.LIBRARIES_MB) << 20
