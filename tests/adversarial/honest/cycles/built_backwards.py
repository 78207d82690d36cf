# task: loops
# odd: builds its rings from the end, with setdefault and extended slices

def ring(n):
    first = {"name": 0}
    nodes = [first]
    following = first
    for i in range(n - 1, 0, -1):
        following = {"name": i, "next": following}
        nodes.insert(1, following)
    first.setdefault("next", following)
    return nodes


def knot():
    value = [None]
    value[0] = value
    return value


def shared(n):
    one = []
    return [one for _ in range(n)]
