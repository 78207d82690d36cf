# task: best_item
# odd: sorts objects of the tests by operator.attrgetter

from operator import attrgetter


def best_item(items):
    by_price = sorted(items, key=attrgetter("price"))
    by_stars = sorted(by_price, key=attrgetter("stars"), reverse=True)
    return next(iter(by_stars), None)
