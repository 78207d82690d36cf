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

from kodenv.cpp.headers import ALL, open_folder, prepare_header
from kodenv.sandbox import limits

_log = logging.getLogger(__name__)

STANDARD = "gnu++17"
FLAGS = (f"-std={STANDARD}", "-O2", "-w", "-fmax-errors=5", "-fdiagnostics-color=never", "-fno-diagnostics-show-caret")
_LINKERS = (("-fuse-ld=gold", "-fno-use-linker-plugin"), ("-fno-use-linker-plugin",), ())  # the fastest first
_TRY = "int main() { return 0; }\n"
_VERSION_S, _COMPILE_S = 30.0, 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Toolchain:
    """A compiler that works here.

    Attributes:
        compiler: Its path.
        version: Its version, as it says.
        linker: Flags that choose the linker.
        runtime: An object file of ours that is linked to every program.
        folder: Where precompiled headers lie; empty if there are none.
    """

    compiler: str
    version: str
    linker: tuple[str, ...]
    runtime: bytes
    folder: str = ""

    @property
    def identity(self) -> str:
        """What a binary depends on beside its text and own flags."""
        return " ".join(("g++", self.version, *FLAGS, *self.linker))

    def command(self, source: str, binary: str, header: str) -> list[str]:
        """Return the command that makes a binary of a text.

        Args:
            source: The text's file.
            binary: The file to make.
            header: The header that may be precompiled for it, made now if it is not there. ``headers.ALL`` comes before
                the text, whatever stands there; ``headers.CALLS`` the text includes itself, if it is there.
        """
        if not header:
            return [self.compiler, *FLAGS, source, "-o", binary, *self.linker]
        prepare_header(header, self.folder, self.compiler, FLAGS)
        place = ["-I", self.folder] if self.folder else []
        first = ["-include", ALL] if header == ALL else []
        return [self.compiler, *FLAGS, *place, *first, source, "-o", binary, *self.linker]


def find_toolchain(cache: Path | None, compiler: str = "g++") -> "Toolchain | str":
    """Return the compiler of this machine; or, in a sentence, why there is none.

    Args:
        cache: Where precompiled headers are kept; None: compile without any.
        compiler: Its name on the PATH, or its path.
    """
    found = _find_compiler(compiler)
    if isinstance(found, str) or cache is None:
        return found
    try:
        return dataclasses.replace(found, folder=str(open_folder(cache, found.compiler, FLAGS, found.version)))
    except OSError as error:
        _log.warning("precompiled header: %s; C++ programs are compiled without it, which is slower", error)
        return found


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


def _links(compiler: str, linker: tuple[str, ...]) -> bool:
    try:
        _ask([compiler, *FLAGS, "-x", "c++", "-", "-o", "/dev/null", *linker], _TRY, _COMPILE_S)
    except subprocess.CalledProcessError:
        return False
    return True


def _make_runtime(compiler: str) -> bytes:
    """Compile what is linked to every program."""
    text = (importlib.resources.files("kodenv.cpp") / "harness" / "runtime.cpp").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="kodenv-") as folder:
        made = Path(folder) / "runtime.o"
        define = f"-DKODENV_OUT_OF_MEMORY={limits.OUT_OF_MEMORY_SIGNAL}"
        _ask([compiler, *FLAGS, define, "-x", "c++", "-c", "-", "-o", str(made)], text, _COMPILE_S)
        return made.read_bytes()


def _ask(command: list[str], text: str, timeout_s: float) -> str:
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=timeout_s, check=True)
    return done.stdout
