"""A run with models that is killed for real, and started again, ends with the same bytes and pays for little twice."""

import random
import sys

import pytest
import source_server
from kill_runs import kill_often, make_whole, write_config
from openai_server import OpenAIServer
from test_resume import contents


@pytest.mark.skipif(sys.platform != "linux", reason="programs are judged on Linux only")
def test_a_run_with_models_that_is_killed_ends_with_the_same_bytes(tmp_path):
    with OpenAIServer(source_server.say) as server:
        config = write_config(tmp_path, server.base_url, ("Prefill", "Filter"), 2, 2)
        rows = make_whole(config, tmp_path / "whole", tmp_path / "a")
        asked = len(server.asked)
        assert len(list(kill_often(config, tmp_path / "out", tmp_path / "b", 3, rows, random.Random(1)))) == 3
        again = len(server.asked) - 2 * asked
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")
    assert again <= 3 * 4  # what was in flight, at most four requests at each kill
