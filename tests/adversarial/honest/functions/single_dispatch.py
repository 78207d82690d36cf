# task: kind_of
# odd: is a singledispatch function with a dozen registrations

import collections.abc
import datetime
import decimal
import functools
import numbers


@functools.singledispatch
def kind_of(value):
    return "action" if callable(value) else "thing"


for _kind, _types in {
    "nothing": [type(None)],
    "number": [numbers.Number, decimal.Decimal],
    "flag": [bool],
    "text": [str],
    "data": [bytes, bytearray],
    "group": [list, tuple, set, frozenset, range],
    "table": [collections.abc.Mapping],
    "time": [datetime.date, datetime.timedelta],
}.items():
    for _type in _types:
        kind_of.register(_type, lambda value, kind=_kind: kind)
