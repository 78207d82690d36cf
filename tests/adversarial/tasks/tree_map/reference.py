def tree_map(function, tree):
    if isinstance(tree, list):
        return [tree_map(function, part) for part in tree]
    return function(tree)
