"""The client beside the bare ``openai`` package: ``python -m benchmarks.llm_client [--quick] [--json FILE]``.

Both ask a server on this machine, in a process of its own, for the same replies with 64 requests at a time. They take
turns, round after round, so what else the machine does hits both; ratios are taken within a round, and their median is
reported. The second part gives replies a heavy-tailed latency and compares with a window that costs nothing.
"""

import argparse
import asyncio
import heapq
import itertools
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openai

from benchmarks import machine
from kodenv.policy import Request, SamplingParams
from policies.openai_policy import OpenAIPolicy
from policies.openai_settings import Endpoint, OpenAISettings

CONCURRENCY = 64
_SERVER = Path(__file__).parents[1] / "tests" / "openai_server.py"
_PARAMS = SamplingParams(temperature=0.6, top_p=0.95, max_tokens=512)
_OVERHEAD_MOST, _WINDOW_MOST = 1.3, 1.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much to measure.

    Attributes:
        requests: Per round.
        rounds: Of each client.
        tail_rounds: The same under the heavy-tailed latency.
        median_s: Of the heavy-tailed latency; ``sigma`` is its spread and ``longest_s`` its end.
    """

    requests: int = 1000
    rounds: int = 5
    tail_rounds: int = 3
    median_s: float = 0.4
    sigma: float = 0.9
    longest_s: float = 8.0


QUICK = Plan(requests=320, rounds=3, tail_rounds=1, median_s=0.2, longest_s=2.0)


@contextmanager
def serving(*, median_s: float = 0.0, sigma: float = 0.0, longest_s: float = 60.0) -> Iterator[str]:
    """Run the server in a process of its own and give its base URL."""
    options = ["--median-s", median_s, "--sigma", sigma, "--longest-s", longest_s]
    command = [sys.executable, str(_SERVER), *map(str, options)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        yield process.stdout.readline().strip()
        process.stdin.close()


def make_requests(count: int) -> list[Request]:
    """Return distinct requests of about a question's length."""
    words = "word " * 150
    return [
        Request(
            index=index,
            question_id=f"q{index}",
            messages=({"role": "user", "content": f"{index} {words}"},),
            params=_PARAMS,
        )
        for index in range(count)
    ]


def run_bare(base_url: str, requests: Sequence[Request]) -> None:
    """Ask with the package alone, a semaphore around it: what one writes without a policy."""

    async def main() -> None:
        slots = asyncio.Semaphore(CONCURRENCY)
        async with openai.AsyncOpenAI(api_key="none", base_url=base_url) as client:

            async def ask(request: Request) -> str | None:
                async with slots:
                    reply = await client.chat.completions.create(
                        model="m",
                        messages=list(request.messages or ()),  # type: ignore[arg-type]
                        temperature=_PARAMS.temperature,
                        top_p=_PARAMS.top_p,
                        max_tokens=_PARAMS.max_tokens,
                    )
                return reply.choices[0].message.content

            texts = await asyncio.gather(*map(ask, requests))
        assert all(texts)

    asyncio.run(main())


def run_ours(base_url: str, requests: Sequence[Request]) -> None:
    """Ask with the policy as a run does: with a store of replies, empty at first."""
    with tempfile.TemporaryDirectory() as folder:
        settings = OpenAISettings(concurrency=CONCURRENCY)
        endpoint = Endpoint(model="m", base_url=base_url)
        with OpenAIPolicy(endpoint, settings, store=Path(folder) / "replies.sqlite") as policy:
            assert sum(bool(completion.text) for _, completion in policy.sample(requests)) == len(requests)


_CLIENTS: dict[str, Callable[[str, Sequence[Request]], None]] = {"bare": run_bare, "ours": run_ours}


def measure(base_url: str, plan: Plan) -> dict[str, Any]:
    """Return wall and processor milliseconds per request of both clients, and the ratios."""
    requests = make_requests(plan.requests)
    for run in _CLIENTS.values():  # what is loaded on first use
        run(base_url, requests[:CONCURRENCY])
    rounds = []
    for number in range(plan.rounds):
        one = {}
        for name in _in_turn(number):
            wall_s, cpu_s = time.perf_counter(), time.process_time()
            _CLIENTS[name](base_url, requests)
            one[name] = {"wall_s": time.perf_counter() - wall_s, "cpu_s": time.process_time() - cpu_s}
        rounds.append(one)
    result: dict[str, Any] = {}
    for what in ("wall_s", "cpu_s"):
        ratios = [one["ours"][what] / one["bare"][what] for one in rounds]
        result[f"{what[:-2]}_x_bare"] = round(statistics.median(ratios), 3)
        result[f"{what[:-2]}_x_bare_range"] = [round(min(ratios), 3), round(max(ratios), 3)]
        for name in _CLIENTS:
            per_request = statistics.median(one[name][what] for one in rounds) / plan.requests
            result[f"{name}_{what[:-2]}_ms"] = round(1000 * per_request, 3)
    return result


def ideal_s(latencies_s: Sequence[float], slots: int) -> float:
    """Return the wall time of a sliding window that costs nothing: each request begins when a slot is free."""
    free_at = [0.0] * slots
    for latency_s in latencies_s:
        heapq.heappush(free_at, heapq.heappop(free_at) + latency_s)
    return max(free_at)


def barrier_s(latencies_s: Sequence[float], slots: int) -> float:
    """Return the wall time of batches that cost nothing, each waiting for its slowest request."""
    return sum(max(latencies_s[start : start + slots]) for start in range(0, len(latencies_s), slots))


def measure_tail(base_url: str, plan: Plan) -> dict[str, Any]:
    """Return the wall times under the heavy-tailed latency, beside those of an ideal window and of ideal batches."""
    requests = make_requests(plan.requests)
    latency_s = _latency()
    latencies_s = [
        latency_s(request.messages[0]["content"], plan.median_s, plan.sigma, plan.longest_s)
        for request in requests
        if request.messages
    ]
    ideal = ideal_s(latencies_s, CONCURRENCY)
    batches = barrier_s(latencies_s, CONCURRENCY)
    result: dict[str, Any] = {"ideal_s": round(ideal, 3), "ideal_batches_x_ideal": round(batches / ideal, 3)}
    walls_s: dict[str, list[float]] = {name: [] for name in _CLIENTS}
    for number in range(plan.tail_rounds):
        for name in _in_turn(number):
            begin = time.perf_counter()
            _CLIENTS[name](base_url, requests)
            walls_s[name].append(time.perf_counter() - begin)
    for name, walls in walls_s.items():
        result[f"{name}_s"] = round(statistics.median(walls), 3)
        result[f"{name}_x_ideal"] = round(statistics.median(walls) / ideal, 3)
        result[f"{name}_x_ideal_range"] = [round(min(walls) / ideal, 3), round(max(walls) / ideal, 3)]
    return result


def _in_turn(number: int) -> Iterator[str]:
    """Yield the clients' names, another one first in every other round."""
    return itertools.islice(itertools.cycle(_CLIENTS), number % 2, number % 2 + len(_CLIENTS))


def _latency() -> Callable[[str, float, float, float], float]:
    """Return the server's own function, so that both sides mean the same latencies."""
    sys.path.insert(0, str(_SERVER.parent))
    from openai_server import latency_s  # type: ignore[import-not-found]

    return latency_s  # type: ignore[no-any-return]


def run(plan: Plan) -> dict[str, Any]:
    """Measure both parts."""
    report: dict[str, Any] = {"machine": machine.describe(), "openai": openai.__version__, "requests": plan.requests}
    for name, median_s in (("no latency", 0.0), ("50 ms", 0.05)):
        with serving(median_s=median_s) as base_url:
            report[name] = measure(base_url, plan)
    with serving(median_s=plan.median_s, sigma=plan.sigma, longest_s=plan.longest_s) as base_url:
        report["tail"] = {"median_s": plan.median_s, "sigma": plan.sigma, "longest_s": plan.longest_s}
        report["tail"] |= measure_tail(base_url, plan)
    return report


def render(report: dict[str, Any]) -> str:
    """Return the report as Markdown tables."""
    m = report["machine"]
    lines = [
        f"{m['date']}, {m['cpu']}, {m['cores']} cores, Python {m['python']}, openai {report['openai']}, "
        f"load {m['load_before']} before; {report['requests']} requests, {CONCURRENCY} at a time.",
        "",
        "Milliseconds per request:",
        "",
        "| latency | bare, wall | ours, wall | wall × bare | bare, CPU | ours, CPU | CPU × bare |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name in ("no latency", "50 ms"):
        r = report[name]
        lines.append(
            f"| {name} | {r['bare_wall_ms']:.2f} | {r['ours_wall_ms']:.2f} | {_ratio(r, 'wall')} "
            f"| {r['bare_cpu_ms']:.2f} | {r['ours_cpu_ms']:.2f} | {_ratio(r, 'cpu')} |"
        )
    t = report["tail"]
    batches_s = t["ideal_s"] * t["ideal_batches_x_ideal"]
    lines += [
        "",
        f"Latency lognormal, median {t['median_s']} s, sigma {t['sigma']}, at most {t['longest_s']} s:",
        "",
        "| | wall s | × ideal window |",
        "|---|---:|---:|",
        f"| ideal sliding window (computed) | {t['ideal_s']:.2f} | 1.00 |",
        f"| ours | {t['ours_s']:.2f} | {_ratio(t, 'ours', 'ideal')} |",
        f"| bare | {t['bare_s']:.2f} | {_ratio(t, 'bare', 'ideal')} |",
        f"| ideal batches (computed) | {batches_s:.2f} | {t['ideal_batches_x_ideal']:.2f} |",
        "",
        "| target | measured | |",
        "|---|---:|---|",
    ]
    overhead = max(report[name]["wall_x_bare"] for name in ("no latency", "50 ms"))
    for what, value, most in (
        ("wall time per request × bare", overhead, _OVERHEAD_MOST),
        ("wall time × ideal window", t["ours_x_ideal"], _WINDOW_MOST),
    ):
        lines.append(f"| {what} at most {most} | {value:.2f} | {'held' if value <= most else '**missed**'} |")
    return "\n".join(lines)


def _ratio(row: dict[str, Any], what: str, to: str = "bare") -> str:
    low, high = row[f"{what}_x_{to}_range"]
    return f"{row[f'{what}_x_{to}']:.2f} ({low:.2f} to {high:.2f})"


def main(argv: Sequence[str] | None = None) -> None:
    """Measure, print the tables, and write the numbers where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="less than half a minute")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the numbers")
    args = parser.parse_args(argv)
    report = run(QUICK if args.quick else Plan())
    if args.json:
        args.json.parent.mkdir(parents=True, exist_ok=True)
        args.json.write_text(json.dumps(report, indent=2) + "\n")
    print(render(report))


if __name__ == "__main__":
    main()
