# task: colors
# odd: has aliases, auto values, _missing_ and a generated flag

import enum


class Color(enum.Enum):
    RED = enum.auto()
    GREEN = enum.auto()
    BLUE = enum.auto()
    CRIMSON = RED

    @classmethod
    def _missing_(cls, value):
        return cls.__members__.get(str(value).upper())

    def mix(self, other):
        return "+".join(sorted({c.name: None for c in (self, other)} if self is not other else [self.name] * 2))


def parse_color(text):
    if not isinstance(text, str):
        raise ValueError(text)
    return Color(text)


Access = enum.IntFlag("Access", {"READ": 1, "WRITE": 2, "RUN": 4})
