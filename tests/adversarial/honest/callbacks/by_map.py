# task: tree_map
# odd: recurses through map with a partial of itself

from functools import partial


def tree_map(function, tree):
    return list(map(partial(tree_map, function), tree)) if type(tree) is list else function(tree)
