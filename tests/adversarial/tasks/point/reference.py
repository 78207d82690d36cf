import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Point:
    x: float = 0
    y: float = 0

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)

    def __sub__(self, other):
        return Point(self.x - other.x, self.y - other.y)

    def distance(self, other):
        return math.hypot(self.x - other.x, self.y - other.y)
