# task: vector_sum
# odd: makes the methods of its class by a loop over format strings

class Vector:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __eq__(self, other):
        return isinstance(other, Vector) and self.x == other.x and self.y == other.y

    def __repr__(self):
        return f"<{self.x}, {self.y}>"

    for _name, _text in {
        "__add__": "Vector(self.x + other.x, self.y + other.y)",
        "__mul__": "Vector(self.x * other, self.y * other)",
        "__rmul__": "self * other",
    }.items():
        exec(f"def {_name}(self, other):\n    return {_text}\n")


def vector_sum(vectors):
    return sum(vectors[1:], vectors[0]) if vectors else Vector(0, 0)
