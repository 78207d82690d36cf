"""Small wrong versions of a program: what a suite is worth shows in how many of them it refuses."""

from kodenv.mutation.mutants import BASIC_KINDS, KINDS, Mutant, diff_of, draw_mutants, mutate

__all__ = ["BASIC_KINDS", "KINDS", "Mutant", "diff_of", "draw_mutants", "mutate"]
