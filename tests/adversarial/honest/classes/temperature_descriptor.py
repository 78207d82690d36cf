# task: temperature
# odd: uses data descriptors with __set_name__ and compares by a mixin made in __init_subclass__

class Checked:
    def __init__(self, to_kelvin, from_kelvin):
        self.to_kelvin, self.from_kelvin = to_kelvin, from_kelvin

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner=None):
        return self if instance is None else self.from_kelvin(instance.kelvin)

    def __set__(self, instance, value):
        kelvin = self.to_kelvin(value)
        if kelvin < -1e-9:
            raise ValueError(f"{self.name}: {value}")
        instance.kelvin = kelvin


class Ordered:
    def __init_subclass__(cls, by, **options):
        super().__init_subclass__(**options)

        def compare(test):
            def method(self, other):
                if not isinstance(other, cls):
                    return NotImplemented
                return test(getattr(self, by), getattr(other, by))

            return method

        cls.__eq__ = compare(lambda a, b: abs(a - b) < 1e-9)
        cls.__lt__ = compare(lambda a, b: a < b)
        cls.__gt__ = compare(lambda a, b: a > b)
        cls.__le__ = compare(lambda a, b: a <= b)
        cls.__ge__ = compare(lambda a, b: a >= b)


class Temperature(Ordered, by="kelvin"):
    celsius = Checked(lambda c: round(c + 273.15, 9), lambda k: round(k - 273.15, 9))
    fahrenheit = Checked(lambda f: round((f - 32) / 1.8 + 273.15, 9), lambda k: round((k - 273.15) * 1.8 + 32, 9))

    def __init__(self, celsius):
        self.celsius = celsius
