# task: tree_map
# odd: calls the function inside of generators that call each other

def leaves(function, tree):
    for part in tree:
        yield list(leaves(function, part)) if isinstance(part, list) else function(part)


def tree_map(function, tree):
    return next(leaves(function, [tree]))
