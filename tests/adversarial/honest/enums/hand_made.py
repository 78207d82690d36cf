# task: colors
# odd: has no enum at all: a metaclass with __iter__, __getitem__ and __call__, and flags that are an int subclass

class Closed(type):
    def __iter__(cls):
        return iter(cls.members)

    def __len__(cls):
        return len(cls.members)

    def __getitem__(cls, name):
        return {member.name: member for member in cls.members}[name]

    def __call__(cls, value):
        for member in cls.members:
            if member.value == value:
                return member
        raise ValueError(value)


class Color(metaclass=Closed):
    members = []

    def mix(self, other):
        return "+".join(sorted((self.name, other.name)))


for _value, _name in enumerate(["RED", "GREEN", "BLUE"], 1):
    _member = object.__new__(Color)
    _member.name, _member.value = _name, _value
    Color.members.append(_member)
    setattr(Color, _name, _member)


def parse_color(text):
    try:
        return Color[text.upper()]
    except KeyError:
        raise ValueError(text) from None


class Access(int):
    def __or__(self, other):
        return Access(int(self) | int(other))

    def __contains__(self, other):
        return int(self) & int(other) == int(other)


Access.READ, Access.WRITE, Access.RUN = map(Access, (1, 2, 4))
