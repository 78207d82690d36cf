import datetime
import pickle
from collections import Counter
from decimal import Decimal

from solution import keep


def test_there_and_back():
    assert pickle.loads(keep([1, {"a": (2, 3)}])) == [1, {"a": (2, 3)}]
    assert pickle.loads(keep("text")) == "text"


def test_other_types():
    assert pickle.loads(keep(Counter("aab"))) == {"a": 2, "b": 1}
    assert pickle.loads(keep(Decimal("1.5"))) == Decimal("1.5")
    assert pickle.loads(keep(datetime.date(2024, 2, 29))).day == 29


def test_protocol():
    assert keep(1)[:2] == bytes([0x80, pickle.HIGHEST_PROTOCOL])
