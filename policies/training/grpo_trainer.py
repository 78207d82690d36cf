"""TRL's GRPO trainer with two additions: questions drawn by their pass rates, and clocks. Imports trl when loaded."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from accelerate.utils import gather_object  # type: ignore[import-untyped]
from torch.utils.data import Sampler
from trl.trainer.grpo_trainer import GRPOTrainer

from policies.training.groups import PassRates, draw_questions, signal_share


@dataclass(slots=True, kw_only=True)
class Clock:
    """Seconds of a run, and what was made in them.

    Attributes:
        generate_s: Spent on generating completions.
        reward_s: Spent on rewards, while the trainer waited.
        tokens: Completion tokens generated.
        verdicts: Completions rewarded.
    """

    generate_s: float = 0.0
    reward_s: float = 0.0
    tokens: int = 0
    verdicts: int = 0


class GroupSampler(Sampler[int]):
    """Yields places of questions as TRL's ``RepeatSampler`` does, but draws them by their running pass rates.

    One epoch is as long as TRL's; every process of a training draws the same, for all see the same rates.
    """

    def __init__(
        self, question_ids: list[str], rates: PassRates, *, group: int, count: int, repeats: int, seed: int
    ) -> None:
        """Take the questions in the data set's order, and the shape of a generation batch."""
        self._ids, self._group, self._count, self._repeats = question_ids, group, count, repeats
        self._chunks = len(question_ids) // count
        self._draws = draw_questions(question_ids, rates, count=count, seed=seed)

    def __iter__(self) -> Iterator[int]:
        for _ in range(self._chunks):
            chunk = next(self._draws)
            for _ in range(self._repeats):
                for place in chunk:
                    yield from [place] * self._group

    def __len__(self) -> int:
        return self._chunks * self._count * self._group * self._repeats


class KodenvGRPOTrainer(GRPOTrainer):
    """GRPO with :class:`PassRates`; everything else is TRL's.

    Attributes:
        rates: The questions' running pass rates; None: questions are drawn as TRL does.
        solved_value: The first reward's value for a program that passes everything.
        clock: What the run spent and made so far.
    """

    rates: PassRates | None = None
    solved_value: float = 1.0

    def __init__(self, *, rates: PassRates | None, solved_value: float, **of_trl: Any) -> None:
        """Take our two options; the others are TRL's, named."""
        self.rates, self.solved_value, self.clock = rates, solved_value, Clock()
        super().__init__(**of_trl)

    def _get_train_sampler(self, dataset: Any = None) -> Any:
        if self.rates is None:
            return super()._get_train_sampler(dataset)
        dataset = self.train_dataset if dataset is None else dataset
        args: Any = self.args
        return GroupSampler(
            list(dataset["question_id"]),
            self.rates,
            group=args.num_generations,
            count=args.generation_batch_size // args.num_generations,
            repeats=args.num_iterations * args.steps_per_generation,
            seed=args.seed,
        )

    def _generate(self, prompts: list[Any]) -> Any:
        begin = time.perf_counter()
        made = super()._generate(prompts)
        took_s = time.perf_counter() - begin
        self.clock.generate_s += took_s
        self._log_metric("generate_s", took_s)
        return made

    def _calculate_rewards(
        self, inputs: list[dict[str, Any]], prompts: list[Any], completions: list[Any], completion_ids_list: list[Any]
    ) -> Any:
        begin = time.perf_counter()
        rewards = super()._calculate_rewards(inputs, prompts, completions, completion_ids_list)
        took_s = time.perf_counter() - begin
        self.clock.reward_s += took_s
        self.clock.tokens += sum(len(ids) for ids in completion_ids_list)
        self.clock.verdicts += len(completions)
        self._log_metric("reward_s", took_s)
        self._note_groups(gather_object([row["question_id"] for row in inputs]), rewards[:, 0].tolist())
        return rewards

    def _note_groups(self, question_ids: list[str], first: list[float]) -> None:
        """Count each completion of this generation; the lists are those of all processes."""
        known = [None if value != value else value for value in first]  # TRL writes None as NaN
        share = signal_share(known, question_ids)
        if share is not None:
            self._log_metric("no_signal", 1.0 - share)
        if self.rates is not None:
            self.rates.add(question_ids, [None if one is None else one >= self.solved_value - 1e-6 for one in known])
