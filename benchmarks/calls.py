"""How long one call over the channel of split isolation takes: ``python -m benchmarks.calls``."""

import argparse
import json
import os
import socket
import statistics
import sys
import time
import types
from collections.abc import Callable

from kodenv.sandbox import calls

PROGRAM = """
def add(a, b): return a + b
def same(value): return value
class Counter:
    def __init__(self): self.count = 0
    def step(self):
        self.count += 1
        return self.count
"""
ROUNDS, CALLS = 7, 2000


def load() -> tuple[socket.socket, types.ModuleType, int]:
    """Load the program in a process of its own."""
    near, far = socket.socketpair()
    child = os.fork()
    if child == 0:
        near.close()
        module = types.ModuleType("solution")
        exec(PROGRAM, module.__dict__)
        calls.serve(far, module)
        os._exit(0)
    far.close()
    solution = calls.connect(near, calls.Rules())
    assert isinstance(solution, types.ModuleType)
    return near, solution, child


def measure(call: Callable[[], object]) -> float:
    """Return the median over the rounds of the microseconds that one call takes."""
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for _ in range(CALLS):
            call()
        times.append((time.perf_counter() - started) / CALLS * 1e6)
    return statistics.median(times)


def main() -> None:
    """Print a table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON only")
    as_json = parser.parse_args().json
    near, solution, child = load()
    counter, words, numbers = solution.Counter(), ["abcdef"] * 10, list(range(1000))
    kinds: dict[str, Callable[[], object]] = {
        "two small ints": lambda: solution.add(1, 2),
        "a list of 10 strs": lambda: solution.same(words),
        "a list of 1,000 ints": lambda: solution.same(numbers),
        "a method of an instance": counter.step,
    }
    rows = {name: round(measure(call), 1) for name, call in kinds.items()}
    near.close()
    os.waitpid(child, 0)
    if not as_json:
        for name, microseconds in rows.items():
            sys.stdout.write(f"{name:26}{microseconds:8.1f} us\n")
    sys.stdout.write(json.dumps({"microseconds_per_call": rows, "python": sys.version.split()[0]}) + "\n")


if __name__ == "__main__":
    main()
