"""Seeds: what a question is made from, read from triplets or from sections of documentation."""

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kodenv.errors import DataError
from kodenv.jsonrows import shorten
from kodenv.store import iter_rows
from kodenv.suites import module_imports
from kodenv.triplets import iter_triplets

MAX_CHARS = 12_000
"""Longer texts are no seeds: they would fill the prompt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """One seed.

    Attributes:
        seed_id: Unique among the seeds of a source; what a question's ``seed_ids`` name.
        text: The text that stands in the prompt.
        license: The licence of the text, where its row says it.
        imports: Top-level modules that the seed's solution imports.
        fields: Further texts that a prompt may use, such as a section's title.
    """

    seed_id: str
    text: str
    license: str | None = None
    imports: frozenset[str] = frozenset()
    fields: Mapping[str, str] = field(default_factory=dict)


def licenses_of(seeds: Iterable[Seed]) -> dict[str, str]:
    """Return the column ``seed_license`` with the licences of some seeds; nothing where none is known."""
    known = dict.fromkeys(seed.license for seed in seeds if seed.license)
    return {"seed_license": ", ".join(known)} if known else {}


SeedSource = str | os.PathLike[str] | Sequence[Seed]
"""Where seeds come from: a file, folder or glob, ``hf:NAME``, or the seeds themselves."""


def question_seeds(source: SeedSource) -> list[Seed]:
    """Return the questions of a triplet file in any known layout, or the seeds that were given.

    Raises:
        ConfigError: If the source cannot be reached.
        DataError: If a row is bad.
    """
    if not isinstance(source, str | os.PathLike):
        return list(source)
    return _short_enough(
        Seed(
            seed_id=triplet.question_id,
            text=triplet.question.strip(),
            license=triplet.license,
            imports=module_imports(triplet.solution),
        )
        for triplet in iter_triplets(source)
    )


def section_seeds(source: SeedSource) -> list[Seed]:
    """Return the sections of a documentation file, or the seeds that were given.

    Rows are objects with ``text`` and, if known, ``path``, ``title``, ``source``, ``version`` and ``license``.

    Raises:
        ConfigError: If the source cannot be reached.
        DataError: If a row has no text.
    """
    if not isinstance(source, str | os.PathLike):
        return list(source)
    return _short_enough(_section(row, where) for where, row in iter_rows(source))


def _section(row: Mapping[str, object], where: str) -> Seed:
    for name in ("text", "path", "title", "source", "version", "license"):
        value = row.get(name)
        if not isinstance(value, str) and (name == "text" or value is not None):
            raise DataError(f"{where}: $.{name}: expected a string, got {shorten(value)}; fix the row")
    text = str(row["text"]).strip()
    path, title = str(row.get("path") or "section"), str(row.get("title") or "untitled")
    named = " ".join(str(row[name]) for name in ("source", "version") if row.get(name))
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return Seed(
        seed_id=f"{path}#{title}:{digest}",
        text=text,
        license=str(row["license"]) if row.get("license") else None,
        fields={"title": title, "source": named or "a Python package"},
    )


def _short_enough(seeds: Iterable[Seed]) -> list[Seed]:
    """Keep seeds that have a text of usable length, one for each id."""
    kept = {seed.seed_id: seed for seed in seeds if 0 < len(seed.text) <= MAX_CHARS}
    return list(kept.values())
