"""Typed steps: each maker draws constants that matter for the sample values it is shown."""

from synth.families.shape import StepMaker
from synth.families.steps import from_counts, from_grid, from_number, from_numbers, from_pairs, from_text, from_texts

STEPS: dict[str, tuple[StepMaker, ...]] = {
    "int": from_number.STEPS,
    "ints": from_numbers.STEPS,
    "str": from_text.STEPS,
    "strs": from_texts.STEPS,
    "counts": from_counts.STEPS,
    "grid": from_grid.STEPS,
    "pairs": from_pairs.STEPS,
}
"""The steps that take a value of each type; seeded tasks depend on their order."""

BEFORE: dict[str, tuple[StepMaker, ...]] = {
    "ints": from_numbers.BEFORE,
    "str": from_text.BEFORE,
    "strs": from_texts.BEFORE,
    "counts": from_counts.BEFORE,
    "grid": from_grid.BEFORE,
    "pairs": from_pairs.BEFORE,
}
"""Those that may come before a family's own work: they change a value and keep its type."""
