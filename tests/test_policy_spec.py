import json
import subprocess
import sys
from pathlib import Path

import pytest
from openai_server import OpenAIServer

from kodenv.errors import ConfigError
from kodenv.policy import Request
from policies.openai_settings import Endpoint, OpenAISettings, parse_endpoint
from policies.spec import open_policy

ROOT = Path(__file__).parents[1]


def test_a_spec_opens_a_policy_that_asks_that_server():
    with OpenAIServer(models=("org/model@v2",)) as server:
        request = Request(index=0, question_id="q", messages=({"role": "user", "content": "hi"},))
        with open_policy([f"openai:org/model@v2@{server.base_url}/"], settings=OpenAISettings(concurrency=1)) as policy:
            assert len(list(policy.sample([request]))) == 1
            assert policy.name == f"openai:org/model@v2@{server.base_url}"
            assert policy.identity()["name"] == policy.name


@pytest.mark.parametrize(
    ("spec", "endpoint"),
    [
        ("m@http://h/v1", ("m", "http://h/v1")),
        ("a/b:c@https://h:8000/v1/", ("a/b:c", "https://h:8000/v1")),
        ("a@b@http://[::1]:80", ("a@b", "http://[::1]:80")),
    ],
)
def test_a_model_and_its_server_are_told_apart(spec, endpoint):
    assert parse_endpoint(spec) == Endpoint(model=endpoint[0], base_url=endpoint[1])


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("openai:", "expected openai:MODEL@BASE_URL"),
        ("openai:gpt-4", "expected MODEL@BASE_URL, got 'gpt-4'"),
        ("openai:gpt@localhost:8000", "expected MODEL@BASE_URL"),
        ("openai:gpt@http://", r"expected MODEL@BASE_URL"),
        ("openai:gpt@http:///v1", r"expected an http\(s\) base URL"),
        ("openai:gpt@http://h:99999/v1", "expected a port from 0 to 65535"),
        ("openai:gpt@http://h/v1?key=1", r"expected an http\(s\) base URL"),
        ("openai:gpt@http://me:secret@h/v1", "expected a base URL without a password, got one"),
        ("opnai:gpt@http://h/v1", "unknown policy"),
        ("vllm:", "expected vllm:MODEL"),
        ("hf:", "expected hf:MODEL"),
        ("tiny:2", "expected tiny, got 'tiny:2'"),
    ],
)
def test_a_spec_that_cannot_be_used_is_refused(spec, message):
    with pytest.raises(ConfigError, match=message) as said:
        open_policy([spec])
    assert "secret" not in str(said.value)


def test_only_recordings_may_be_several():
    with pytest.raises(ConfigError, match="expected one policy, or several replay:FILE"):
        open_policy(["openai:m@http://h/v1", "replay:x.jsonl"])


def test_without_the_package_it_is_said_what_to_install(monkeypatch):
    for name in [
        name for name in sys.modules if name.startswith("policies.openai_") or name == "policies.client_thread"
    ]:
        if name != "policies.openai_settings":
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "openai", None)
    with pytest.raises(ConfigError, match=r"expected the package 'openai', .* pip install 'kodenv\[llm\]'"):
        open_policy(["openai:m@http://h/v1"])


def test_no_client_is_loaded_before_it_is_needed():
    code = "import policies.spec, json, sys; print(json.dumps([*sys.modules]))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"openai", "httpx2", "vllm", "torch"} & {name.partition(".")[0] for name in json.loads(done.stdout)}
