from unittest import mock

from solution import notify_all


def test_calls():
    sender = mock.Mock()
    assert notify_all(sender, ["b", "a", "b"]) == 2
    assert sender.send.call_args_list == [mock.call("a", "hello"), mock.call("b", "hello")]
    sender.close.assert_called_once_with()


def test_errors():
    sender = mock.Mock()
    sender.send.side_effect = [None, OSError("gone"), None]
    assert notify_all(sender, ["x", "y", "z"]) == 2
    sender.close.assert_called_once_with()


def test_nobody():
    sender = mock.Mock()
    assert notify_all(sender, []) == 0
    sender.send.assert_not_called()
    sender.close.assert_called_once_with()


class Sender:
    def __init__(self):
        self.log = []

    def send(self, name, text):
        self.log.append((name, text))

    def close(self):
        self.log.append("closed")


def test_own_class():
    sender = Sender()
    assert notify_all(sender, ["q"]) == 1
    assert sender.log == [("q", "hello"), "closed"]
