# task: kind_of
# odd: decides by a match statement with class patterns
# needs: python>=3.10: match

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from numbers import Number


def kind_of(value):
    match value:
        case None:
            return "nothing"
        case bool():
            return "flag"
        case Number() | Decimal():
            return "number"
        case str():
            return "text"
        case bytes() | bytearray():
            return "data"
        case list() | tuple() | set() | frozenset() | range():
            return "group"
        case Mapping():
            return "table"
        case date() | timedelta():
            return "time"
        case Callable():
            return "action"
        case _:
            return "thing"
