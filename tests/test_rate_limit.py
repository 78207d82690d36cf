import random

import pytest

from policies.rate_limit import RateLimit


def run(limit, steps):
    """Return when each of (idle seconds, units), one after the other, is let through."""
    now, used = 0.0, []
    for idle_s, units in steps:
        now += idle_s
        now += limit.wait_s(units, now)
        limit.take(units, now)
        used.append((now, units))
    return used


def most_in_a_minute(used):
    return max(sum(units for at, units in used if start <= at < start + 60 - 1e-6) for start, _ in used)


@pytest.mark.parametrize("per_minute", [0.5, 1, 2, 7, 30, 100, 3000])
def test_no_minute_has_more_than_allowed(per_minute):
    used = run(RateLimit(per_minute), [(0, 1)] * 400)
    assert most_in_a_minute(used) <= max(1, per_minute)


@pytest.mark.parametrize("seed", range(20))
def test_idle_time_saves_up_no_more_than_the_burst(seed):
    rng = random.Random(seed)
    steps = [(rng.choice([0, 0, 0, 0.3, 200]), 1) for _ in range(500)]
    assert most_in_a_minute(run(RateLimit(60), steps)) <= 60


@pytest.mark.parametrize("per_minute", [2, 60, 6000])
def test_the_allowance_is_used(per_minute):
    used = run(RateLimit(per_minute), [(0, 1)] * (3 * per_minute))
    assert used[-1][0] <= 180 * 1.06


def test_a_large_request_goes_at_once_and_the_next_waits_for_it():
    used = run(RateLimit(600), [(0, 1200), (0, 1)])
    assert used[0][0] == 0 and 110 <= used[1][0] <= 130


def test_what_is_given_back_can_be_used():
    limit = RateLimit(600)
    limit.take(1200, 0.0)
    limit.give_back(1200)
    assert limit.wait_s(30, 0.0) == 0


def test_what_is_given_back_is_never_saved_up():
    limit = RateLimit(600)
    for _ in range(100):
        limit.take(20, 0.0)
        limit.give_back(20)
    limit.give_back(5000)
    limit.take(30, 0.0)
    assert limit.wait_s(30, 0.0) > 2


def test_units_used_beyond_what_was_taken_are_made_up_for():
    limit = RateLimit(600)
    limit.take(10, 0.0)
    limit.give_back(-600)
    assert limit.wait_s(10, 0.0) > 55
