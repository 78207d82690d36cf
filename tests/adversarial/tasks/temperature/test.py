import pytest

from solution import Temperature


def test_conversion():
    t = Temperature(100)
    assert t.fahrenheit == pytest.approx(212)
    t.fahrenheit = 32
    assert t.celsius == pytest.approx(0)
    t.celsius = 10
    assert t.fahrenheit == pytest.approx(50)


def test_limit():
    with pytest.raises(ValueError):
        Temperature(-300)
    t = Temperature(0)
    with pytest.raises(ValueError):
        t.celsius = -274
    assert t.celsius == 0


def test_order():
    cold, warm = Temperature(-5), Temperature(25)
    assert cold < warm
    assert warm > cold
    assert cold <= Temperature(-5)
    assert warm >= cold
    assert cold == Temperature(-5)
    assert cold != warm
    assert not warm < cold
    assert max([cold, warm, Temperature(3)]) is warm
    assert [t.celsius for t in sorted([warm, cold, Temperature(3)])] == [-5, 3, 25]
