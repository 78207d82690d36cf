"""The place where programs may write: empty at the start of every run, thrown away without being walked."""

from __future__ import annotations

import os

from kodenv.sandbox import layers, limits


class Scratch:
    """Fresh tmpfs mounts, or folders where mounts are refused."""

    def __init__(self, base: str, mounted: bool) -> None:
        """Use mounts (made by :func:`layers.build_root`) or a folder in ``base``."""
        self.base, self.mounted = base, mounted
        self.mounts = layers.scratch_mounts() if mounted else ()
        if not mounted:
            os.mkdir(base, 0o700)
            self._make()

    @property
    def folder(self) -> str:
        """The folder a program starts in."""
        return layers.SCRATCH_MOUNTS[0] if self.mounted else f"{self.base}/box"

    def state(self) -> object:
        """Return what changes when a program writes."""
        if self.mounted:
            return [layers.scratch_state(path) for path in self.mounts]
        state: list[object] = []
        for path in (self.base, self.folder):  # where a program has our user id it can write into both
            try:
                top = os.stat(path)
                state.append(os.listdir(path))  # times have gaps in which two changes look like one
            except OSError as error:
                return str(error)
            state += [top.st_ino, top.st_mode, top.st_ctime_ns]
        return state

    def renew(self) -> None:
        """Give the next program an empty place."""
        if self.mounted:
            layers.renew_scratch(limits.SCRATCH_MB)
            return
        layers.empty_folder(self.base)
        self._make()

    def _make(self) -> None:
        os.mkdir(self.folder)
        os.chmod(self.folder, 0o1777)
        os.chmod(self.base, 0o755)

    def remove(self) -> None:
        """Leave nothing behind."""
        if not self.mounted:
            layers.empty_folder(self.base)
            os.rmdir(self.base)
