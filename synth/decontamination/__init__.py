"""Set apart the rows that resemble a benchmark's items, and say which, how, and how much.

Runs of words find copies, sentence embeddings find paraphrases, and judges (any :class:`kodenv.policy.Policy`) may
clear what the embeddings suspect. See docs/dedup.md.
"""

from synth.decontamination.benchmarks import Item, iter_items, read_benchmarks
from synth.decontamination.checking import Finding, check_rows
from synth.decontamination.judging import Judgement
from synth.decontamination.runs_of_words import RunIndex
from synth.decontamination.splitting import split_file
from synth.decontamination.suspects import Suspect, VectorIndex

__all__ = [
    "Finding",
    "Item",
    "Judgement",
    "RunIndex",
    "Suspect",
    "VectorIndex",
    "check_rows",
    "iter_items",
    "read_benchmarks",
    "split_file",
]
