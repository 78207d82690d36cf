class Add:
    def __init__(self, a, b):
        self.a = a
        self.b = b

    def __eq__(self, o):
        return isinstance(o, Add) and (self.a, self.b) == (o.a, o.b)


def parse(s):
    a, b = s.split("+")
    return Add(int(a), int(b))
