"""The C++ compiler of this machine, and the commands that it is given."""

import dataclasses
import functools
import importlib.resources
import logging
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kodenv.cpp.headers import CALLS, open_folder, prepare_header
from kodenv.cpp.user_headers import UserHeaders
from kodenv.sandbox import limits, native

_log = logging.getLogger(__name__)

STANDARD = "gnu++17"
_FLAGS = ("-O2", "-w", "-fmax-errors=5", "-fdiagnostics-color=never", "-fno-diagnostics-show-caret")
_LINKERS = (("-fuse-ld=gold", "-fno-use-linker-plugin"), ("-fno-use-linker-plugin",), ())  # the fastest first
_ONLY_C = ("-nodefaultlibs", "-lm", "-lc", "-lgcc")
_LINKING = "libraries as needed"  # part of what names a binary: change it with the commands
_OWN = "own"  # where the user's headers lie among the precompiled ones
_TRY = "int main() { return 0; }\n"
_VERSION_S, _COMPILE_S = 30.0, 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Toolchain:
    """A compiler that works here.

    Attributes:
        compiler: Its path.
        version: Its version, as it says.
        standard: Of the language, as its option says it.
        linker: Flags that choose the linker.
        runtime: An object file of ours that is linked to every program.
        cache: Where precompiled headers of all compilers are kept; None: nowhere.
        folder: Where this one's lie; empty if there are none.
        include: The user's headers that texts may include, or None.
    """

    compiler: str
    version: str
    linker: tuple[str, ...]
    runtime: bytes
    standard: str = STANDARD
    cache: Path | None = None
    folder: str = ""
    include: UserHeaders | None = None

    @property
    def flags(self) -> tuple[str, ...]:
        """How texts are compiled."""
        return (f"-std={self.standard}", *_FLAGS)

    @property
    def identity(self) -> str:
        """What a binary depends on beside its text and own flags."""
        own = (self.include.digest,) if self.include else ()
        return " ".join(("g++", self.version, *self.flags, *self.linker, _LINKING, *own))

    @property
    def folders(self) -> tuple[str, ...]:
        """What the compiler has to see beside the system's folders."""
        return (self.folder,) if self.folder else ()

    def of_standard(self, standard: str) -> "Toolchain | str":
        """Return the same compiler for another standard (``c++20``); or, in a sentence, why it has none."""
        wanted = standard.replace("c++", "gnu++")
        if wanted == self.standard:
            return self
        if not _links(self.compiler, self.linker, wanted):
            return f"no C++ compiler for {standard}: {self.version} does not know it; install a newer g++"
        return dataclasses.replace(self, standard=wanted).with_folder()

    def with_include(self, include: UserHeaders) -> "Toolchain":
        """Return the same compiler with a folder of the user's headers."""
        return dataclasses.replace(self, include=include).with_folder()

    def with_folder(self) -> "Toolchain":
        """Return the same compiler with a folder for its precompiled headers, where there can be one."""
        if self.cache is None:
            return self
        own = (self.include.digest,) if self.include else ()
        try:
            folder = open_folder(self.cache, self.compiler, (*self.flags, *own), self.version)
            if self.include is not None:
                self.include.copy_to(folder / _OWN)
        except OSError as error:
            _log.warning("precompiled header: %s; C++ programs are compiled without it, which is slower", error)
            return dataclasses.replace(self, folder="")
        return dataclasses.replace(self, folder=str(folder))

    def commands(self, header: str, flags: tuple[str, ...] = ()) -> dict[str, list[str]]:
        """Return the commands that make a binary of a text, as :func:`kodenv.sandbox.native.compile_unit` takes them.

        Args:
            header: The header that may be precompiled for it, made now if it is not there. It comes before the text,
                whatever stands there; but ``headers.CALLS`` the text includes itself, if it is there.
            flags: For the linker.
        """
        own = ("-I", f"{self.folder}/{_OWN}") if self.include and self.folder else ()
        place = [*own]
        if header and self.folder:
            prepare_header(header, self.folder, self.compiler, (*self.flags, *own))
            place = ["-I", self.folder, *own, *(["-include", header] if header != CALLS else [])]
        compile_ = [self.compiler, *self.flags, *place, "-c", native.SOURCE, "-o", native.OBJECT]
        link = [self.compiler, native.OBJECT, "-o", native.BINARY, *self.linker]
        if flags:
            return {"compile": compile_, "link": [*link, native.RUNTIME, *flags]}
        # Looking through the C++ library's symbols takes longer than compiling a small program of <cstdio>.
        return {"compile": compile_, "link": [*link, native.RUNTIME], "link_c": [*link, *_ONLY_C]}


def find_toolchain(cache: Path | None, compiler: str = "g++") -> "Toolchain | str":
    """Return the compiler of this machine; or, in a sentence, why there is none.

    Args:
        cache: Where precompiled headers are kept; None: compile without any.
        compiler: Its name on the PATH, or its path.
    """
    found = _find_compiler(compiler)
    return found if isinstance(found, str) else dataclasses.replace(found, cache=cache).with_folder()


@functools.lru_cache(maxsize=4)
def _find_compiler(name: str) -> "Toolchain | str":
    compiler = shutil.which(name)
    if compiler is None:
        return f"no C++ compiler: {name} is not on the PATH; install g++"
    try:
        said = _ask([compiler, "--version"], "", _VERSION_S)
        linker = next((choice for choice in _LINKERS if _links(compiler, choice)), None)
        runtime = b"" if linker is None else _make_runtime(compiler)
    except (OSError, subprocess.SubprocessError) as error:
        return f"no C++ compiler: {compiler} does not run: {error}"
    if linker is None:
        return f"no C++ compiler: {compiler} cannot compile and link a program of {STANDARD}; run it by hand to see why"
    return Toolchain(compiler=compiler, version=said.partition("\n")[0], linker=linker, runtime=runtime)


@functools.lru_cache(maxsize=32)
def _links(compiler: str, linker: tuple[str, ...], standard: str = STANDARD) -> bool:
    try:
        _ask([compiler, f"-std={standard}", *_FLAGS, "-x", "c++", "-", "-o", "/dev/null", *linker], _TRY, _COMPILE_S)
    except subprocess.CalledProcessError:
        return False
    return True


def _make_runtime(compiler: str) -> bytes:
    """Compile what is linked to every program."""
    text = (importlib.resources.files("kodenv.cpp") / "harness" / "runtime.cpp").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="kodenv-") as folder:
        made = Path(folder) / "runtime.o"
        define = f"-DKODENV_OUT_OF_MEMORY={limits.OUT_OF_MEMORY_SIGNAL}"
        _ask([compiler, f"-std={STANDARD}", *_FLAGS, define, "-x", "c++", "-c", "-", "-o", str(made)], text, _COMPILE_S)
        return made.read_bytes()


def _ask(command: list[str], text: str, timeout_s: float) -> str:
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=timeout_s, check=True)
    return done.stdout
