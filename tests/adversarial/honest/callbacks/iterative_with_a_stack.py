# task: tree_map
# odd: walks with a stack of iterators and calls at the leaves

def tree_map(function, tree):
    if not isinstance(tree, list):
        return function(tree)
    root = []
    stack = [(iter(tree), root)]
    while stack:
        parts, made = stack[-1]
        try:
            part = next(parts)
        except StopIteration:
            stack.pop()
            continue
        if isinstance(part, list):
            made.append([])
            stack.append((iter(part), made[-1]))
        else:
            made.append(function(part))
    return root
