# task: invoice
# odd: is a frozen-looking dataclass with slots, KW_ONLY, field factories and __post_init__
# needs: python>=3.10: dataclass(slots=True)

import dataclasses
from dataclasses import KW_ONLY, field


@dataclasses.dataclass(slots=True, order=True, unsafe_hash=True)
class Item:
    name: str
    price: float
    count: int = field(default=1)
    _: KW_ONLY
    tags: list = field(default_factory=list, repr=False, compare=False)

    def __post_init__(self):
        self.tags.append("new")

    @property
    def total(self):
        return self.count * self.price


def cheapest(items):
    return sorted(items, key=lambda item: item.price * item.count)[0]
