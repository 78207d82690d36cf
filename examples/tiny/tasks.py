"""The tasks that tiny knows, and which of them are held out from whatever learns."""

from itertools import islice

from kodenv import Triplet
from synth.families.numbers import HEADS
from synth.families.shape import Draft
from synth.procedural import generate, question_id_of

HELD_OUT = 5  # one question in five


def is_held_out(question_id: str) -> bool:
    """Tell whether a procedural question is kept from training, by its id alone."""
    return int(question_id.rpartition("_")[2], 16) % HELD_OUT == 0


def draw(count: int, seed: int, *, held_out: bool) -> list[Triplet]:
    """Return tasks as tiny knows them: easy, in prose, no rule that refuses an input; held out or not."""

    def wanted(draft: Draft) -> bool:
        return is_held_out(question_id_of(draft)) is held_out and not draft.key.endswith("; guarded")

    drawn = generate(100 * count, seed, families=tuple(HEADS), difficulties=("easy",), wanted=wanted)
    return list(islice((triplet for triplet in drawn if triplet.style == "instruct"), count))
