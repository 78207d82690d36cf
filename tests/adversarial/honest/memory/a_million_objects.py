# task: group_sets
# odd: makes a million small objects, many of them in cycles

class Node:
    __slots__ = ("next",)


nodes = [Node() for _ in range(200_000)]
for one, following in zip(nodes, nodes[1:] + nodes[:1]):
    one.next = following
table = {n: (n, str(n)) for n in range(200_000)}


def components(pairs):
    parent = {}

    def find(x):
        parent.setdefault(x, x)
        while parent[x] != x:
            x = parent[x]
        return x

    for a, b in pairs:
        parent[find(a)] = find(b)
    roots = {}
    for x in parent:
        roots.setdefault(find(x), set()).add(x)
    return set(map(frozenset, roots.values()))
