def best_item(items):
    return min(items, key=lambda item: (-item.stars, item.price), default=None)
