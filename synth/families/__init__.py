"""Seeded families of procedural tasks, each with an oracle."""

from synth.families import classes, lists, numbers, shapes2d, streams, texts
from synth.families.compose import compose
from synth.families.shape import FamilyMaker, HeadMaker


def _composed(make: HeadMaker, name: str) -> FamilyMaker:
    return lambda rng, steps: compose(make, name, rng, steps)


FAMILIES: dict[str, FamilyMaker] = {
    **{
        name: _composed(make, name)
        for name, make in {**numbers.HEADS, **lists.HEADS, **texts.HEADS, **shapes2d.HEADS}.items()
    },
    **streams.FAMILIES,
    **classes.FAMILIES,
}
