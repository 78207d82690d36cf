import logging

from solution import low_stock


def test_names():
    assert low_stock({"tea": 1, "cake": 9, "milk": 0}, 2) == ["milk", "tea"]


def test_warnings(caplog):
    with caplog.at_level(logging.WARNING):
        low_stock({"tea": 1, "cake": 9, "milk": 0}, 2)
    assert [record.getMessage() for record in caplog.records] == ["low: milk", "low: tea"]


def test_none(caplog):
    assert low_stock({"tea": 5}, 2) == []
    assert not caplog.records
