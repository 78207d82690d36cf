"""Learn from unit tests, offline: REINFORCE on KodCode-v0 with a policy small enough to read.

The policy is a table: per question, a preference for each of three completions (the reference, a
program that does nothing, prose without a program). A language model in its place changes the lines
that draw and that update; the environment, the batches and the rewards stay as they are.

Run: python examples/rl_loop.py
"""

import gymnasium as gym
import numpy as np

import kodenv

N_QUESTIONS = 8
SAMPLES = 4
STEPS = 40
LEARNING_RATE = 2.0


def completions_of(triplet: kodenv.Triplet) -> list[str]:
    """Return what the policy can say to a question."""
    return [
        f"<think>I know this one.</think>\n```python\n{triplet.solution}\n```",
        "```python\npass\n```",
        "Let me think about it some more.",
    ]


def main() -> float:
    """Train, print the mean reward now and then, and return the last one."""
    triplets = [triplet for triplet in kodenv.load_triplets() if triplet.language == "python"][:N_QUESTIONS]
    say = [completions_of(triplet) for triplet in triplets]
    preferences = np.zeros((len(triplets), len(say[0])))
    rng = np.random.default_rng(0)

    envs = gym.make_vec("KodCode-v0", num_envs=len(triplets) * SAMPLES, triplets=triplets, reward="kodcode")
    questions = np.repeat(np.arange(len(triplets)), SAMPLES)  # SAMPLES completions of each question, a group
    question_ids = [triplets[question].question_id for question in questions]
    mean = float("nan")
    for step in range(STEPS):
        envs.reset(seed=step, options={"question_id": question_ids})
        odds = np.exp(preferences)
        chances = odds / odds.sum(axis=1, keepdims=True)
        said = np.array([rng.choice(len(chances[q]), p=chances[q]) for q in questions])
        _, rewards, _, _, _ = envs.step([say[q][choice] for q, choice in zip(questions, said, strict=True)])

        # What could not be judged is nan: it is left out, not counted as wrong.
        for question in range(len(triplets)):
            group = (questions == question) & ~np.isnan(rewards)
            advantages = rewards[group] - rewards[group].mean() if group.any() else rewards[group]
            for choice, advantage in zip(said[group], advantages, strict=True):
                gradient = -chances[question]
                gradient[choice] += 1.0
                preferences[question] += LEARNING_RATE / SAMPLES * advantage * gradient
        mean = float(np.nanmean(rewards))
        if step % 8 == 0 or step == STEPS - 1:
            print(f"step {step:3d}: mean reward {mean:+.2f}")
    envs.close()
    return mean


if __name__ == "__main__":
    main()
