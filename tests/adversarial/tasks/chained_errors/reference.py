class LoadError(Exception):
    def __init__(self, key):
        super().__init__(key)
        self.key = key

    def __str__(self):
        return f"cannot load {self.key}"


class MissingKey(LoadError, KeyError):
    pass


class BadValue(LoadError, ValueError):
    pass


def load(table, key):
    try:
        return int(table[key])
    except KeyError as error:
        raise MissingKey(key) from error
    except ValueError as error:
        raise BadValue(key) from error
