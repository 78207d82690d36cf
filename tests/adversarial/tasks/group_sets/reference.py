def components(pairs):
    groups = {}
    for a, b in pairs:
        joined = groups.get(a, frozenset([a])) | groups.get(b, frozenset([b]))
        for node in joined:
            groups[node] = joined
    return set(groups.values())
