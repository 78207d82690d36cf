"""The command line: arguments → config → one call, and errors → one sentence and an exit code.

The only file that reaches ``policies`` and touches environment variables:
``KODENV_CACHE`` names the file of the local store of verdicts, ``OPENAI_API_KEY`` is shown to servers of models;
``HF_HUB_VERBOSITY`` is set for the hub's client, which would otherwise tell each of its retries, unless the user did.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from kodenv.commands.context import Context, JudgeOptions
from kodenv.errors import KodenvError, PolicyError, SandboxUnavailable
from kodenv.policy import Policy
from kodenv.rollout import JudgesMany

_FELL_SHORT, _BAD_INPUT, _INTERRUPTED = 1, 2, 130
_WRONG_PATH = (PermissionError, FileNotFoundError, FileExistsError, NotADirectoryError, IsADirectoryError)

# In the order of --help. A module is imported when its command or its help is asked for.
_COMMANDS = {
    "demo": "kodenv.commands.demo",
    "doctor": "kodenv.commands.doctor",
    "convert": "kodenv.commands.convert",
    "judge": "kodenv.commands.judge",
    "audit": "kodenv.commands.audit",
    "sample": "kodenv.commands.sample",
    "eval": "kodenv.commands.evaluate",
    "synth": "synth.command",
    "train": "policies.training.command",
    "traces": "synth.traces.command",
    "verify-dataset": "kodenv.commands.verify_dataset",
    "ablate": "kodenv.commands.ablate",
    "critique": "kodenv.commands.critique",
    "certify": "kodenv.commands.certify",
    "harden": "kodenv.commands.harden",
    "view": "kodenv.commands.view",
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say it in one sentence."""
        self.exit(_BAD_INPUT, f"{self.prog}: {message}; see {self.prog} --help\n")


def build_parser() -> tuple[argparse.ArgumentParser, dict[str, ModuleType]]:
    """Return the parser of all commands, and the commands' modules by name."""
    from kodenv import __version__

    parser = _Parser(
        prog="kodenv",
        description="Verifiable code environments: judge programs, sample SFT sets, score policies.",
        epilog="example:\n  kodenv demo --out demo-out",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"kodenv {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="command", required=True)
    modules = {name: importlib.import_module(path) for name, path in _COMMANDS.items()}
    for name, module in modules.items():
        module.add_arguments(
            commands.add_parser(
                name,
                help=module.HELP,
                description=f"{module.HELP[0].upper()}{module.HELP[1:]}.",
                epilog=module.EXAMPLE,
                formatter_class=argparse.RawDescriptionHelpFormatter,
                allow_abbrev=False,
            )
        )
    return parser, modules


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0 done, 1 fell short, 2 bad input, 130 interrupted."""
    name = "kodenv"
    os.environ.setdefault("HF_HUB_VERBOSITY", "error")
    try:
        parser, modules = build_parser()
        args = parser.parse_args(argv)
        name = f"kodenv {args.command}"
        context = Context(out=sys.stdout, err=sys.stderr, open_judge=_open_judge, open_policy=_open_policy)
        code: int = modules[args.command].run(args, context)
        sys.stdout.flush()
    except (SandboxUnavailable, PolicyError) as error:
        return _tell(name, error, _FELL_SHORT)
    except KodenvError as error:
        return _tell(name, error, _BAD_INPUT)
    except KeyboardInterrupt:
        return _tell(name, "interrupted; the same command goes on where it stopped", _INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has gone; nothing more can be said there, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _FELL_SHORT
    except _WRONG_PATH as error:
        return _tell(
            name, f"{error.filename}: expected a path to work with, got {error.strerror}; check it", _BAD_INPUT
        )
    except OSError as error:
        return _tell(name, error, _FELL_SHORT)
    return code


def _tell(name: str, what: object, code: int) -> int:
    sentence = " ".join(str(what).split())
    sys.stderr.write(f"{name}: {sentence}\n")
    return code


def _open_judge(options: JudgeOptions) -> AbstractContextManager[JudgesMany]:
    from kodenv.judge import Judge

    place = os.environ.get("KODENV_CACHE")
    return Judge(
        workers=options.workers,
        timeout_s=options.timeout_s,
        memory_mb=options.memory_mb,
        isolation=options.isolation,
        profile=options.profile,
        python=options.python,
        cache=(Path(place) if place else True) if options.cache else False,
        allow_weak_sandbox=options.allow_weak_sandbox,
        coverage=options.coverage,
        plants=options.plants,
        stop_early=options.stop_early,
        kept_workers=options.kept_workers,
        cpp_include=Path(options.cpp_include) if options.cpp_include else None,
    )


def _open_policy(specs: Sequence[str], server: Mapping[str, Any] | None = None) -> AbstractContextManager[Policy]:
    from policies.openai_settings import OpenAISettings
    from policies.request_store import default_path
    from policies.spec import open_policy

    place = os.environ.get("KODENV_CACHE")
    # beside the verdicts, where those have a place of their own
    store = Path(place).with_name("replies.sqlite") if place else default_path()
    settings = OpenAISettings(**server) if server else None
    return open_policy(specs, settings=settings, api_key=os.environ.get("OPENAI_API_KEY"), store=store)
