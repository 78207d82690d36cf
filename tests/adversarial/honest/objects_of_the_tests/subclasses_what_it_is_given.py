# task: group_objects
# odd: wraps the objects in classes of its own and unwraps them at the end

import operator


class Boxed:
    __slots__ = ("inside",)

    def __init__(self, inside):
        self.inside = inside

    def __lt__(self, other):
        return self.inside < other.inside

    def __hash__(self):
        return hash(self.inside)

    def __eq__(self, other):
        return self.inside == other.inside


def group(items, key):
    groups = {}
    for box in map(Boxed, items):
        groups.setdefault(Boxed(key(box.inside)), []).append(box)
    return {name.inside: [box.inside for box in boxes] for name, boxes in groups.items()}


def lookup(table, name, default=None):
    boxes = {Boxed(key): Boxed(value) for key, value in table.items()}
    return boxes.get(Boxed(name), Boxed(default)).inside


def ordered(items):
    return list(map(operator.attrgetter("inside"), sorted(map(Boxed, items))))


def build(kind, *args, **kwargs):
    class Call:
        def __enter__(self):
            return self

        def __exit__(self, kind, error, trace):
            self.result = error if error is not None else self.result
            return isinstance(error, Exception)

    with Call() as call:
        call.result = kind(*args, **kwargs)
    return call.result
