import pytest

from solution import word_counts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("one", {"one": 1}),
        ("a B a b A", {"a": 3, "b": 2}),
        ("tea  for\ttwo\nand two for tea", {"tea": 2, "for": 2, "two": 2, "and": 1}),
        ("naïve ÉTÉ été", {"naïve": 1, "été": 2}),
    ],
)
def test_counts(text, expected):
    assert word_counts(text) == expected


def test_lookup():
    counts = word_counts("x y x")
    assert counts["x"] == 2
    assert "z" not in counts
    assert sorted(counts) == ["x", "y"]
