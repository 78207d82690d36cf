from unittest import mock

import solution


def test_today():
    assert solution.today() in range(7)


def test_weekend(monkeypatch):
    monkeypatch.setattr(solution, "today", lambda: 6)
    assert solution.is_weekend() is True
    monkeypatch.setattr(solution, "today", lambda: 2)
    assert solution.is_weekend() is False


def test_open():
    with mock.patch("solution.today", return_value=3) as today:
        assert solution.is_open() is True
    today.assert_called_once_with()
    with mock.patch.object(solution, "today", return_value=5):
        assert solution.is_open() is False


def test_open_days(monkeypatch):
    monkeypatch.setattr(solution, "OPEN_DAYS", {6})
    monkeypatch.setattr("solution.today", lambda: 6)
    assert solution.is_open() is True
