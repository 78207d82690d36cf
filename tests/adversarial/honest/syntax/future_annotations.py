# task: running_totals
# odd: has annotations that name things that do not exist

from __future__ import annotations

import typing

if typing.TYPE_CHECKING:
    from nowhere import Numbers, Result

Alias: typing.TypeAlias = "Numbers | Result"
cache: dict[Missing, Alias]


def running_totals(xs: Numbers[int, ...] | None) -> Result:
    total: Missing.deep = 0
    return [total := total + x for x in xs]
