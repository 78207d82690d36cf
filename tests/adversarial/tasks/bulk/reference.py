def blob(n):
    return bytes(i % 256 for i in range(n))


def numbers(n):
    return list(range(n))


def table(n):
    return {i: str(i) for i in range(n)}


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


def line(n):
    return "é" * n
