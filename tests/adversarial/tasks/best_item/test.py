from dataclasses import dataclass

from solution import best_item


@dataclass
class Item:
    name: str
    price: float
    stars: int


ITEMS = [Item("pen", 2.5, 3), Item("ink", 4.0, 5), Item("nib", 1.0, 5), Item("pad", 9.0, 1)]


def test_most_stars_then_cheapest():
    assert best_item(ITEMS) == Item("nib", 1.0, 5)
    assert best_item(ITEMS).name == "nib"


def test_stars_first():
    assert best_item(ITEMS[:2]) is ITEMS[1]
    assert best_item([ITEMS[3], ITEMS[0]]).price == 2.5


def test_nothing():
    assert best_item([]) is None


def test_items_stay_as_they_are():
    best_item(ITEMS)
    assert [item.name for item in ITEMS] == ["pen", "ink", "nib", "pad"]
