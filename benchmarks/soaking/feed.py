"""The stream made in a process of its own, so that its forks and its memory are not the judge's.

``python -m benchmarks.soaking.feed SEED START STOP`` writes pickled items to standard output.
"""

import contextlib
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from benchmarks.soaking.items import Item
from benchmarks.soaking.stream import Stream

_ROOT = Path(__file__).parents[2]


@contextlib.contextmanager
def feed(seed: int, start: int, stop: int) -> Iterator[Iterator[Item]]:
    """Give the programs of a part of the stream; the maker's process ends with the block."""
    command = [sys.executable, "-m", "benchmarks.soaking.feed", str(seed), str(start), str(stop)]
    with subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            yield read_items(process.stdout, stop - start)
        finally:
            process.kill()


def read_items(pipe: IO[bytes], count: int) -> Iterator[Item]:
    """Read so many items.

    Raises:
        RuntimeError: If there are fewer.
    """
    for _ in range(count):
        try:
            item = pickle.load(pipe)
        except EOFError as error:
            raise RuntimeError("the process that makes the programs ended early; see what it printed") from error
        assert isinstance(item, Item)
        yield item


def main() -> None:
    """Write the items; a reader that goes away ends it."""
    seed, start, stop = map(int, sys.argv[1:])
    stream = Stream(seed)
    with os.fdopen(os.dup(1), "wb", buffering=0) as pipe, contextlib.suppress(BrokenPipeError):
        for index in range(start, stop):
            pipe.write(pickle.dumps(stream.item(index)))


if __name__ == "__main__":
    main()
