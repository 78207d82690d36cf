# task: bulk
# odd: builds its megabytes by joining, doubling, comprehension and recursion

def blob(n):
    data = bytes(range(256))
    while len(data) < n:
        data += data
    return data[:n]


def numbers(n):
    return [*range(n)]


def table(n):
    return dict(zip(range(n), map(str, range(n))))


def nested(depth):
    return [nested(depth - 1)] if depth else []


def line(n):
    return "".join("é" for _ in range(n))
