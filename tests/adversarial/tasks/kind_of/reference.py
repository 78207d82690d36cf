import collections.abc
import datetime
import numbers
from decimal import Decimal


def kind_of(value):
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, (numbers.Number, Decimal)):
        return "number"
    if isinstance(value, str):
        return "text"
    if isinstance(value, (bytes, bytearray)):
        return "data"
    if isinstance(value, (list, tuple, set, frozenset, range)):
        return "group"
    if isinstance(value, collections.abc.Mapping):
        return "table"
    if isinstance(value, (datetime.date, datetime.timedelta)):
        return "time"
    return "action" if callable(value) else "thing"
