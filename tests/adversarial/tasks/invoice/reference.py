import dataclasses


@dataclasses.dataclass
class Item:
    name: str
    price: float
    count: int = 1

    @property
    def total(self):
        return self.price * self.count


def cheapest(items):
    return min(items, key=lambda item: item.total)
