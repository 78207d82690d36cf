"""A small server that speaks the OpenAI protocol over real HTTP; a script says what it answers, and how badly.

``python tests/openai_server.py --median-s 0.4 --sigma 0.9`` serves one fixed reply with such a latency and prints its
address: for the benchmark, which wants it in a process of its own.
"""

import argparse
import asyncio
import hashlib
import json
import random
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 429: "Too Many Requests"}
DAMAGES = ("truncated", "garbage", "page", "stall", "closed", "nothing", "gzip")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as it came.

    Attributes:
        path: Such as ``/v1/chat/completions``.
        body: The JSON object.
        headers: By lower-case name.
        number: How many came before it.
        attempt: How many equal ones came before it.
    """

    path: str
    body: dict[str, Any]
    headers: Mapping[str, str]
    number: int
    attempt: int

    @property
    def prompt(self) -> str:
        """The raw prompt, or the last message that is the user's."""
        if "prompt" in self.body:
            return self.body["prompt"]
        return [message["content"] for message in self.body["messages"] if message["role"] == "user"][-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What to send.

    Attributes:
        text: The model's text.
        reasoning: What a reasoning parser split off; its field is named ``reasoning_field``.
        finish_reason: Of the only choice.
        choice: More fields of the choice, such as ``logprobs``.
        status: HTTP status; from 400 on the body is an error object with ``text`` as its message.
        error: More fields of the error object.
        headers: More headers.
        delay_s: Seconds before the first byte.
        after: Not before so many requests came in all: order without a clock.
        damage: One of :data:`DAMAGES`: what goes wrong on the way.
        body: Instead of all this, these bytes.
    """

    text: str = ""
    reasoning: str | None = None
    reasoning_field: str = "reasoning_content"
    finish_reason: str = "stop"
    choice: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    error: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    after: int = 0
    damage: str | None = None
    body: bytes | None = None

    def to_bytes(self, asked: Asked) -> bytes:
        """Return the body."""
        if self.body is not None:
            return self.body
        if self.status >= 400:
            return json.dumps({"error": {"message": self.text, **self.error}}).encode()
        choice: dict[str, Any] = {"index": 0, "finish_reason": self.finish_reason, **self.choice}
        if asked.path.endswith("/chat/completions"):
            choice["message"] = {"role": "assistant", "content": self.text}
            if self.reasoning is not None:
                choice["message"][self.reasoning_field] = self.reasoning
        else:
            choice["text"] = self.text
        prompt, completion = len(asked.prompt.split()), len(self.text.split())
        usage = {
            "prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion
        }  # fmt: skip
        return json.dumps(
            {"id": f"r{asked.number}", "object": "x", "created": 0, "model": asked.body.get("model"),
             "choices": [choice], "usage": usage}
        ).encode()  # fmt: skip


Script = Callable[[Asked], Answer]


def echo(asked: Asked) -> Answer:
    """Answer with a digest of the request, so that every other request has another answer."""
    digest = hashlib.sha256(json.dumps(asked.body, sort_keys=True).encode()).hexdigest()[:12]
    return Answer(text=f"answer {digest} to {asked.prompt}")


class OpenAIServer:
    """Serves a script from a thread until the end of its ``with`` block.

    Attributes:
        base_url: What a client is given.
        asked: Every request for a completion, in order of arrival.
        most_at_once: How many were in work together at most.
    """

    def __init__(self, script: Script = echo, *, models: tuple[str, ...] = ("m",)) -> None:
        self.asked: list[Asked] = []
        self.most_at_once = 0
        self._script, self._models = script, models
        self._seen: Counter[str] = Counter()
        self._at_once = 0
        self._changed = threading.Condition()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def __enter__(self) -> "OpenAIServer":
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *error: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._arrival = asyncio.Event()
        server = await self._loop.create_server(lambda: _Connection(self), "127.0.0.1", 0, backlog=1024)
        self.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        self._connections: set[asyncio.Transport] = set()
        self._ready.set()
        await self._stop.wait()
        server.close()
        for connection in list(self._connections):
            connection.abort()

    def wait_for(self, count: int) -> None:
        """Return once so many requests came."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.asked) >= count, timeout=60), f"only {len(self.asked)}"

    async def respond(self, path: str, headers: Mapping[str, str], data: bytes, transport: asyncio.Transport) -> None:
        """Answer one request."""
        if path == "/v1/models":
            rows = [{"id": name, "object": "model", "created": 0, "owned_by": "x"} for name in self._models]
            return _send(transport, 200, json.dumps({"object": "list", "data": rows}).encode(), {})
        if path not in ("/v1/chat/completions", "/v1/completions"):
            return _send(transport, 404, b'{"detail": "Not Found"}', {})
        body = json.loads(data)
        asked = self._note(path, body, headers)
        if body.get("model") not in self._models:
            text = f"The model `{body.get('model')}` does not exist."
            answer = Answer(status=404, text=text, error={"code": "model_not_found"})
        else:
            answer = self._script(asked)
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            if answer.delay_s:
                await asyncio.sleep(answer.delay_s)
            while len(self.asked) < answer.after:
                await self._arrival.wait()
        finally:
            self._at_once -= 1
        _deliver(transport, answer, answer.to_bytes(asked))

    def _note(self, path: str, body: dict[str, Any], headers: Mapping[str, str]) -> Asked:
        name = json.dumps([path, body], sort_keys=True)
        with self._changed:
            asked = Asked(
                path=path, body=body, headers=headers, number=len(self.asked), attempt=self._seen[name]
            )  # fmt: skip
            self._seen[name] += 1
            self.asked.append(asked)
            self._changed.notify_all()
        self._arrival.set()
        self._arrival = asyncio.Event()
        return asked

    def opened(self, transport: asyncio.Transport) -> None:
        self._connections.add(transport)

    def closed(self, transport: asyncio.Transport) -> None:
        self._connections.discard(transport)


class _Connection(asyncio.Protocol):
    """HTTP/1.1 with lengths and keep-alive: what clients of this protocol send."""

    def __init__(self, server: OpenAIServer) -> None:
        self._server, self._data = server, b""
        self._tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._server.opened(self._transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._server.closed(self._transport)
        for task in self._tasks:
            task.cancel()

    def data_received(self, data: bytes) -> None:
        self._data += data
        head, found, rest = self._data.partition(b"\r\n\r\n")
        if not found:
            return
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        length = int(headers.get("content-length", 0))
        if len(rest) < length:
            return
        self._data = rest[length:]
        path = first.split(" ")[1]
        task = asyncio.ensure_future(self._server.respond(path, headers, rest[:length], self._transport))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _deliver(transport: asyncio.Transport, answer: Answer, body: bytes) -> None:
    match answer.damage:
        case None:
            _send(transport, answer.status, body, answer.headers)
        case "truncated":
            transport.write(_head(200, len(body), {}) + body[: len(body) // 2])
            transport.close()
        case "garbage":
            _send(transport, 200, b"\xff{" + body[: len(body) // 2], {})
        case "page":
            _send(transport, 200, b"<!doctype html><title>Welcome</title>", {"content-type": "text/html"})
        case "gzip":
            _send(transport, 200, body, {"content-encoding": "gzip"})
        case "nothing":
            _send(transport, 200, b"{}", {})
        case "closed":
            transport.abort()
        case "stall":
            transport.write(_head(200, len(body), {}) + body[:10])
        case other:
            raise AssertionError(other)


def _send(transport: asyncio.Transport, status: int, body: bytes, headers: Mapping[str, str]) -> None:
    transport.write(_head(status, len(body), headers) + body)


def _head(status: int, length: int, headers: Mapping[str, str]) -> bytes:
    fields = {"content-type": "application/json", "content-length": str(length), **headers}
    lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Status')}", *(f"{name}: {fields[name]}" for name in fields)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def lognormal(text: str, *, median_s: float, sigma: float, longest_s: float, seed: int = 0) -> Script:
    """Return a script with one text and a heavy-tailed latency that depends on the prompt alone."""

    def script(asked: Asked) -> Answer:
        return Answer(text=text, delay_s=latency_s(asked.prompt, median_s, sigma, longest_s, seed))

    return script


def latency_s(prompt: str, median_s: float, sigma: float, longest_s: float, seed: int = 0) -> float:
    """Return how long the reply to a prompt takes."""
    return min(longest_s, median_s * random.Random(f"{seed} {prompt}").lognormvariate(0, sigma))


def main() -> None:
    """Serve until the standard input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--median-s", type=float, default=0.0)
    parser.add_argument("--sigma", type=float, default=0.0)
    parser.add_argument("--longest-s", type=float, default=60.0)
    parser.add_argument("--words", type=int, default=200)
    args = parser.parse_args()
    text = "word " * args.words
    script = lognormal(text, median_s=args.median_s, sigma=args.sigma, longest_s=args.longest_s)
    with OpenAIServer(script) as server:
        print(server.base_url, flush=True)
        input_ended()


def input_ended() -> None:
    """Return when whoever started this process closes its end or is gone."""
    import sys

    sys.stdin.read()


if __name__ == "__main__":
    main()
