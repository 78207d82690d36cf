import pytest

from solution import drain


class Source:
    def __init__(self, text):
        self.text = text
        self.sizes = []

    def read(self, n):
        self.sizes.append(n)
        piece, self.text = self.text[:n], self.text[n:]
        return piece


class Sink:
    closed = False

    def __init__(self):
        self.pieces = []

    def write(self, text):
        self.pieces.append(text)


def test_copies():
    source, sink = Source("hello world"), Sink()
    assert drain(source, sink) == 11
    assert sink.pieces == ["hell", "o wo", "rld"]
    assert sink.closed is True
    assert max(source.sizes) <= 4


def test_nothing():
    sink = Sink()
    assert drain(Source(""), sink) == 0
    assert sink.pieces == []


def test_an_error_of_the_source():
    class Broken:
        def read(self, n):
            raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        drain(Broken(), Sink())
