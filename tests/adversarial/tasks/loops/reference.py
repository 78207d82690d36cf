def ring(n):
    nodes = [{"name": i} for i in range(n)]
    for i, node in enumerate(nodes):
        node["next"] = nodes[(i + 1) % n]
    return nodes


def knot():
    value = []
    value.append(value)
    return value


def shared(n):
    return [[]] * n
