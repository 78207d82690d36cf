"""What checks prepare outside the sandbox, and how they tell that a program reached it.

Covers: files, listeners and processes of this machine. Does not cover: a judge on another machine, whose programs
cannot reach these anyway.
"""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType

from kodenv.sandbox.conformance.check import Outside

_DECOY = """
import signal
waited_for = set(range(1, 32)) - {signal.SIGKILL, signal.SIGSTOP, signal.SIGCONT, signal.SIGCHLD}
signal.pthread_sigmask(signal.SIG_BLOCK, waited_for)
print(flush=True)
signal.sigwait(waited_for)
"""
_PLACES = ("/", "/tmp", "/var/tmp", "/dev/shm", "/run", "/usr", "/etc", "/home", "/root", "/box")


class Traces(Outside):
    """A random name; no file of it may be on the machine, and no process may bear it, when the verdict is given."""

    def __enter__(self) -> "Traces":
        """Choose the name."""
        self.mark = "kc" + secrets.token_hex(5)  # the kernel keeps 15 characters of a process's name
        self.values["MARK"] = self.mark
        self.places = sorted({*_PLACES, tempfile.gettempdir(), os.path.dirname(os.__file__)})
        return self

    def harm(self) -> str:
        """Look for both."""
        files, processes = self._files(), self._processes()
        if files:
            return f"it left {', '.join(files)}"
        return f"{len(processes)} of its processes outlived the verdict" if processes else ""

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove what got out."""
        for path in self._files():
            with contextlib.suppress(OSError):
                os.unlink(path)
        for pid in self._processes():
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)

    def _files(self) -> list[str]:
        paths = (os.path.join(place, self.mark) for place in self.places)
        return [path for path in paths if os.path.lexists(path)]

    def _processes(self) -> list[int]:
        """Return the processes of that name; one that ended and waits for its parent is none."""
        found = []
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                with contextlib.suppress(OSError):
                    name, rest = Path(f"/proc/{entry}/stat").read_text(errors="replace").rsplit(")", 1)
                    if name.partition("(")[2] == self.mark and rest.split()[0] not in "ZX":
                        found.append(int(entry))
        return found


class Decoy(Outside):
    """A process that any signal ends, of the caller's own user."""

    def __enter__(self) -> "Decoy":
        """Start it."""
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _DECOY], stdout=subprocess.PIPE, start_new_session=True
        )
        assert self.process.stdout is not None
        self.process.stdout.readline()
        self.values.update(DECOY=str(self.process.pid), CALLER=str(os.getpid()))
        return self

    def harm(self) -> str:
        """See whether it still waits for its first signal."""
        with contextlib.suppress(subprocess.TimeoutExpired):  # one on its way needs a moment to arrive
            self.process.wait(0.1)
            return "it signalled a process outside"
        return ""

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


class Folder(Outside):
    """A folder of the caller's that everybody may write to, with a file in it."""

    def __enter__(self) -> "Folder":
        """Make it, and remember what every part of it looks like."""
        self.top = tempfile.mkdtemp(prefix="conformance-")
        self.file = os.path.join(self.top, "secret.txt")
        with open(self.file, "w") as file:
            file.write("expected values " + secrets.token_hex(16))
        os.mkdir(os.path.join(self.top, "inner"))
        os.chmod(self.file, 0o666)
        os.chmod(os.path.join(self.top, "inner"), 0o777)
        os.chmod(self.top, 0o777)
        self.values.update(FOLDER=self.top, SECRET=self.file)
        self.before = self._look()
        return self

    def harm(self) -> str:
        """Compare."""
        now = self._look()
        return "" if now == self.before else f"a folder outside was {self.before} and is {now}"

    def _look(self) -> list[tuple[str, str, int, int, str]]:
        seen = []
        for folder, folders, files in os.walk(self.top):
            for path in (folder, *(os.path.join(folder, name) for name in (*folders, *files))):
                found = os.lstat(path)
                content = Path(path).read_text() if stat.S_ISREG(found.st_mode) else ""
                seen.append((path, stat.filemode(found.st_mode), found.st_uid, found.st_mtime_ns, content))
        return sorted(seen)

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove it."""
        shutil.rmtree(self.top, ignore_errors=True)


class MachineFiles(Folder):
    """Files that programs may see: any change to one, be it to the same value, moves its time of change."""

    def __enter__(self) -> "MachineFiles":
        """Remember those times."""
        self.paths = ("/usr/bin/env", os.__file__, "/dev/null")
        self.times = self._times()
        super().__enter__()
        return self

    def harm(self) -> str:
        """Compare."""
        return super().harm() or ("" if self._times() == self.times else "it changed a file of the machine's")

    def _times(self) -> list[tuple[int, int]]:
        return [(found.st_ctime_ns, found.st_mode) for found in map(os.stat, self.paths)]


class Listeners(Outside):
    """Listeners of every kind that a program on this machine could reach; nobody may call."""

    def __enter__(self) -> "Listeners":
        """Open them."""
        self.top = tempfile.mkdtemp(prefix="conformance-")
        os.chmod(self.top, 0o755)
        hidden = "conformance-" + secrets.token_hex(8)
        self.sockets: dict[str, socket.socket] = {}
        self._open("TCP", socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0))
        self._open("UDP", socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0))
        with contextlib.suppress(OSError):  # not every machine has it
            self._open("TCP6", socket.AF_INET6, socket.SOCK_STREAM, ("::1", 0))
        for name, kind in (("STREAM", socket.SOCK_STREAM), ("DATAGRAM", socket.SOCK_DGRAM)):
            self._open(name, socket.AF_UNIX, kind, f"{self.top}/{name}")
            os.chmod(f"{self.top}/{name}", 0o777)
            self._open(f"ABSTRACT_{name}", socket.AF_UNIX, kind, f"\0{hidden}-{name}")
        for name, made in self.sockets.items():
            where = made.getsockname()
            self.values[name] = str(where[1]) if isinstance(where, tuple) else repr(where)
        self.values.setdefault("TCP6", "9")
        return self

    def _open(self, name: str, family: int, kind: int, where: object) -> None:
        made = socket.socket(family, kind)
        try:
            made.bind(where)  # type: ignore[arg-type]
            if kind == socket.SOCK_STREAM:
                made.listen()
        except OSError:
            made.close()
            raise
        made.setblocking(False)
        self.sockets[name] = made

    def harm(self) -> str:
        """See who called."""
        for name, made in self.sockets.items():
            with contextlib.suppress(BlockingIOError):
                if made.type == socket.SOCK_STREAM:
                    made.accept()[0].close()
                else:
                    made.recv(64)
                return f"it reached a {name} listener outside"
        return ""

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close them."""
        for made in self.sockets.values():
            made.close()
        shutil.rmtree(self.top, ignore_errors=True)


class Environment(Outside):
    """A secret in the caller's environment."""

    NAME = "KODENV_CONFORMANCE_SECRET"

    def __enter__(self) -> "Environment":
        """Put it there."""
        self.values["SECRET"] = os.environ[self.NAME] = secrets.token_hex(16)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take it away."""
        del os.environ[self.NAME]


class Processors(Outside):
    """How many processors the caller may use."""

    def __enter__(self) -> "Processors":
        """Count them."""
        self.values["PROCESSORS"] = str(len(os.sched_getaffinity(0)))
        return self
