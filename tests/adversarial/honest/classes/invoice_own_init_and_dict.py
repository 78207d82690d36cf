# task: invoice
# odd: takes its fields from annotations by a class decorator of its own

def record(cls):
    names = list(cls.__annotations__)

    def __init__(self, *values, **more):
        given = {**{n: getattr(cls, n) for n in names if hasattr(cls, n)}, **dict(zip(names, values)), **more}
        if set(given) != set(names):
            raise TypeError(f"fields: {names}")
        self.__dict__.update((n, given[n]) for n in names)

    cls.__init__ = __init__
    cls.__eq__ = lambda self, other: vars(self) == vars(other) if type(self) is type(other) else NotImplemented
    cls.__repr__ = lambda self: f"{cls.__name__}({', '.join(f'{k}={v!r}' for k, v in vars(self).items())})"
    return cls


@record
class Item:
    name: str
    price: "float"
    count: int = 1

    def __getattr__(self, name):
        if name == "total":
            return self.price * self.count
        raise AttributeError(name)


def cheapest(items):
    return min(items, key=lambda item: (item.total, items.index(item)))
