import os

import pytest

from solution import load_lines, save_lines


def test_there_and_back(tmp_path):
    path = tmp_path / "a.txt"
    assert save_lines(path, ["one", "dwa ł", ""]) == 3
    assert load_lines(path) == ["one", "dwa ł", ""]


def test_bytes(tmp_path):
    path = str(tmp_path / "b.txt")
    save_lines(path, ["é"])
    with open(path, "rb") as file:
        assert file.read() == b"\xc3\xa9\n"


def test_nothing(tmp_path):
    path = str(tmp_path / "c.txt")
    assert save_lines(path, []) == 0
    assert os.path.getsize(path) == 0
    assert load_lines(path) == []


def test_missing(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_lines(str(tmp_path / "none.txt"))
