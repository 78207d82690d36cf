"""Keep one row of every group of questions that say the same; say of every other why it goes.

Three matchers, from cheap to dear: :class:`ExactMatcher` (normalised text), :class:`NearMatcher` (MinHash, finds
copies) and :class:`SemanticMatcher` (sentence embeddings, finds paraphrases). :func:`sift` asks them row by row.
See docs/dedup.md.
"""

from synth.dedup.embedding import BUNDLED_MODEL, Embedder, SentenceEmbedder, Vectors
from synth.dedup.entries import Duplicate, Entry, Match, Matcher, entry_of
from synth.dedup.exact import ExactMatcher
from synth.dedup.near import NearMatcher
from synth.dedup.semantic import SemanticMatcher
from synth.dedup.sifting import deduplicate, sift
from synth.dedup.vector_store import StoredEmbedder

__all__ = [
    "BUNDLED_MODEL",
    "Duplicate",
    "Embedder",
    "Entry",
    "ExactMatcher",
    "Match",
    "Matcher",
    "NearMatcher",
    "SemanticMatcher",
    "SentenceEmbedder",
    "StoredEmbedder",
    "Vectors",
    "deduplicate",
    "entry_of",
    "sift",
]
