# task: group_sets
# odd: depends on hashes, ids and set order for its order of work only

def components(pairs):
    groups = [{a, b} for a, b in sorted(set(pairs), key=lambda pair: (hash(pair), id(pair)))]
    while True:
        for one in groups:
            other = next((g for g in groups if g is not one and g & one), None)
            if other is not None:
                one |= other
                groups = [g for g in groups if g is not other]
                break
        else:
            return {frozenset(group) for group in groups}
