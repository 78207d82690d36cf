import unittest
from unittest.mock import Mock

from solution import publish


class TestPublish(unittest.TestCase):
    def test_one(self):
        client = Mock()
        publish(client, ["hello"])
        client.login.assert_called_once_with()
        client.post.assert_called_once_with("hello")
        client.logout.assert_called_once_with()

    def test_empty_texts(self):
        client = Mock()
        publish(client, ["", "a", ""])
        client.post.assert_called_once_with("a")

    def test_nothing(self):
        client = Mock()
        publish(client, [])
        client.post.assert_not_called()
        client.login.assert_called_once()
        client.logout.assert_called_once()
