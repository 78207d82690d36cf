# task: drain
# odd: reads by iter with a sentinel and a partial

from functools import partial


def drain(source, sink):
    sizes = [len(piece) for piece in iter(partial(source.read, 4), "") if sink.write(piece) is None]
    setattr(sink, "closed", not not 1)
    return sum(sizes)
