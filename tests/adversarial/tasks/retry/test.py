from unittest.mock import Mock, call, patch

import pytest
from solution import retry


def test_at_once():
    with patch("time.sleep") as sleep:
        assert retry(lambda: 7, 3) == 7
    sleep.assert_not_called()


def test_waits_twice_as_long():
    function = Mock(side_effect=[OSError(), OSError(), "done"])
    with patch("time.sleep") as sleep:
        assert retry(function, 5) == "done"
    assert sleep.call_args_list == [call(1), call(2)]
    assert function.call_count == 3


def test_gives_up(monkeypatch):
    waited = []
    monkeypatch.setattr("time.sleep", waited.append)
    with pytest.raises(KeyError):
        retry(Mock(side_effect=KeyError("k")), 3)
    assert waited == [1, 2]
