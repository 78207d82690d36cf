import json

import pytest

from benchmarks import llm_client


def test_an_ideal_window_begins_the_next_when_one_ends():
    assert llm_client.ideal_s([3, 1, 1, 1, 1], 2) == 4
    assert llm_client.ideal_s([5, 1], 4) == 5


def test_ideal_batches_wait_for_their_slowest():
    assert llm_client.barrier_s([3, 1, 1, 1, 1], 2) == 3 + 1 + 1


def test_a_run_measures_both_clients_and_writes_what_it_prints(tmp_path, monkeypatch, capsys):
    plan = llm_client.Plan(requests=70, rounds=1, tail_rounds=1, median_s=0.001, longest_s=0.01)
    monkeypatch.setattr(llm_client, "QUICK", plan)
    llm_client.main(["--quick", "--json", str(tmp_path / "deep" / "r.json")])
    report = json.loads((tmp_path / "deep" / "r.json").read_text())
    assert report["no latency"]["ours_cpu_ms"] > 0 and report["50 ms"]["wall_x_bare"] > 0
    assert report["tail"]["ours_s"] >= report["tail"]["ideal_s"] > 0
    printed = capsys.readouterr().out
    assert printed == llm_client.render(report) + "\n"
    assert "wall time per request × bare at most 1.3" in printed


@pytest.mark.parametrize(("value", "word"), [(1.2, "held"), (1.21, "**missed**")])
def test_a_missed_target_is_said(value, word):
    part = {f"{name}_{what}_ms": 1.0 for name in ("bare", "ours") for what in ("wall", "cpu")}
    part |= {f"{what}_x_bare": 1.0 for what in ("wall", "cpu")}
    part |= {f"{what}_x_bare_range": [1.0, 1.0] for what in ("wall", "cpu")}
    tail = {"median_s": 1, "sigma": 1, "longest_s": 1, "ideal_s": 1.0, "ideal_batches_x_ideal": 4.0}
    for name in ("ours", "bare"):
        tail |= {f"{name}_s": value, f"{name}_x_ideal": value, f"{name}_x_ideal_range": [value, value]}
    machine = {"date": "d", "cpu": "c", "cores": 2, "python": "3", "load_before": 0}
    report = {"machine": machine, "openai": "3", "requests": 1, "no latency": part, "50 ms": part, "tail": tail}
    assert f"ideal window at most 1.2 | {value:.2f} | {word} |" in llm_client.render(report)
