"""instruct → complete: the task as the beginning of a module, signature and docstring, that a model is to finish."""

import ast
import dataclasses
import os
import re

from kodenv.policy import Request, SamplingParams
from kodenv.records import Triplet
from kodenv.seeding import derive_seed
from kodenv.suite_calls import AssertedCall, parse_or_none, share_shown, shown_calls
from synth.prompting import load_prompt
from synth.records import Dropped
from synth.sources.reply_text import answer_of, between
from synth.styles.stubs import (
    Definition,
    complete_names,
    docstring,
    find_definition,
    gives_body_away,
    parameter_names,
    undefined_names,
    write_stub,
)
from synth.styles.visible import HIDDEN_SHARE, Showing, check_hidden_share, choose_showing, restyled_id

MOST_EXAMPLES = 3
SAMPLING = SamplingParams(temperature=0.7, max_tokens=2048)

_FENCED = re.compile(r"\A`{3,}[\w+-]*[ \t]*\n(.*?)\n?`{3,}\s*\Z", re.DOTALL)
_QUOTES = re.compile(r"(\"\"\"|''')\s*\Z")


class CompleteStyle:
    """Turns instruct triplets into completion prompts, by a model's wording or without a model.

    Solution and suite stay. At least ``hidden_share`` of the suite's asserted calls is readable nowhere in the
    prompt: examples beyond it are cut from what a model writes.
    """

    name = "complete"

    def __init__(
        self,
        *,
        hidden_share: float = HIDDEN_SHARE,
        sampling: SamplingParams = SAMPLING,
        prompts: str | os.PathLike[str] | None = None,
    ) -> None:
        """Set up the style.

        Args:
            hidden_share: The least share of asserted calls that stays hidden.
            sampling: How the model's wording is sampled.
            prompts: A folder whose files replace ours.

        Raises:
            ConfigError: If ``hidden_share`` is not above 0 and at most 1.
        """
        self._hidden_share = check_hidden_share(hidden_share)
        self._sampling = sampling
        self.prompt = load_prompt("complete", prompts)

    def request(self, triplet: Triplet, index: int) -> Request | Dropped:
        """Return the request that asks a model for the prompt; only the examples that may be shown are in it."""
        definition = _definition(triplet)
        if isinstance(definition, Dropped):
            return definition
        showing = choose_showing(triplet, self._hidden_share)
        values = {
            "question": triplet.question,
            "solution": triplet.solution,
            "examples": "\n".join(_doctest(showing)) or "none",
            "name": definition.name,
        }
        return Request(
            index=index,
            question_id=triplet.question_id,
            messages=({"role": "user", "content": self.prompt.fill(values)},),
            params=dataclasses.replace(self._sampling, seed=derive_seed("complete", triplet.question_id)),
        )

    def from_reply(self, triplet: Triplet, reply_text: str) -> Triplet | Dropped:
        """Return the triplet with the completion prompt of a model's reply, or why it cannot be used."""
        definition = _definition(triplet)
        if isinstance(definition, Dropped):
            return definition
        answer = answer_of(reply_text)
        inside = answer if isinstance(answer, Dropped) else between(answer, "Completion")
        if isinstance(inside, Dropped):
            return inside
        fenced = _FENCED.match(inside)
        code = (fenced.group(1) if fenced else inside).strip("\n") + "\n"
        if (fault := _fault(code, definition)) is not None:
            return fault
        showing = choose_showing(triplet, self._hidden_share)
        code = cut_examples(complete_names(code, definition), showing.hidden)
        return self._finish(triplet, definition, code, showing, self.prompt.hash)

    def without_model(self, triplet: Triplet) -> Triplet | Dropped:
        """Return the triplet with a completion prompt made of its solution's signature and its own question."""
        definition = _definition(triplet)
        if isinstance(definition, Dropped):
            return definition
        showing = choose_showing(triplet, self._hidden_share)
        code = write_stub(definition, docstring(triplet.question, _doctest(showing)))
        return self._finish(triplet, definition, code, showing, "")

    def _finish(
        self, triplet: Triplet, definition: Definition, code: str, showing: Showing, prompt_hash: str
    ) -> Triplet | Dropped:
        if parse_or_none(code) is None:
            return Dropped(reason="does_not_parse", detail="the completion prompt is not Python")
        if undefined := undefined_names(code, definition.name):
            return Dropped(reason="undefined_name", detail=f"nothing defines {undefined[0]}, which its signature uses")
        if len(shown_calls(code, showing.calls)) > showing.budget:
            return Dropped(
                reason="shows_too_much",
                detail=f"more than {showing.budget} of {len(showing.calls)} asserted calls stand in the prompt",
            )
        leak = round(share_shown(code, showing.calls), 4)
        return dataclasses.replace(
            triplet,
            question_id=restyled_id(triplet.question_id, "complete"),
            question=code,
            style="complete",
            visible_cases=list(showing.cases) if showing.calls else triplet.visible_cases,
            extra={**triplet.extra, "prompt_leak": leak, "style_prompt_hash": prompt_hash},
        )


def cut_examples(code: str, hidden: tuple[AssertedCall, ...]) -> str:
    """Return the code without the doctest examples that show a hidden call."""
    kept: list[str] = []
    block: list[str] = []
    for line in [*code.splitlines(), ""]:
        starts, ends = line.lstrip().startswith(">>>"), not line.strip() or line.strip() in ('"""', "'''")
        if block and (starts or ends):
            kept.extend(_without_hidden(block, hidden))
            block = []
        if starts or (block and not ends):
            block.append(line)
            if _QUOTES.search(line):
                kept.extend(_without_hidden(block, hidden))
                block = []
        else:
            kept.append(line)
    return "\n".join(kept).rstrip("\n") + "\n"


def _without_hidden(block: list[str], hidden: tuple[AssertedCall, ...]) -> list[str]:
    if not shown_calls("\n".join(block), hidden):
        return block
    closing = _QUOTES.search(block[-1])
    if closing is None:
        return []
    indent = block[-1][: len(block[-1]) - len(block[-1].lstrip())]
    return [indent + closing.group(1)]


def _doctest(showing: Showing) -> list[str]:
    """Return the examples that may be shown, as doctest lines."""
    lines: list[str] = []
    for call in [one for one in showing.shown if one.expected is not None and _is_plain(one)][:MOST_EXAMPLES]:
        lines += [f">>> {call.text}", ast.unparse(call.expected or ast.Constant(None))]
    return lines


def _is_plain(call: AssertedCall) -> bool:
    """Tell whether doctest would print the expected value as it is written."""
    if call.expected is None:
        return False
    try:
        value = ast.literal_eval(call.expected)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return value is not None and "\n" not in ast.unparse(call.node)


def _definition(triplet: Triplet) -> Definition | Dropped:
    if triplet.style != "instruct" or triplet.test_format == "stdio" or triplet.language != "python":
        return Dropped(reason="not_instruct", detail="only Python functions asked for in prose can be converted")
    found = find_definition(triplet)
    return found or Dropped(reason="no_definition", detail="the solution does not define what the suite tests")


def _fault(code: str, definition: Definition) -> Dropped | None:
    """Say why a model's completion prompt cannot be used."""
    tree = parse_or_none(code)
    if tree is None:
        return Dropped(reason="does_not_parse", detail="the completion prompt is not Python")
    asked = next((node for node in tree.body if getattr(node, "name", None) == definition.name), None)
    if asked is None:
        return Dropped(reason="other_name", detail=f"it does not begin {definition.name}")
    if parameter_names(asked) != parameter_names(definition.node):
        return Dropped(reason="other_signature", detail=f"its {definition.name} takes other parameters")
    if gives_body_away(asked):
        return Dropped(reason="gives_solution", detail=f"it gives the body of {definition.name}")
    return None
