"""A worker: the supervisor that builds the sandbox and starts the warm process in it.

Started by :mod:`kodenv.sandbox.worker` in a fresh interpreter (never forked from the caller) as
``python -s -S -B server.py DESCRIPTOR``. The supervisor keeps the rights to mount and does nothing else; the
warm process (:mod:`kodenv.sandbox.warm`) has given up all rights and never runs foreign code.
"""

from __future__ import annotations

import importlib
import os
import socket
import sys
import types


def _reach_kodenv() -> None:
    """Make ``kodenv.sandbox`` importable without running ``kodenv/__init__.py`` and what it needs."""
    folder = os.path.dirname(os.path.abspath(__file__))
    for name, path in (("kodenv", os.path.dirname(folder)), ("kodenv.sandbox", folder)):
        package = types.ModuleType(name)
        package.__path__ = [path]
        sys.modules[name] = package


if __name__ == "__main__":
    _reach_kodenv()
    importlib.import_module("kodenv.sandbox.forking").hold_back()  # before anything that has such hooks is imported

from kodenv.sandbox import layers, limits, suite_run, wire  # noqa: E402
from kodenv.sandbox.scratch import Scratch  # noqa: E402
from kodenv.sandbox.warm import Warm  # noqa: E402


def main() -> None:
    """Build the sandbox, fork the warm process and stay as its supervisor."""
    given = int(sys.argv[1])  # may be a large number, which closing what programs must not have would miss
    judge = socket.socket(fileno=os.dup(given))
    os.close(given)
    config = wire.receive_text(judge)
    os.environ.clear()
    os.environ.update(layers.minimal_environment())
    sys.path[:] = config["sys_path"]
    report = layers.Report(config["without"])
    group = layers.make_cgroup(report)
    if group is not None:
        group.admit(os.getpid())
    layers.enter_namespaces(report)
    if config["real_pytest"]:
        suite_run.load_real_pytest()  # the new root hides our own package
    layers.build_root(report, [*config["visible"], *config["folders"]], config["hidden"], limits.SCRATCH_MB)
    scratch = Scratch(config["scratch"], "mount_namespace" in report.enforced)
    if not scratch.mounted:
        os.environ.update(HOME=scratch.folder, TMPDIR=scratch.folder)
    own_space = "pid_namespace" in report.enforced
    orphans = None if own_space else layers.Orphans()
    near, far = socket.socketpair()
    worker = os.getpid()
    if os.fork() == 0:
        near.close()
        Warm(judge, far, config, report, group, scratch, worker).serve()
    far.close()
    judge.close()
    try:
        while near.recv(1):
            scratch.renew()
            near.sendall(b"k")
    finally:
        if orphans is None:
            os.wait()
        else:
            orphans.end()
        scratch.remove()


if __name__ == "__main__":
    main()
