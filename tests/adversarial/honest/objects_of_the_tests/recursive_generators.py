# task: alternate
# odd: hands iterators on from generator to generator by recursion on the rounds

def _round(iterators, left):
    for iterator in iterators:
        for item in iterator:
            left.append(iterator)
            yield item
            break


def alternate(*iterables):
    def rounds(iterators):
        while iterators:
            left = []
            yield from _round(iterators, left)
            iterators = left

    return rounds(tuple(iter(iterable) for iterable in iterables))
