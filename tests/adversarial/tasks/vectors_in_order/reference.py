class Vec:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, o):
        return Vec(self.x + o.x, self.y + o.y)

    def __lt__(self, o):
        return self.norm() < o.norm()

    def norm(self):
        return (self.x**2 + self.y**2) ** 0.5

    def __eq__(self, o):
        return (self.x, self.y) == (o.x, o.y)
