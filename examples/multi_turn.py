"""Several turns with tools: what a model sees of `CodeEnvironment`, played here by a script that learns from feedback.

With TRL the same class is `GRPOTrainer(..., environment_factory=CodeEnvironment)`: the two methods become the
tools of a model whose chat template knows tools, and `get_reward` its reward.

Run: python examples/multi_turn.py
"""

from kodenv import load_triplets
from policies.trl_rewards import CodeEnvironment


def main() -> float:
    """Play one rollout and return its reward."""
    triplet = next(one for one in load_triplets() if one.test_format == "pytest" and one.entry_point)
    environment = CodeEnvironment(reward="fraction_passed", max_runs=2)
    environment.reset(**triplet.to_row())

    attempt = f"def {triplet.entry_point}(*args):\n    return None\n"
    heard = environment.run_tests(attempt)
    print(f"run_tests, a first attempt:\n{heard}\n")
    if heard.startswith("0 of"):
        attempt = triplet.solution
    print(f"run_tests, a better one:\n{environment.run_tests(attempt)}\n")
    print(f"submit: {environment.submit(attempt)}")
    reward = environment.get_reward()
    if reward is None:
        raise SystemExit("the submission could not be judged; run kodenv doctor")
    print(f"reward {reward:.2f}")
    return reward


if __name__ == "__main__":
    main()
