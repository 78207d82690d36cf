import enum


class Color(enum.Enum):
    RED = 1
    GREEN = 2
    BLUE = 3

    def mix(self, other):
        return "+".join(sorted([self.name, other.name]))


class Access(enum.IntFlag):
    READ = 1
    WRITE = 2
    RUN = 4


def parse_color(text):
    try:
        return Color[text.upper()]
    except KeyError:
        raise ValueError(text) from None
