import collections
import datetime
import decimal
import fractions

import pytest

from solution import kind_of


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "nothing"),
        (True, "flag"),
        (0, "number"),
        (float("nan"), "number"),
        (-0.0, "number"),
        (2j, "number"),
        (decimal.Decimal("1.10"), "number"),
        (fractions.Fraction(1, 3), "number"),
        ("", "text"),
        ("\ud800 lone", "text"),
        (b"\x00", "data"),
        (bytearray(b"x"), "data"),
        ([], "group"),
        ((1,), "group"),
        ({1}, "group"),
        (frozenset([(1, 2)]), "group"),
        (range(3), "group"),
        ({}, "table"),
        (collections.OrderedDict(a=1), "table"),
        (collections.defaultdict(list), "table"),
        (collections.Counter("aab"), "table"),
        (datetime.date(2024, 2, 29), "time"),
        (datetime.datetime(2024, 2, 29, tzinfo=datetime.timezone.utc), "time"),
        (datetime.timedelta(1), "time"),
        (Ellipsis, "thing"),
        (slice(1, 2), "thing"),
    ],
)
def test_kind(value, kind):
    assert kind_of(value) == kind


def test_a_huge_number():
    assert kind_of(10**5000) == "number"


def test_callables():
    assert kind_of(lambda: None) == "action"
    assert kind_of(len) == "action"
    assert kind_of(kind_of) == "action"
    assert kind_of(dict) == "action"


def test_an_object_of_the_tests():
    class Thing:
        pass

    assert kind_of(Thing()) == "thing"
