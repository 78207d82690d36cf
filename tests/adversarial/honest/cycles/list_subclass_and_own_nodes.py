# task: loops
# odd: gives tuples of nodes in a dict subclass and a list that came out of a deep copy

import copy


class Node(dict):
    def __repr__(self):
        return f"Node {self['name']}"


def ring(n):
    nodes = [Node(name=i) for i in range(n)]
    for node in nodes:
        node["next"] = nodes[(node["name"] + 1) % n]
    return nodes


def knot():
    value = []
    value.append(value)
    return copy.deepcopy(value)


def shared(n):
    return copy.deepcopy([[]] * n)
