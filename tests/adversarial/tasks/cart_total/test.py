from solution import total


class Item:
    def __init__(self, price):
        self.price = price


class Cart:
    def __init__(self, items):
        self.items = list(items)

    def clear(self):
        self.items = []

    def add(self, item):
        self.items.append(item)


def test_total():
    cart = Cart([Item(3), Item(4)])
    assert total(cart) == sum(i.price for i in cart.items)


def test_more():
    cart = Cart([Item(5)])
    cart.add(Item(8))
    assert total(cart) == sum(i.price for i in cart.items)
