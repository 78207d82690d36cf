"""Headers that are compiled once per compiler: all of the standard's, a few sets of them, and ours of the calls.

They are compiled into a cache folder by us and not by a judged program: what goes in is text of ours and the system's
headers.
"""

import functools
import hashlib
import importlib.resources
import logging
import os
import secrets
import subprocess
import threading
from collections.abc import Collection
from pathlib import Path

ALL, CALLS = "bits/stdc++.h", "kodenv_calls.h"
# A set is for programs that include all of it themselves: it brings no name into sight. The first that fits is taken.
SETS = {
    f"kodenv_{'_'.join(names)}.h": names
    for names in (("iostream", "vector", "algorithm"), ("iostream",), ("vector", "algorithm"), ("vector",))
}
_COMPILE_S = 300.0
_log = logging.getLogger(__name__)
_making = threading.Lock()


@functools.cache
def harness(name: str) -> str:
    """Return a header of ours; what the compiler says about it names it."""
    text = (importlib.resources.files("kodenv.cpp") / "harness" / f"{name}.hpp").read_text(encoding="utf-8")
    return f'#line 1 "{name}.hpp"\n{text}'


def calls_text() -> str:
    """Return what a program needs to answer calls."""
    return harness("calls") + harness("serve")


def warm_set(included: Collection[str]) -> str:
    """Return the set for a program that begins by including these headers of the standard; empty if none fits."""
    return next((name for name, parts in SETS.items() if all(part in included for part in parts)), "")


def _text(name: str) -> str:
    if name == CALLS:
        return calls_text()
    if name == ALL or name in SETS:
        return "".join(f"#include <{part}>\n" for part in SETS.get(name, (ALL,)))
    return f'#include "{name}"\n'  # one of the user's


def open_folder(cache: Path, compiler: str, flags: tuple[str, ...], version: str) -> Path:
    """Make the folder of a compiler's headers.

    The compiler of a judged program runs as a user that owns nothing, and has to enter it.

    Raises:
        OSError: If it cannot be made.
    """
    stamp = os.stat(os.path.realpath(compiler))  # changes when another one of the same version takes its place
    parts = (compiler, version, *flags, str(stamp.st_size), str(stamp.st_mtime_ns), calls_text(), str(SETS))
    home = cache / "headers" / hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]
    for folder in (home, (home / ALL).parent):
        folder.mkdir(parents=True, exist_ok=True)
        if folder.stat().st_mode & 0o005 != 0o005:
            folder.chmod(0o755)
    return home


def prepare_header(name: str, folder: str, compiler: str, flags: tuple[str, ...]) -> None:
    """See to it that a precompiled header is there. What goes wrong only makes compiling slower."""
    if not folder or (Path(folder) / f"{name}.gch").is_file():
        return
    with _making:
        try:
            _make(name, Path(folder), [compiler, *flags])
        except (OSError, subprocess.SubprocessError) as error:
            _log.warning("precompiled header: %s; C++ programs are compiled without it, which is slower", error)


def _make(name: str, home: Path, compile_: list[str]) -> None:
    """Compile a header beside its place and move it there, so that whoever looks finds all of it or nothing."""
    place = home / f"{name}.gch"
    if place.is_file():
        return
    text, made = (home / f"{secrets.token_hex(8)}.{kind}" for kind in ("h", "part"))
    try:
        text.write_text(_text(name), encoding="utf-8")
        command = [*compile_, "-x", "c++-header", str(text), "-o", str(made)]
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_COMPILE_S, check=True)
        if name != CALLS and name not in SETS:
            text.write_text(f"#include_next <{name}>\n")  # what a program's own line finds, after the precompiled one
        for path, final in ((made, place), (text, home / name)):
            path.chmod(0o644)
            path.replace(final)
    finally:
        for path in (text, made):
            path.unlink(missing_ok=True)
