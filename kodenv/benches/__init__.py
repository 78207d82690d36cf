"""The benchmarks that ``kodenv eval --bench`` knows, one file per family."""

from kodenv.benches import bigcodebench, contests, humaneval, mbpp
from kodenv.benches.bench import Bench, Continuation, Window, parse_window, published_on
from kodenv.errors import ConfigError, unknown_name

BENCHES: dict[str, Bench] = {
    bench.name: bench
    for bench in (
        humaneval.HUMANEVAL,
        humaneval.HUMANEVAL_PLUS,
        mbpp.MBPP,
        mbpp.MBPP_SANITIZED,
        mbpp.MBPP_PLUS,
        bigcodebench.BIGCODEBENCH,
        bigcodebench.BIGCODEBENCH_COMPLETE,
        bigcodebench.BIGCODEBENCH_HARD,
        bigcodebench.BIGCODEBENCH_HARD_COMPLETE,
        contests.LIVECODEBENCH,
        contests.CODECONTESTS,
        contests.IOI,
    )
}

__all__ = ["BENCHES", "Bench", "Continuation", "Window", "find_bench", "parse_window", "published_on"]


def find_bench(text: str) -> tuple[Bench, str]:
    """Return the benchmark that ``NAME`` or ``NAME=FILE`` names, and where its rows are.

    Raises:
        ConfigError: If there is no such benchmark, it needs a file and none is named, or the hub cannot be reached.
    """
    name, _, path = text.partition("=")
    bench = BENCHES.get(name)
    if bench is None:
        raise ConfigError(unknown_name("benchmark", name, BENCHES))
    if path:
        return bench, path
    if bench.hub is None:
        raise ConfigError(f"bench {name}: expected a file of its rows, got none; say --bench {name}=FILE")
    if bench.hub_files is not None:
        from kodenv.benches.fetching import fetch_files

        return bench, fetch_files(bench.hub, bench.hub_files)
    return bench, f"hf:{bench.hub}"
