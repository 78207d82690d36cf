"""``kodenv doctor``: which isolation layers work here, which are missing and why, what that means."""

import argparse
import json
import platform
from typing import Any

from kodenv.commands.context import Context
from kodenv.commands.tables import format_table

HELP = "which isolation layers work here, and what the missing ones mean"
EXAMPLE = """example:
  kodenv doctor --json
"""
# A program under this layer ...
_MEANING = {
    "pid_namespace": "sees and signals no process but its own",
    "mount_namespace": "has a file tree of its own",
    "net_namespace": "has no network",
    "ipc_namespace": "shares no memory and no queues with others",
    "uid": "runs as a user of its own",
    "capabilities": "holds no privilege",
    "no_new_privileges": "cannot gain one by starting another program",
    "landlock": "reaches no file outside its scratch folder and the interpreter",
    "seccomp": "is refused the system calls that it does not need",
    "rlimits": "is limited in time, memory, processes, files and their sizes",
    "cgroup": "is limited in memory together with all its processes",
    "signals": "cannot signal processes that are not its own",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--python", metavar="PATH", help="the interpreter whose packages programs see (default: ours)")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")


def run(args: argparse.Namespace, context: Context) -> int:
    """Run the command and return its exit code: 1 if hostile programs cannot be judged here."""
    found = probe(args.python)
    context.out.write(json.dumps(found) + "\n" if args.json else describe(found))
    return 0 if found["usable"] else 1


def probe(python: str | None = None) -> dict[str, Any]:
    """Start one worker as the judge does, and return what it could enforce.

    Raises:
        ConfigError: If the interpreter cannot be used.
        SandboxUnavailable: If no worker can be started at all.
    """
    from kodenv.cpp.toolchain import find_toolchain
    from kodenv.sandbox.worker import Kind, Worker, find_interpreter

    interpreter = find_interpreter(python)
    worker = Worker(kind=Kind(), interpreter=interpreter, allow_weak=True)
    worker.start()
    try:
        hello = worker.hello
    finally:
        worker.close()
    details, missing = hello["details"], hello["missing"]
    compiler = find_toolchain(None)
    works = [{"layer": name, "works": True, "detail": details[name]} for name in details]
    lacks = [{"layer": name, "works": False, "detail": missing[name]} for name in missing]
    return {
        "usable": not hello["weak"],
        "below_minimum": hello["weak"],
        "layers": [{**layer, "meaning": _MEANING.get(layer["layer"], "")} for layer in [*works, *lacks]],
        "python": {"executable": interpreter.executable, "version": interpreter.version},
        "cpp": {"works": False, "detail": compiler}
        if isinstance(compiler, str)
        else {"works": True, "detail": f"{compiler.version} at {compiler.compiler}"},
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
    }


def describe(found: dict[str, Any]) -> str:
    """Return the layers for a person."""
    rows = [
        [layer["layer"].replace("_", " "), "works" if layer["works"] else "MISSING", layer["meaning"], layer["detail"]]
        for layer in found["layers"]
    ]
    python = found["python"]
    lines = [
        f"  {found['system']}, Python {python['version']} at {python['executable']}",
        "",
        format_table([["layer", "", "a program ...", ""], *rows]),
        "",
    ]
    cpp = found["cpp"]
    lines += [f"  C++: {cpp['detail']}" if cpp["works"] else f"  C++ programs are UNSCORED here: {cpp['detail']}", ""]
    if found["usable"]:
        lines.append("  Programs you do not trust can be judged here.")
    else:
        lines.append(f"  Below the minimum for programs you do not trust: {found['below_minimum']} is missing.")
        lines.append("  The judge refuses to run here, unless you pass --allow-weak-sandbox for programs you trust.")
    return "\n".join(lines) + "\n"
