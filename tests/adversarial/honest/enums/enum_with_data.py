# task: colors
# odd: gives its members values by __new__ and extra attributes

import enum


class Color(enum.Enum):
    def __new__(cls, value, code):
        member = object.__new__(cls)
        member._value_ = value
        member.code = code
        return member

    RED = 1, "#f00"
    GREEN = 2, "#0f0"
    BLUE = 3, "#00f"

    def mix(self, other):
        names = [self.name, other.name]
        names.sort()
        return f"{names[0]}+{names[1]}"

    @staticmethod
    def parse(text):
        for color in Color:
            if color.name.casefold() == text.casefold():
                return color
        raise ValueError(f"no colour: {text!r}")


class Access(enum.IntFlag):
    READ = enum.auto()
    WRITE = enum.auto()
    RUN = enum.auto()
    ALL = READ | WRITE | RUN


parse_color = Color.parse
