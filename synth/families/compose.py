"""Compose a head with steps into a draft: prose, a rendered solution and the composed oracle."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from string import Template
from typing import Any

from synth.copies import copied
from synth.families.shape import KINDS, Draft, Head, HeadMaker, Step, StepMaker
from synth.families.steps import BEFORE, STEPS

POOL = 36
_MAX_SIZE = 400


@dataclass(frozen=True, slots=True)
class _Chain:
    """The oracle: the steps before, the head, the steps after."""

    before: tuple[Step, ...]
    head: Head
    after: tuple[Step, ...]

    def __call__(self, args: tuple[Any, ...]) -> Any:
        first, *rest = copied(args)
        for step in self.before:
            first = step.apply(first)
        value = self.head.oracle(first, *rest)
        for step in self.after:
            value = step.apply(value)
        return value


def compose(make: HeadMaker, family: str, rng: Random, steps: int) -> Draft | None:
    """Draw a task with ``steps`` composed steps around a head; None if no fitting step was found."""
    head = make(rng)
    inputs = list(head.probes) + [head.draw(rng) for _ in range(POOL)]
    kind = head.params[0].kind
    early = rng.randint(0, min(2, steps - 1)) if head.before and kind in BEFORE else 0
    first = [args[0] for args in inputs]
    before = _extend(rng, kind, first, early, BEFORE[kind]) if early else []
    if before is None:
        return None
    values = _Chain(tuple(before), head, ())
    outputs = [values(args) for args in inputs]
    if not _varied(outputs):
        return None
    after = _extend(rng, head.gives, outputs, steps - 1 - len(before), None)
    if after is None:
        return None
    return _draft(family, _Chain(tuple(before), head, tuple(after)), inputs)


def _extend(
    rng: Random, kind: str, values: Sequence[Any], steps: int, makers: Sequence[StepMaker] | None
) -> list[Step] | None:
    """Draw ``steps`` steps one after the other, each of which changes what the samples give."""
    chain: list[Step] = []
    for _ in range(steps):
        step = _fitting(rng, kind, values, makers, {s.key.split()[0] for s in chain}, last=len(chain) == steps - 1)
        if step is None:
            return None
        values = [step.apply(copied(value)) for value in values]
        kind = step.gives
        chain.append(step)
    return chain


def _fitting(
    rng: Random, kind: str, values: Sequence[Any], makers: Sequence[StepMaker] | None, used: set[str], *, last: bool
) -> Step | None:
    for _ in range(12):
        step = rng.choice(makers or STEPS.get(kind, ()) or (_NO_STEP,))(rng, values)
        if step is _NONE or step.key.split()[0] in used or (not last and not _goes_on(step)):
            continue
        changed = [step.apply(copied(value)) for value in values]
        moved = sum(a != b for a, b in zip(changed, values, strict=True))
        if moved * 3 >= len(values) and _varied(changed) and _small(changed):
            return step
    return None


_NONE = Step(key="none", takes="", gives="", var="", say="", code="", apply=lambda v: v)


def _NO_STEP(rng: Random, samples: Sequence[Any]) -> Step:
    return _NONE


def _goes_on(step: Step) -> bool:
    return step.gives in STEPS


def _varied(values: Sequence[Any]) -> bool:
    """Whether the samples still differ enough that a wrong program shows."""
    shown = [repr(value) for value in values]
    common = max(shown.count(text) for text in set(shown))
    return len(set(shown)) >= 5 and common * 2 <= len(shown)


def _small(values: Sequence[Any]) -> bool:
    return max(len(repr(value)) for value in values) <= _MAX_SIZE


def _draft(family: str, chain: _Chain, inputs: list[tuple[Any, ...]]) -> Draft:
    head = chain.head
    parts: tuple[Step | Head, ...] = (*chain.before, head, *chain.after)
    returns = chain.after[-1].gives if chain.after else head.gives
    return Draft(
        family=family,
        key="; ".join(part.key for part in parts),
        form="function",
        name=head.name,
        params=head.params,
        returns=returns,
        rules=tuple(part.say for part in parts),
        given=head.given,
        solution=_render(chain, returns),
        steps=len(parts),
        expect=chain,
        inputs=tuple(inputs),
        ablated=tuple(_ablations(chain)),
    )


def _ablations(chain: _Chain) -> list[Callable[[tuple[Any, ...]], Any]]:
    """Return the chain with each of its steps left out in turn, where the kinds allow it."""
    found: list[Callable[[tuple[Any, ...]], Any]] = []
    for i, step in enumerate(chain.before):
        if step.takes == step.gives:
            found.append(_Chain(chain.before[:i] + chain.before[i + 1 :], chain.head, chain.after))
    for i, step in enumerate(chain.after):
        if step.takes == step.gives:
            found.append(_Chain(chain.before, chain.head, chain.after[:i] + chain.after[i + 1 :]))
    return found


def _render(chain: _Chain, returns: str) -> str:
    head = chain.head
    taken = {param.name for param in head.params}
    current = head.params[0].name
    lines: list[str] = []
    for step in chain.before:
        current = _write(lines, step.code, step.var, taken, x=current)
    current = _write(lines, head.code, head.var, taken, a=current)
    for step in chain.after:
        current = _write(lines, step.code, step.var, taken, x=current)
    signature = ", ".join(f"{p.name}: {KINDS[p.kind]}" for p in head.params)
    body = "\n".join("    " + line if line else "" for line in "\n".join(lines).split("\n"))
    imports = "".join(line + "\n" for line in head.imports)
    gap = "\n\n" if imports else ""
    return f"{imports}{gap}def {head.name}({signature}) -> {KINDS[returns]}:\n{body}\n    return {current}\n"


def _write(lines: list[str], code: str, var: str, taken: set[str], **names: str) -> str:
    """Append a part's code with its variables filled in; return the name of its result."""
    target, count = var, 2
    while target in taken:
        target, count = f"{var}{count}", count + 1
    taken.add(target)
    lines.append(Template(code).substitute(y=target, **names))
    return target
