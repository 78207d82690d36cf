"""What a program can reach only if it gets out, made so that reaching it harms nobody and is seen."""

import contextlib
import os
import pwd
import secrets
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

PUBLIC_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm", "/run")
_MOST_CALLS = 1000


class Traps:
    """A secret file, listeners, and places where no file may appear. A context manager that removes them.

    The words ``@MARKER@`` and so on in a program are replaced by :meth:`arm`; :meth:`findings` says what was touched
    since the last call.
    """

    def __init__(self) -> None:
        """Set the traps."""
        self._serial = 0
        self._token = secrets.token_hex(8)
        self.folder = Path(tempfile.mkdtemp(prefix="kodenv-traps-"))
        self._cleanup = contextlib.ExitStack()
        self._cleanup.callback(shutil.rmtree, self.folder, ignore_errors=True)
        try:
            self._set()
        except BaseException:
            self._cleanup.close()
            raise

    def _set(self) -> None:
        self.folder.chmod(0o755)
        self._outside = self.folder / "outside"
        self._outside.mkdir()
        self._outside.chmod(0o777)  # no right of the user's may be what stops a program here
        self._secret = self.folder / "secret.txt"
        self._secret.write_text(f"secret-{self._token}\n")
        self._secret.chmod(0o644)
        path, abstract = str(self.folder / "socket"), f"kodenv-audit-{self._token}"
        self._listeners = {
            "the TCP port": self._listen(socket.AF_INET, ("127.0.0.1", 0)),
            "the unix socket": self._listen(socket.AF_UNIX, path),
            "the abstract socket": self._listen(socket.AF_UNIX, f"\0{abstract}"),
        }
        os.chmod(path, 0o777)
        port = self._listeners["the TCP port"].getsockname()[1]
        self._datagrams = self._open(socket.AF_INET, socket.SOCK_DGRAM)
        self._datagrams.bind(("127.0.0.1", port))
        self._words = {
            "@PORT@": str(port),
            "@SOCKET@": path,
            "@ABSTRACT@": abstract,
            "@SECRET_FILE@": str(self._secret),
            "@BREACH@": f"breach-{self._token}",
            "@CALLER_PID@": str(os.getpid()),
        }

    def _open(self, family: int, kind: int) -> socket.socket:
        opened = self._cleanup.enter_context(socket.socket(family, kind))
        opened.setblocking(False)
        return opened

    def _listen(self, family: int, address: str | tuple[str, int]) -> socket.socket:
        listener = self._open(family, socket.SOCK_STREAM)
        listener.bind(address)
        listener.listen(64)
        return listener

    def arm(self, *texts: str | None) -> list[str | None]:
        """Return programs that belong together with their words replaced, the names of files by new ones."""
        self._serial += 1
        self._name = f"kodenv-audit-{self._token}-{self._serial:06d}"
        words = {**self._words, "@NAME@": self._name, "@MARKER@": str(self._outside / self._name)}
        return [text and _replace(text, words) for text in texts]

    def disarm(self, text: str) -> str:
        """Return a text of a verdict with what differs from run to run replaced by the words again."""
        values = {self._name: "@NAME@", str(self.folder): "@FOLDER@", self._token: "@TOKEN@"}
        return _replace(text, values)

    def findings(self, told: str) -> list[str]:
        """Return what was touched since the last call, in words, and set it up anew.

        Args:
            told: All that came out of the sandbox: its verdict as text.
        """
        found = []
        if self._words["@BREACH@"] in told:
            found.append("it reached what it must not")
        if f"secret-{self._token}" in told:
            found.append("it read a file of the caller's")
        found += [f"it reached {name}" for name, listener in self._listeners.items() if _drain(listener)]
        if _receive(self._datagrams):
            found.append("it reached the UDP port")
        found += [f"it left a file: {place}" for place in sorted(self._sweep())]
        return found

    def _sweep(self) -> Iterator[str]:
        """Remove the files that should not be there and yield where they were; no link is followed."""
        places = {self._outside, *(Path(place) for place in (*PUBLIC_FOLDERS, _home(), os.getcwd()))}
        for place in places:
            try:
                names = os.listdir(place)
            except OSError:
                continue
            for name in names:
                if place == self._outside or name.startswith(f"kodenv-audit-{self._token}"):
                    _remove(place / name)
                    yield "@MARKER@" if place == self._outside else str(place)

    def close(self) -> None:
        """Remove the traps; a second call does nothing."""
        self._cleanup.close()

    def __enter__(self) -> "Traps":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _home() -> str:
    """Return the user's home, or the root folder for a user without one."""
    try:
        return pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:
        return "/"


def _replace(text: str, words: dict[str, str]) -> str:
    for word, value in words.items():
        text = text.replace(word, value)
    return text


def _drain(listener: socket.socket) -> bool:
    """Whether anyone called since the last time."""
    called = False
    with contextlib.suppress(OSError):
        for _ in range(_MOST_CALLS):
            listener.accept()[0].close()
            called = True
    return called


def _receive(datagrams: socket.socket) -> bool:
    """Whether any datagram came since the last time."""
    received = False
    with contextlib.suppress(OSError):
        for _ in range(_MOST_CALLS):
            datagrams.recv(1)
            received = True
    return received


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        return
    with contextlib.suppress(OSError):
        path.unlink()
