"""What a reply has to look like: one typed set of options, and the published recipes as values of it."""

import dataclasses
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kodenv.errors import ConfigError, unknown_name
from kodenv.files import cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Which defects of a reply keep it out of the SFT set. All off: none does.

    Token counts are :func:`kodenv.responses.counting.count_tokens`'s.

    Attributes:
        think: Reasoning stands between one pair of think tags, which begins the reply, and is not empty.
        opening_tag_in_prompt: The opening tag was part of the prompt: a reply that has the closing one alone is fine.
        fence: A fenced block tagged with the question's language follows the reasoning.
        plain_reasoning: No fenced blocks inside the reasoning.
        syntax: The program parses (Python: ``compile()``; C++: tree-sitter, extra ``cpp``); what passed its suite does.
        placeholders: The program has no "your code here" and no function that is only ``...``.
        loops: The reasoning does not go round in circles; see :mod:`kodenv.responses.loops`.
        classes: False drops programs that define a class at their top level, unless the question asks for that class.
        max_question_tokens: Longest question.
        min_reply_tokens: Shortest reply, reasoning included.
        max_reply_tokens: Longest reply, reasoning included.

    Raises:
        ConfigError: If a bound is below 1, or the bounds of a reply are the wrong way round.
    """

    think: bool = False
    opening_tag_in_prompt: bool = False
    fence: bool = False
    plain_reasoning: bool = False
    syntax: bool = False
    placeholders: bool = False
    loops: bool = False
    classes: bool = True
    max_question_tokens: int | None = None
    min_reply_tokens: int | None = None
    max_reply_tokens: int | None = None

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if field.type is bool:
                if not isinstance(value, bool):
                    raise ConfigError(f"recipe: {field.name}: expected true or false, got {value!r}; fix it")
            elif value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
                raise ConfigError(f"recipe: {field.name}: expected a whole number from 1 on, got {value!r}; fix it")
        if (self.min_reply_tokens or 0) > (self.max_reply_tokens or float("inf")):
            raise ConfigError(
                f"recipe: min_reply_tokens: expected at most max_reply_tokens {self.max_reply_tokens}, "
                f"got {self.min_reply_tokens}; swap them"
            )


# Sources: KodCode, arXiv:2503.02951 section 3 and appendix (bounds of its length filter are not published: ours are the
# teacher's token limit and a floor below which none of its recorded replies lies). OpenCodeReasoning,
# arXiv:2504.01943 section 2, with the question cap of its later recipe; placeholders by syntax, not by substring.
RECIPES: dict[str, Form] = {
    "none": Form(),
    "kodcode": Form(think=True, fence=True, classes=False, min_reply_tokens=100, max_reply_tokens=16_384),
    "opencodereasoning": Form(
        think=True, fence=True, plain_reasoning=True, syntax=True, placeholders=True, max_question_tokens=3_200
    ),
    "strict": Form(
        think=True,
        fence=True,
        plain_reasoning=True,
        syntax=True,
        placeholders=True,
        loops=True,
        classes=False,
        max_question_tokens=3_200,
        min_reply_tokens=100,
        max_reply_tokens=16_384,
    ),
}


def read_recipe(name: str) -> Form:
    """Return a recipe by its name, or the one that a TOML file describes.

    The file holds :class:`Form`'s names as keys, and optionally ``base``, the name of the recipe that it changes.

    Raises:
        ConfigError: If there is no such recipe, or the file cannot be read or has an unknown key.
    """
    if not name.endswith(".toml"):
        if name not in RECIPES:
            raise ConfigError(unknown_name("recipe", name, RECIPES) + ", or give a .toml file")
        return RECIPES[name]
    try:
        values: dict[str, Any] = tomllib.loads(Path(name).read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{name}: expected a readable file, got {cause(error)}; check the path") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{name}: expected TOML, got a bad file ({error}); fix it") from error
    base = values.pop("base", "none")
    if base not in RECIPES:
        raise ConfigError(f"{name}: base: {unknown_name('recipe', base, RECIPES)}")
    known = [field.name for field in dataclasses.fields(Form)]
    for key in values:
        if key not in known:
            raise ConfigError(f"{name}: {unknown_name('key', key, known)}")
    try:
        return dataclasses.replace(RECIPES[base], **values)
    except ConfigError as error:
        raise ConfigError(f"{name}: {error}") from None
