"""Recorded completions for the demo: written by this program, not by any model.

Each one looks like a model's raw reply (reasoning, prose, fenced code) and is meant to be right or
wrong in a known way. Wrong programs are mutants that the task's own suite catches, or replies that
fail as replies do: cut off, without code, with a syntax error, printing instead of returning.
"""

import ast
import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from kodenv.mutation import Mutant
from kodenv.seeding import derive_seed
from synth.procedural import Drawn
from synth.rendering import call_text, capital, stdio_main
from synth.suites import Case
from synth.thoughts import brief, closing_words, opening_words, reason

SAMPLES = 4
_RIGHT_SHARE = {"easy": 0.85, "medium": 0.57, "hard": 0.4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One recorded completion and whether it is meant to be right."""

    question_id: str
    sample_index: int
    completion: str
    intended: bool

    def to_row(self) -> dict[str, object]:
        """Return the row that is shipped; the label stays here, since a verdict has to find it."""
        return {
            "question_id": self.question_id,
            "sample_index": self.sample_index,
            "completion": self.completion,
        }


def record(drawn: Drawn, *, endless: bool = False) -> list[Recording]:
    """Write the completions of one task; ``endless`` makes one of them loop forever."""
    question_id = drawn.triplet.question_id
    lean = Random(derive_seed("recording", question_id)).uniform(-0.35, 0.35)
    share = _RIGHT_SHARE[drawn.triplet.difficulty or "medium"] + lean
    found = []
    for index in range(SAMPLES):
        rng = Random(derive_seed("recording", question_id, index))
        right = rng.random() < share
        if endless and index == 1:
            text, right = _reply(drawn, rng.choice(drawn.suite.endless).source, rng), False
        else:
            text = _right(drawn, rng) if right else _wrong(drawn, rng)
        found.append(Recording(question_id=question_id, sample_index=index, completion=text, intended=right))
    return found


# --- right replies ---------------------------------------------------------------------------


def _right(drawn: Drawn, rng: Random) -> str:
    source = drawn.draft.solution
    plain = drawn.draft.form != "class" and drawn.triplet.test_format != "stdio"
    draw = rng.random()
    if draw < 0.08 and plain:
        return _reply(drawn, re.sub(rf"\b{drawn.draft.name}\b", _other_name(drawn, rng), source), rng, usage=False)
    if draw < 0.18 and drawn.suite.caught:
        return _second_thought(drawn, rng)
    if draw < 0.21:
        return _dress(drawn, source, rng)
    return _reply(drawn, source, rng)


def _other_name(drawn: Drawn, rng: Random) -> str:
    parts = drawn.draft.name.split("_")
    camel = parts[0] + "".join(part.capitalize() for part in parts[1:])
    return rng.choice([name for name in ("solution", "solve", camel) if name != drawn.draft.name])


def _second_thought(drawn: Drawn, rng: Random) -> str:
    """Show a wrong draft first, then the right program."""
    draft = _whole(drawn, _without_pass(_pick_mutant(drawn.suite.caught, rng).source))
    right = _dress(drawn, drawn.draft.solution, rng)
    turn = rng.choice(
        (
            "Checking this once more, one detail is not what the task asks for. The corrected version:",
            "Wait, that is slightly off when I go through the rules again. Here is the fixed version:",
            "There is a slip in this draft. Corrected:",
        )
    )
    first = rng.choice(("A first version:", "My first draft:", "Let me start with this:"))
    return f"{_thinking(drawn, rng)}{first}\n\n```python\n{draft}```\n\n{turn}\n\n```python\n{right}```\n"


# --- wrong replies ---------------------------------------------------------------------------


def _wrong(drawn: Drawn, rng: Random) -> str:
    makers: list[tuple[Callable[[Drawn, Random], str], float]] = [
        (_mutated, 0.66),
        (_cut_in_code, 0.06),
        (_cut_in_reasoning, 0.05),
        (_broken_syntax, 0.06),
        (_no_code, 0.05),
        (_misspelt, 0.06),
        (_prints, 0.06),
    ]
    kinds = [maker for maker, _ in makers]
    return rng.choices(kinds, [weight for _, weight in makers])[0](drawn, rng)


def _pick_mutant(mutants: Sequence[Mutant], rng: Random) -> Mutant:
    """Choose a mutant, the slips that people make most first."""
    kinds = rng.choices(("boundary", "constant", "missing", "other"), (0.4, 0.25, 0.2, 0.15))[0]
    fitting = [m for m in mutants if m.kind == kinds or (kinds == "other" and m.kind not in ("boundary", "constant"))]
    return rng.choice(fitting or list(mutants))


def _mutated(drawn: Drawn, rng: Random) -> str:
    return _reply(drawn, _without_pass(_pick_mutant(drawn.suite.caught, rng).source), rng)


def _without_pass(source: str) -> str:
    """Take out a `pass` where the block has other statements, as a person who forgot a line would have it."""
    shorter = re.sub(r"\n +pass(?=\n)", "", source, count=1)
    return shorter if _parses(shorter) else source


def _parses(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def _cut_in_code(drawn: Drawn, rng: Random) -> str:
    program = _dress(drawn, drawn.draft.solution, rng)
    body = program[: int(len(drawn.draft.solution) * rng.uniform(0.4, 0.75))]
    # A cut that still parses may have lost the line that ends a loop.
    while _parses(body):
        body = body[:-1]
    return f"{_thinking(drawn, rng)}{opening_words(drawn, rng)}\n\n```python\n{body}"


def _cut_in_reasoning(drawn: Drawn, rng: Random) -> str:
    text = reason(drawn, rng)
    return "<think>\n" + text[: int(len(text) * rng.uniform(0.55, 0.9))]


def _broken_syntax(drawn: Drawn, rng: Random) -> str:
    program = _dress(drawn, drawn.draft.solution, rng)
    places = [match.start() for match in re.finditer(r":\n", program)]
    spot = rng.choice(places)
    return _around(drawn, program[:spot] + program[spot + 1 :], rng)


def _no_code(drawn: Drawn, rng: Random) -> str:
    steps = "\n".join(f"- {capital(brief(rule))}." for rule in drawn.draft.rules)
    end = rng.choice(
        (
            "Each of these is a short loop, so the whole runs in linear or quadratic time. Would you like me to "
            "write it out?",
            "Putting these together gives the requested behaviour. Let me know which Python version you use.",
        )
    )
    return f"{_thinking(drawn, rng)}To solve this, go through the rules one at a time:\n\n{steps}\n\n{end}\n"


def _misspelt(drawn: Drawn, rng: Random) -> str:
    """Use a name that is never assigned in the line that gives the result."""
    source = drawn.draft.solution
    found = list(re.finditer(r"(return|yield) (?:self\.)?([a-z_]\w*)", source))
    match = found[-1] if drawn.draft.form != "class" else rng.choice(found)
    spot = match.end(2)
    return _reply(drawn, source[:spot] + rng.choice(("s", "_list", "_value", "2")) + source[spot:], rng, usage=False)


def _prints(drawn: Drawn, rng: Random) -> str:
    if drawn.triplet.test_format == "stdio":
        program = _whole(drawn, drawn.draft.solution).replace("    print(", '    print("Result:", ', 1)
        return _around(drawn, program, rng)
    if drawn.draft.form != "function":
        return _mutated(drawn, rng)
    before, _, value = drawn.draft.solution.rstrip("\n").rpartition("return ")
    return _reply(drawn, f"{before}print({value})\n", rng, usage=False)


# --- how a reply looks -----------------------------------------------------------------------


def _reply(drawn: Drawn, source: str, rng: Random, *, usage: bool = True) -> str:
    shown = usage and drawn.triplet.test_format != "stdio" and drawn.draft.form == "function" and rng.random() < 0.15
    return _around(drawn, _dress(drawn, source, rng), rng) + (_usage(drawn, rng) if shown else "")


def _around(drawn: Drawn, program: str, rng: Random) -> str:
    after = closing_words(drawn, rng)
    return f"{_thinking(drawn, rng)}{opening_words(drawn, rng)}\n\n```python\n{program}```\n" + (
        f"\n{after}\n" if after else ""
    )


def _thinking(drawn: Drawn, rng: Random) -> str:
    return f"<think>\n{reason(drawn, rng)}\n</think>\n\n" if rng.random() < 0.5 else ""


def _usage(drawn: Drawn, rng: Random) -> str:
    case: Case = drawn.suite.examples[0]
    word = rng.choice(("Example usage:", "You can try it like this:", "Usage:"))
    return f"\n{word}\n\n```python\nprint({call_text(drawn.draft, case.args)})  # {case.wanted!r}\n```\n"


def _whole(drawn: Drawn, source: str) -> str:
    return source + stdio_main(drawn.draft) if drawn.triplet.test_format == "stdio" else source


def _dress(drawn: Drawn, source: str, rng: Random) -> str:
    """Vary how a program looks without changing what it does."""
    if rng.random() < 0.6:
        source = _rename_locals(source, rng)
    if rng.random() < 0.35:
        source = _plain_signatures(source)
    if rng.random() < 0.45:
        source = _documented(drawn, source, rng)
    return _whole(drawn, source)


_SYNONYMS = {
    "number": ("num", "x", "value_in"),
    "index": ("i", "idx", "pos"),
    "char": ("ch", "c1", "letter"),
    "word": ("w", "item_text"),
    "kept": ("filtered", "remaining"),
    "total": ("acc", "running"),
    "rest": ("remaining", "left_over"),
    "start": ("begin", "i0"),
    "cell": ("val",),
    "best": ("longest", "best_so_far"),
    "count": ("cnt", "ways_here"),
    "key": ("k",),
    "piece": ("chunk",),
    "low": ("lo",),
    "high": ("hi",),
    "item": ("term",),
    "place": ("where",),
}


def _rename_locals(source: str, rng: Random) -> str:
    """Rename some local variables; programs with f-strings keep theirs (their names have no exact place)."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return source
    nodes = list(ast.walk(tree))
    if any(isinstance(node, ast.JoinedStr | ast.ClassDef) for node in nodes):
        return source
    stored = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    taken = {n.id for n in nodes if isinstance(n, ast.Name)} | {n.arg for n in nodes if isinstance(n, ast.arg)}
    params = {n.arg for n in nodes if isinstance(n, ast.arg)}
    mapping: dict[str, str] = {}
    for name in sorted(stored - params):
        choices = [new for new in _SYNONYMS.get(name, ()) if new not in taken]
        if choices and rng.random() < 0.7:
            mapping[name] = rng.choice(choices)
            taken.add(mapping[name])
    lines = source.split("\n")
    spots = [n for n in nodes if isinstance(n, ast.Name) and n.id in mapping]
    for node in sorted(spots, key=lambda n: (n.lineno, n.col_offset), reverse=True):
        line = lines[node.lineno - 1]
        lines[node.lineno - 1] = line[: node.col_offset] + mapping[node.id] + line[node.col_offset + len(node.id) :]
    return "\n".join(lines)


def _plain_signatures(source: str) -> str:
    """Drop the annotations of the first line of each function."""
    found = []
    for line in source.split("\n"):
        if line.lstrip().startswith("def "):
            line = re.sub(r"(\w+): [\w\[\], ]+?(?=, \w+:|\))", r"\1", line)
            line = re.sub(r" -> [\w\[\], ]+:$", ":", line)
        found.append(line)
    text = "\n".join(found)
    return text.replace("from collections.abc import Iterator\n\n\n", "") if "Iterator[" not in text else text


def _documented(drawn: Drawn, source: str, rng: Random) -> str:
    first = brief(drawn.draft.rules[0])
    lead = rng.choice(("", "", "Step by step: "))
    text = lead + first if lead else capital(first)
    text = textwrap.shorten(text, 84, placeholder=" ...") + rng.choice(("", "."))
    if drawn.draft.form == "class":
        text = rng.choice(
            ("Keeps its state in memory.", f"A {drawn.draft.name} as specified.", "See the rules of the task.")
        )
    lines = source.split("\n")
    spot = next(i for i, line in enumerate(lines) if line.startswith(("def ", "class "))) + 1
    lines.insert(spot, f'    """{text}"""')
    return "\n".join(lines)
