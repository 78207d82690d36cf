import pytest

from solution import Access, Color, parse_color


def test_members():
    assert [c.name for c in Color] == ["RED", "GREEN", "BLUE"]
    assert [c.value for c in Color] == [1, 2, 3]
    assert Color(2) is Color.GREEN
    assert Color["BLUE"] == Color.BLUE
    assert Color.RED != Color.BLUE
    assert len(Color) == 3


def test_parse():
    assert parse_color("red") is Color.RED
    assert parse_color("Blue") == Color.BLUE
    with pytest.raises(ValueError):
        parse_color("pink")


def test_mix():
    assert Color.RED.mix(Color.BLUE) == "BLUE+RED"


def test_as_keys():
    names = {Color.RED: "r", Color.GREEN: "g"}
    assert names[parse_color("green")] == "g"


def test_flags():
    both = Access.READ | Access.WRITE
    assert both == 3
    assert Access.READ in both
    assert Access.RUN not in both
    assert int(both | Access.RUN) == 7
