# task: temperature
# odd: computes its attributes in __getattribute__ and __setattr__

class Temperature:
    def __init__(self, celsius):
        self.celsius = celsius

    def __getattribute__(self, name):
        if name == "fahrenheit":
            return object.__getattribute__(self, "celsius") * 9 / 5 + 32
        return object.__getattribute__(self, name)

    def __setattr__(self, name, value):
        if name == "fahrenheit":
            name, value = "celsius", (value - 32) * 5 / 9
        if value < -273.15:
            raise ValueError(value)
        object.__setattr__(self, name, value)

    def _key(self):
        return self.celsius

    def __eq__(self, other):
        return type(other) is Temperature and self._key() == other._key()

    def __lt__(self, other):
        return self._key() < other._key()

    def __le__(self, other):
        return not other < self

    def __gt__(self, other):
        return other < self

    def __ge__(self, other):
        return not self < other
