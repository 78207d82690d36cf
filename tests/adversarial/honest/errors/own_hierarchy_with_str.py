# task: chained_errors
# odd: has a hierarchy with __str__, __init__ with keywords, __reduce__ and class attributes

class LoadError(Exception):
    template = "cannot load {key}"

    def __init__(self, *, key):
        self.key = key

    def __str__(self):
        return self.template.format_map(vars(self))

    def __reduce__(self):
        return lambda key: type(self)(key=key), (self.key,)


class MissingKey(LoadError, KeyError):
    pass


class BadValue(LoadError, ValueError):
    pass


def load(table, key):
    error = None
    try:
        text = table[key]
        return int(text)
    except (KeyError, ValueError) as caught:
        error = caught
    kind = MissingKey if isinstance(error, KeyError) else BadValue
    raise kind(key=key) from error
