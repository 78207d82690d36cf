# task: temperature
# odd: compares through a float that a weak dictionary keeps outside of the object

import functools
import weakref


@functools.total_ordering
class Temperature:
    __slots__ = ("__weakref__",)

    def __init__(self, celsius):
        self.celsius = celsius

    def __eq__(self, other):
        return isinstance(other, Temperature) and values[id(self)][1] == values[id(other)][1]

    def __lt__(self, other):
        return values[id(self)][1] < values[id(other)][1]

    celsius = property(lambda self: values[id(self)][1], lambda self, value: keep(self, value))
    fahrenheit = property(lambda self: 1.8 * self.celsius + 32, lambda self, value: keep(self, (value - 32) / 1.8))


values = {}


def keep(temperature, value):
    if value < -273.15:
        raise ValueError("below absolute zero")
    values[id(temperature)] = weakref.ref(temperature), value
