"""The twelve sources of questions, by KodCode's names of its subsets."""

from collections.abc import Callable
from functools import partial

from synth.sources.analysis import SnippetSource
from synth.sources.assessment import AssessmentSource
from synth.sources.documents import DocsSource
from synth.sources.evol import EvolSource
from synth.sources.filter import FilterSource
from synth.sources.package import PackageSource
from synth.sources.prefill import PrefillSource
from synth.sources.shape import Outcome, Source, Step

__all__ = ["SOURCES", "Outcome", "Source", "Step"]

SOURCES: dict[str, Callable[..., Source]] = {
    "Prefill": PrefillSource,
    "Leetcode": partial(AssessmentSource, "Leetcode", seeds_per_prompt=3),
    "Codeforces": partial(AssessmentSource, "Codeforces"),
    "Apps": partial(AssessmentSource, "Apps"),
    "Taco": partial(AssessmentSource, "Taco"),
    "Code_Contests": partial(AssessmentSource, "Code_Contests"),
    "Package": PackageSource,
    "Evol": EvolSource,
    "Algorithm": partial(SnippetSource, "Algorithm", kind="function", subject="algorithms"),
    "Data_Structure": partial(SnippetSource, "Data_Structure", kind="class", subject="data structures"),
    "Docs": DocsSource,
    "Filter": FilterSource,
}
"""Each makes a source from keyword arguments; ``inspect.signature`` of a value tells which it takes."""
