def group(items, key):
    groups = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups


def lookup(table, name, default=None):
    return table[name] if name in table else default


def ordered(items):
    return sorted(items)


def build(kind, *args, **kwargs):
    try:
        return kind(*args, **kwargs)
    except Exception as error:
        return error
