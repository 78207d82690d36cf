"""A run that is stopped in any way pays for nothing twice, apart from what was in flight at that moment."""

import random
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from openai_server import OpenAIServer, echo

ROOT = Path(__file__).parents[1]
CONCURRENCY, REQUESTS = 4, 60
# Takes one reply and then nothing more, as a caller does that judges it: the rest is asked and kept all the same.
BUSY = """
import sys, threading
from pathlib import Path
from kodenv.policy import Request
from policies.openai_policy import OpenAIPolicy
from policies.openai_settings import Endpoint, OpenAISettings

url, store, busy = sys.argv[1:]
settings = OpenAISettings(concurrency=CONCURRENCY, timeout_s=30)
requests = [
    Request(index=i, question_id=f"q{i}", messages=({"role": "user", "content": f"question {i}"},))
    for i in range(REQUESTS)
]
with OpenAIPolicy(Endpoint(model="m", base_url=url), settings, store=Path(store)) as policy:
    for index, completion in policy.sample(requests):
        print(index, completion.text, flush=True)
        if busy == "busy":
            threading.Event().wait()
"""
PROGRAM = BUSY.replace("CONCURRENCY", str(CONCURRENCY)).replace("REQUESTS", str(REQUESTS))


def start(server, store, how):
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, server.base_url, str(store), how],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def finish(server, store):
    out, err = start(server, store, "whole").communicate(timeout=60)
    assert err == ""
    return dict(line.split(" ", 1) for line in out.splitlines())


def paid_twice(server):
    """Return how many requests more than one each were asked."""
    return sum(count - 1 for count in Counter(asked.prompt for asked in server.asked).values())


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_what_a_stopped_run_was_answered_is_kept_though_nobody_took_it(tmp_path, how):
    ahead = 4 * CONCURRENCY  # what is asked while the caller is busy
    with OpenAIServer() as server:
        process = start(server, tmp_path / "replies", "busy")
        # The next request of a slot comes after the reply before it was kept.
        server.wait_for(ahead)
        process.send_signal(how)
        _, err = process.communicate(timeout=60)
        assert process.returncode != 0
        assert "KeyboardInterrupt" in err if how is signal.SIGINT else err == ""
        got = finish(server, tmp_path / "replies")
        assert len(got) == REQUESTS
        assert len({asked.prompt for asked in server.asked}) == REQUESTS
        assert paid_twice(server) <= CONCURRENCY


def test_a_run_killed_again_and_again_ends_with_the_same_answers(tmp_path):
    rng = random.Random(5)
    with OpenAIServer(echo) as server:
        whole = finish(server, tmp_path / "whole")
        begin, kills = len(server.asked), 0
        while len(server.asked) - begin < REQUESTS - 15:
            process = start(server, tmp_path / "killed", "whole")
            server.wait_for(len(server.asked) + rng.randrange(5, 20))
            process.kill()
            process.communicate(timeout=60)
            kills += 1
        assert finish(server, tmp_path / "killed") == whole
        assert kills > 1
        assert len(server.asked) - begin - REQUESTS <= kills * CONCURRENCY
