"""What a run may cost: the bound holds, is the same after a stop, and every record that goes is named."""

import io
import itertools
import json
from dataclasses import replace

import pytest
from fake_judge import write_jsonl
from test_resume import contents
from test_synth_pipeline import CONFIG, Model, Reading, make, trials

from kodenv.errors import ConfigError
from kodenv.policy import Completion, Request, SamplingParams
from synth.pipeline.budget import Budget, Prices
from synth.pipeline.config import PolicyConfig, read_config
from synth.pipeline.run import synthesize
from synth.pipeline.sieve import DecontaminationConfig, DedupConfig
from synth.pipeline.solving import SolveConfig

PRICED = {"m": PolicyConfig(name="m", spec="x", completion_price=1_000_000.0)}  # a token of a reply costs 1


def let_through(costs, most, *, max_cost=None, max_requests=None):
    """Return the waves of tries that a budget lets through, and why it cut the others."""
    cut = {}
    budget = Budget(
        max_requests, max_cost,
        most=lambda one: most, paid=lambda one: costs[one], cut=cut.__setitem__,
    )  # fmt: skip
    return [list(wave) for wave in budget.waves(iter(range(len(costs))))], cut


def test_a_bound_that_is_far_away_lets_all_through_in_one_wave():
    assert let_through([3, 1, 2], 10, max_cost=30) == ([[0, 1, 2]], {})


def test_near_the_bound_waves_use_what_the_ones_before_left():
    waves, cut = let_through([1] * 20, 10, max_cost=25)
    assert waves[0] == [0, 1]  # 20 of 25 if both were as dear as they can be
    assert sum(map(len, waves)) == 16 and cut == dict.fromkeys(range(16, 20), "max_cost_spent")


@pytest.mark.parametrize("costs", [[10] * 9, [1, 10, 1, 10, 1, 1, 1], [0] * 5, [9, 0, 0, 0, 10]])
@pytest.mark.parametrize("bound", [9, 10, 23, 40])
def test_no_replies_break_the_bound_and_none_is_cut_that_fits(costs, bound):
    waves, cut = let_through(costs, 10, max_cost=bound)
    spent = 0
    for one, cost in enumerate(costs):
        assert (one in cut) == (spent + 10 > bound)
        spent += 0 if one in cut else cost
    assert spent <= bound and sorted([*itertools.chain(*waves), *cut]) == list(range(len(costs)))


def test_both_bounds_name_themselves():
    assert let_through([1, 1, 1], 1, max_cost=9, max_requests=2)[1] == {2: "max_requests_spent"}
    assert let_through([1, 1, 1], 1, max_cost=2, max_requests=9)[1] == {2: "max_cost_spent"}


def test_a_request_costs_at_most_a_token_a_byte_and_its_longest_reply():
    request = Request(
        index=0, question_id="q", messages=[{"role": "user", "content": "ä" * 10}], params=SamplingParams(max_tokens=7)
    )
    assert Prices(2e6, 0).most(request) == 2 * (20 + 256)
    assert Prices(0, 3e6).most(request) == 21
    assert Prices(2e6, 3e6).paid({"prompt_tokens": 5, "completion_tokens": 2}) == 16
    assert Prices(2e6, 3e6).paid({}) is None


def costly(max_cost: float) -> object:
    sampling = SamplingParams(temperature=1.0, max_tokens=20)  # replies of the scripted model cost 7 of at most 20
    return replace(
        CONFIG, policies=PRICED,
        solve=SolveConfig(attempts=3, repairs=1, extra_attempts=1, max_cost=max_cost, sampling=sampling),
    )  # fmt: skip


def test_a_run_stays_below_its_cost_and_names_what_it_left_out(tmp_path):
    result = make(tmp_path / "out", costly(60))
    spent = 7 * len(trials(tmp_path / "out"))
    assert spent == 42  # a seventh attempt could have cost 20
    assert {row["stage"]: row["dropped"] for row in result["funnel"]}["solve"] == {"max_cost_spent": 3}


@pytest.mark.parametrize("stop", [6, 9, 11])
def test_a_run_with_a_bound_that_was_stopped_asks_the_same(tmp_path, stop):
    make(tmp_path / "whole", costly(100))
    with pytest.raises(KeyboardInterrupt):
        make(tmp_path / "out", costly(100), model=Model(stop_after=stop, backwards=True))
    make(tmp_path / "out", costly(100))
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def test_prices_are_part_of_a_run_with_a_bound(tmp_path):
    make(tmp_path / "out", costly(60))
    dearer = {"m": replace(PRICED["m"], completion_price=2e6)}
    with pytest.raises(ConfigError, match="prices"):
        make(tmp_path / "out", replace(costly(60), policies=dearer))


def test_a_bound_on_the_cost_needs_prices(tmp_path):
    path = tmp_path / "c.toml"
    path.write_text(
        '[policies.m]\nspec = "openai:m"\n[[sources]]\nname = "Prefill"\ncount = 1\n[solve]\nmax_cost = 3.0\n'
    )
    with pytest.raises(ConfigError, match=r"c.toml.*max_cost: expected prompt_price or completion_price"):
        read_config(path)


def test_every_record_that_goes_is_named_with_its_reason(tmp_path):
    result = make(tmp_path / "out", replace(CONFIG, solve=replace(CONFIG.solve, extra_attempts=0, repairs=0)))
    rows = [json.loads(line) for line in (tmp_path / "out" / "dropped.jsonl").read_text().splitlines()]
    assert rows[0] == {
        "stage": "dedup", "reason": "duplicate_exact", "question_id": "Prefill_0_00000002_I", "subset": "Prefill",
        "duplicate_of": "Prefill_0_00000000_I", "duplicate_of_subset": "Prefill", "method": "exact", "similarity": 1.0,
    }  # fmt: skip
    assert {(row["stage"], row["question_id"]) for row in rows[1:]} == {
        ("solve", "Prefill_0_00000001_I"), ("solve", "Prefill_0_00000004_I"),
    }  # fmt: skip
    assert len(rows) == sum(sum(stage["dropped"].values()) for stage in result["funnel"])


class Clearing(Model):
    """Judges pairs too: everything it is asked about is another task."""

    def sample(self, requests):
        for request in requests:
            if "SAME or DIFFERENT" in str(request.messages):
                if len(self.asked) == self._stop_after:
                    raise KeyboardInterrupt
                self.asked.append("pair")
                yield request.index, Completion(text="different", usage={"completion_tokens": 7})
            else:
                yield from super().sample([request])


class AllAlike:
    """An embedder for which all texts are alike."""

    name = "alike"

    def embed(self, texts):
        import numpy

        return numpy.ones((len(texts), 4), dtype=numpy.float32) / 2


def test_what_decontamination_asks_is_paid_once_and_counted(tmp_path):
    bench = write_jsonl(
        tmp_path / "bench.jsonl", [{"question_id": "B/1", "question": "Another one.", "solution": "", "test": ""}]
    )
    config = replace(
        CONFIG, dedup=DedupConfig(near=None),
        decontamination=DecontaminationConfig(benchmarks=(str(bench),), threshold=0.7, judges=("m",)),
    )  # fmt: skip

    def run(model):
        judge = Reading()
        return synthesize(
            config, tmp_path / "out", lambda: judge, lambda policy: model, {"version": "fake"}, io.StringIO(),
            embedder=AllAlike(),
        )  # fmt: skip

    made = 5 + 15  # questions and attempts, as in a run without benchmarks
    first = Clearing(stop_after=made + 2)
    with pytest.raises(KeyboardInterrupt):
        run(first)
    assert first.asked.count("pair") == 2
    second = Clearing()
    result = run(second)
    assert second.asked == ["pair", "pair"] and result["contaminated"] == 0
    assert result["account"]["m"]["replies"] == 5 + len(trials(tmp_path / "out")) + 4
