"""One self-contained page about an audit: the table by family, and every case with its program."""

import html
import importlib.resources
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kodenv.auditing.corpus import Corpus, Kind, Program

_PROGRAM_CHARS = 20_000
_MESSAGE_CHARS = 2_000
_TITLES = {Kind.CHEAT: "Cheats", Kind.HONEST: "Honest oddities"}


def render_page(rows: Iterable[Mapping[str, Any]], summary: Mapping[str, Any], run: Mapping[str, Any]) -> str:
    """Return the page's text.

    Args:
        rows: The audit's rows, each with the program's ``text`` added.
        summary: The counts.
        run: What run.json holds.
    """
    template = (importlib.resources.files("kodenv") / "templates" / "audit.html").read_text(encoding="utf-8")
    by_family: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        by_family.setdefault((row["kind"], row["family"]), []).append(row)
    parts = {
        "TITLE": _text(f"Audit of {run['config']['grader']}"),
        "FACTS": "".join(_facts(summary, run)),
        "TILES": "".join(_tiles(summary)),
        "FAMILIES": "".join(_family_rows(summary)),
        "CASES": "".join(_section(*key, cases) for key, cases in by_family.items()),
    }
    # one pass: what a program's text holds is never taken for a place of the template
    pieces = template.split("{{")
    return pieces[0] + "".join(_fill(piece, parts) for piece in pieces[1:])


def _fill(piece: str, parts: Mapping[str, str]) -> str:
    name, _, rest = piece.partition("}}")
    return parts[name] + rest


def with_texts(rows: Iterable[Mapping[str, Any]], corpus: Corpus) -> Iterator[dict[str, Any]]:
    """Add to each row the text of its program."""
    programs = {_id_of(program): program for program in corpus.programs}
    for row in rows:
        program = programs[row["kind"], row["family"], row["case"].partition("@")[0].rpartition("/")[2]]
        following = f"\n# then, judged next:\n{program.next_text}" if program.next_text else ""
        yield {**row, "text": program.text + following}


def _id_of(program: Program) -> tuple[str, str, str]:
    return str(program.kind), program.family, program.name


def _facts(summary: Mapping[str, Any], run: Mapping[str, Any]) -> Iterator[str]:
    facts = {key: value for key, value in run["config"].items() if value}
    facts |= {key: value for key, value in (run.get("judge") or {}).items() if value}
    facts |= {"kodenv": run["versions"]["kodenv"], "corpus": run["inputs"]["corpus"]["sha256"][:12]}
    for key, value in facts.items():
        shown = ", ".join(value) if isinstance(value, list) else value
        yield f"<span>{_text(key.replace('_', ' '))} <b>{_text(shown)}</b></span>"


def _tiles(summary: Mapping[str, Any]) -> Iterator[str]:
    cheats, honest = summary[Kind.CHEAT], summary[Kind.HONEST]
    left_out = sum(len(cases) for cases in summary["left_out"].values())
    fooled = cheats["statuses"].get("FOOLED", 0)
    yield _tile("Cheats passed", f"{fooled:,}", f"of {cheats['tried']:,} tried", bad=fooled > 0)
    harmed = sum(part["statuses"].get("HARMED", 0) for part in (cheats, honest))
    yield _tile("Left a trace", f"{harmed:,}", "outside the sandbox, or on the next verdict", bad=harmed > 0)
    refused = honest["statuses"].get("REFUSED", 0)
    yield _tile("Honest refused", f"{refused:,}", f"of {honest['tried']:,} tried", bad=refused > 0)
    unscored = sum(part["statuses"].get("UNSCORED", 0) for part in (cheats, honest))
    yield _tile("Unscored", f"{unscored:,}", "the grader could not tell", bad=unscored > 0)
    yield _tile("Left out", f"{left_out:,}", "not tried; each says why", bad=False)


def _tile(label: str, value: str, note: str, *, bad: bool) -> str:
    mark = " bad" if bad else ""
    return (
        f'<div class="tile"><div class="label">{label}</div><div class="value{mark}">{value}</div>'
        f'<div class="note">{note}</div></div>'
    )


def _family_rows(summary: Mapping[str, Any]) -> Iterator[str]:
    for family in summary["families"]:
        name = f"{family['kind']}-{family['family']}"
        statuses = " ".join(f"{_pill(status)} {count:,}" for status, count in family["statuses"].items())
        yield (
            f'<tr><td>{_text(family["kind"])}</td><td><a href="#{_text(name)}">{_text(family["family"])}</a></td>'
            f'<td class="num">{family["cases"]:,}</td><td class="num">{family["tried"]:,}</td>'
            f'<td class="num{" bad" if family["wrong"] else ""}">{family["wrong"]:,}</td><td>{statuses}</td></tr>'
        )


def _section(kind: str, family: str, rows: Iterable[Mapping[str, Any]]) -> str:
    cases = "".join(_case(row) for row in rows)
    title = f"{_TITLES[Kind(kind)]}: {family.replace('_', ' ')}"
    return f'<section class="card" id="{_text(f"{kind}-{family}")}"><h2>{_text(title)}</h2>{cases}</section>'


def _case(row: Mapping[str, Any]) -> str:
    name = row["case"].partition("/")[2].partition("/")[2]
    notes = "".join(f'<div class="found">{_text(found)}</div>' for found in row["found"])
    if row["reason"]:
        notes += f'<div class="note">left out: {_text(row["reason"])}</div>'
    for verdict in row["measured"]["verdicts"]:
        said = " · ".join(filter(None, (verdict["verdict"], row["mode"])))
        notes += f'<div class="meta">{_text(said)}</div>'
        if verdict["message"]:
            notes += f'<pre class="text">{_text(_cut(verdict["message"], _MESSAGE_CHARS))}</pre>'
    return (
        f"<details{'' if row['ok'] else ' open'}><summary>{_pill(row['status'])} <code>{_text(name)}</code> "
        f'<span class="about">{_text(row["about"])}</span></summary>{notes}'
        f"<pre>{_text(_cut(row['text'], _PROGRAM_CHARS))}</pre></details>"
    )


def _pill(status: str) -> str:
    return f'<span class="pill {_text(status)}">{_text(status.replace("_", " "))}</span>'


def _text(value: object) -> str:
    """Return a value as text of the page; half a character, which a hostile message may hold, as an escape."""
    return html.escape(str(value).encode(errors="backslashreplace").decode())


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}\n… ({len(text) - most:,} more characters)"
