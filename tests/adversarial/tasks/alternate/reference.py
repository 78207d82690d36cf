def alternate(*iterables):
    iterators = [iter(iterable) for iterable in iterables]
    while iterators:
        left = []
        for iterator in iterators:
            try:
                item = next(iterator)
            except StopIteration:
                continue
            left.append(iterator)
            yield item
        iterators = left
