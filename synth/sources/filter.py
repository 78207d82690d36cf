"""Filter: several models write users' turns from nothing, a judge tags them, and few stay."""

import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kodenv.errors import ConfigError
from kodenv.jsonrows import shorten
from kodenv.policy import SamplingParams
from synth.prompting import load_prompt
from synth.records import Dropped, Question, SourceRequest
from synth.sources.reply_text import answer_of
from synth.sources.shape import SAMPLING, Step, combined_hash, make_question, next_step, question_id, seeded
from synth.sources.user_turns import CHAT, check_template, most_repeated, user_turn, user_turn_request

QUALITIES = ("very poor", "poor", "average", "good", "excellent")
TASKS = (
    "Function Generation",
    "Algorithm Implementation",
    "Class Design",
    "Data Structure Implementation",
    "Data Processing",
    "Text Processing",
    "Mathematics",
    "Debugging",
    "Code Explanation",
    "Code Review",
    "Refactoring",
    "Translation between Languages",
    "Testing",
    "Performance Tuning",
    "Database Queries",
    "Web Development",
    "User Interfaces",
    "Machine Learning",
    "Scripts and Automation",
    "Advice",
    "Other",
)
KINDS = ("function", "online_judge", "other")
# What KodCode keeps (arXiv 2503.02951, section 2.1): high quality, and these two tasks.
KEPT_QUALITIES = ("good", "excellent")
KEPT_TASKS = ("Algorithm Implementation", "Function Generation")

_PYTHON = re.compile(r"\bpython\b|\bdef \w+\(|\bnumpy\b|\bpandas\b", re.IGNORECASE)
_OTHER_LANGUAGE = re.compile(
    r"(?<![\w.+#])(?:java|javascript|typescript|c\+\+|c#|golang|rust|kotlin|swift|ruby|php|perl|haskell|scala|matlab|"
    r"sql|html|css|bash|powershell|fortran|cobol|lua|julia)(?![\w+#])",
    re.IGNORECASE,
)
_TAG_SAMPLING = SamplingParams(temperature=0.0, max_tokens=1024)
_MOST_REPEATED = 3


class FilterSource:
    """Step 0: a model, drawn in turn, writes a user's turn. Step 1: the judge's tags decide whether it stays."""

    name = "Filter"

    def __init__(
        self,
        *,
        models: Sequence[str] = ("",),
        templates: Sequence[str] = ("chatml",),
        judge: str = "",
        qualities: Sequence[str] = KEPT_QUALITIES,
        tasks: Sequence[str] = KEPT_TASKS,
        sampling: SamplingParams = SAMPLING,
        prompts: str | os.PathLike[str] | None = None,
    ) -> None:
        """Set up the source.

        Args:
            models: Names of the policies that write; empty: the source's own. They take turns.
            templates: The template of each model, or one for all; see :class:`synth.sources.prefill.PrefillSource`.
            judge: Name of the policy that tags; empty: the source's own.
            qualities: The qualities that stay, of :data:`QUALITIES`.
            tasks: The tasks that stay, of :data:`TASKS`.
            sampling: How turns are sampled. Tags are sampled greedily.
            prompts: A folder whose files replace ours.

        Raises:
            ConfigError: If an argument cannot be used.
        """
        _check("models", models)
        if len(templates) not in (1, len(models)):
            raise ConfigError(
                f"Filter: templates: expected 1 or {len(models)}, one a model, got {len(templates)}; name each"
            )
        for template in templates:
            check_template("Filter", template)
        _check("qualities", qualities, QUALITIES)
        _check("tasks", tasks, TASKS)
        self._models, self._templates, self._judge = tuple(models), tuple(templates), judge
        self._qualities, self._tasks, self._sampling = frozenset(qualities), frozenset(tasks), sampling
        self._prompts = load_prompt("user_turn_system", prompts), load_prompt("user_turn_chat", prompts)
        self.prompt = load_prompt("tags", prompts)

    def requests(self, seed: int, count: int) -> Iterator[SourceRequest]:
        """Yield the first step of each question, the models in turn."""
        for index in range(count):
            template = self._template(index)
            asked = user_turn_request(
                index,
                question_id(self.name, seed, index),
                template,
                "",
                self._prompts,
                seeded(self._sampling, self.name, seed, index),
            )
            yield Step(index=index, request=asked, policy=self._models[index % len(self._models)])

    def question(self, reply_text: str, request: SourceRequest) -> Question | Dropped | Step:
        """Return the request for tags, and after it the question if they are good enough."""
        if not isinstance(request, Step) or request.number == 0:
            return self._tag(reply_text, request)
        tags = read_tags(reply_text)
        if isinstance(tags, Dropped):
            return tags
        if tags["quality"] not in self._qualities:
            return Dropped(reason="low_quality", detail=f"the judge says {tags['quality']!r}")
        if tags["task"] not in self._tasks or tags["kind"] == "other":
            return Dropped(reason="other_task", detail=f"the judge says {tags['task']!r}, {tags['kind']!r}")
        turn = self._prompts[1] if self._template(request.index) == CHAT else self._prompts[0]
        made_by = combined_hash((turn.hash, self.prompt.hash))
        return make_question(self.name, request.draft, request, made_by, {**tags, **dict(request.notes)})

    def _tag(self, reply_text: str, request: SourceRequest) -> Dropped | Step:
        text = user_turn(reply_text, "")
        if isinstance(text, Dropped):
            return text
        if not is_for_python(text):
            return Dropped(reason="not_python", detail="it asks for another language")
        if most_repeated(text) > _MOST_REPEATED:
            return Dropped(reason="repeats_itself", detail="the model went round in circles")
        prompt = self.prompt.fill({"question": text, "tasks": ", ".join(f'"{task}"' for task in TASKS)})
        step = next_step(request, prompt, _TAG_SAMPLING, self._judge, text)
        return replace(step, notes=(("written_by", self._models[request.index % len(self._models)]),))

    def _template(self, index: int) -> str:
        model = index % len(self._models)
        return self._templates[model % len(self._templates)]


def is_for_python(text: str) -> bool:
    """Tell whether a text asks for Python: it says so, or names no other language."""
    return _PYTHON.search(text) is not None or _OTHER_LANGUAGE.search(text) is None


def read_tags(reply_text: str) -> dict[str, str] | Dropped:
    """Return the three tags of a judge's reply: one JSON object, in a fenced block or bare."""
    answer = answer_of(reply_text)
    if isinstance(answer, Dropped):
        return answer
    bare = re.sub(r"\A```(?:json)?\s*\n?|\n?```\Z", "", answer).strip()
    try:
        found = json.loads(bare)
    except ValueError:
        return Dropped(reason="bad_tags", detail=f"expected one JSON object, got {shorten(answer)}")
    tags: dict[str, str] = {}
    for name, known in (("quality", QUALITIES), ("task", TASKS), ("kind", KINDS)):
        value = found.get(name) if isinstance(found, dict) else None
        said = {one.casefold(): one for one in known}.get(value.strip().casefold()) if isinstance(value, str) else None
        if said is None:
            return Dropped(reason="bad_tags", detail=f"{name}: expected one of its labels, got {shorten(value)}")
        tags[name] = said
    return tags


def _check(key: str, values: Sequence[str], known: Sequence[str] | None = None) -> None:
    """Raise ConfigError unless there are values, all of them known."""
    wrong = [value for value in values if known is not None and value not in known]
    if not values or wrong:
        expected = f"one or more of {', '.join(known)}" if known else "one name or more"
        raise ConfigError(f"Filter: {key}: expected {expected}, got {wrong or list(values)!r}; change it")
