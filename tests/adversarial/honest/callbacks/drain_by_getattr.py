# task: drain
# odd: takes the methods by getattr, wraps them in a class and unwraps errors

class Wrapped:
    def __init__(self, inner):
        self.__dict__["inner"] = inner

    def __getattr__(self, name):
        return getattr(self.inner, name)

    def __setattr__(self, name, value):
        setattr(self.inner, name, value)


def drain(source, sink):
    source, sink = Wrapped(source), Wrapped(sink)
    count, piece = 0, None
    while piece is None or piece:
        piece = source.read(4)
        if piece:
            sink.write(piece)
            count += len(piece)
    sink.closed = True
    return count
