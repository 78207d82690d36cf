"""The fixtures that every suite has; ``request`` is made where it is asked for."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from typing import Any

from kodenv.sandbox.cases.items import Fixture, Item
from kodenv.sandbox.small_pytest.capture import CaptureFixture
from kodenv.sandbox.small_pytest.monkeypatch import MonkeyPatch
from kodenv.sandbox.small_pytest.warning_checks import WarningsRecorder

Finalizers = list[Callable[[], Any]]


class TemporaryFolders:
    """Makes the folders of ``tmp_path``, numbered where tests share a name."""

    def __init__(self, scratch_dir: str) -> None:
        self.scratch_dir = scratch_dir
        self.numbers: dict[str, int] = {}

    def make(self, name: str) -> Any:
        """Make and return the folder for a test of that name."""
        from pathlib import Path

        short = "".join(c if c.isalnum() or c == "_" else "_" for c in name)[:30]
        number = self.numbers.get(short, 0)
        self.numbers[short] = number + 1
        folder = os.path.join(os.path.realpath(self.scratch_dir), "pytest-tmp", f"{short}{number}")
        os.makedirs(folder, mode=0o700)
        return Path(folder)


def _monkeypatch(item: Item, stack: Finalizers, folders: TemporaryFolders) -> Any:
    patch = MonkeyPatch()
    stack.append(patch.undo)
    return patch


def _capsys(item: Item, stack: Finalizers, folders: TemporaryFolders) -> Any:
    capture = CaptureFixture()
    stack.append(capture.close)
    return capture


def _recwarn(item: Item, stack: Finalizers, folders: TemporaryFolders) -> Any:
    recorder = WarningsRecorder()
    recorder.__enter__()
    stack.append(lambda: recorder.__exit__(None, None, None))
    warnings.simplefilter("default")
    return recorder


def _tmp_path(item: Item, stack: Finalizers, folders: TemporaryFolders) -> Any:
    return folders.make(item.name)


BUILTIN = {
    name: Fixture(name, function, "function", ())
    for name, function in (
        ("monkeypatch", _monkeypatch),
        ("capsys", _capsys),
        ("recwarn", _recwarn),
        ("tmp_path", _tmp_path),
    )
}
"""By name; their functions take the case, the stack of what undoes them, and the maker of folders."""
