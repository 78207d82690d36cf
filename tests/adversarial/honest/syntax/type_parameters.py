# task: running_totals
# odd: has type parameters, a type statement and an f-string with nested quotes
# needs: python>=3.12: PEP 695

type Numbers = list[int]


def scan[T](function, items: list[T], start: T) -> list[T]:
    result = []
    for item in items:
        start = function(start, item)
        result.append(start)
    return result


def running_totals(xs: Numbers) -> Numbers:
    print(f"{"nested"} {xs!r}")
    return scan(lambda a, b: a + b, xs, 0)
