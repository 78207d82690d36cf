from solution import Item, cheapest


def test_fields():
    item = Item("a", 2.5, count=2)
    assert item.name == "a"
    assert item.total == 5.0
    assert Item("b", 1).count == 1
    item.count = 4
    assert item.total == 10.0


def test_equality():
    assert Item("a", 2) == Item("a", 2, 1)
    assert Item("a", 2) != Item("a", 3)
    assert Item("a", 2) in [Item("b", 2), Item("a", 2)]


def test_repr():
    assert repr(Item("a", 2)) == "Item(name='a', price=2, count=1)"


def test_cheapest():
    items = [Item("a", 5), Item("b", 1, 3), Item("c", 3)]
    assert cheapest(items) == Item("b", 1, 3)
    assert cheapest(items) is items[1]
    assert cheapest([Item("x", 9)]).name == "x"
