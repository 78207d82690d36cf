# task: chained_errors
# odd: raises within a with statement whose __exit__ replaces the exception, and adds notes where there are any

class LoadError(Exception):
    def __init__(self, key):
        super().__init__(f"cannot load {key}")
        self.key = key


class MissingKey(LoadError, KeyError):
    __str__ = Exception.__str__


class BadValue(LoadError, ValueError):
    pass


class translated:
    def __init__(self, key):
        self.key = key

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        for base, own in ((KeyError, MissingKey), (ValueError, BadValue)):
            if kind is not None and issubclass(kind, base):
                made = own(self.key)
                if hasattr(made, "add_note"):
                    made.add_note("while loading")
                raise made from error


def load(table, key):
    with translated(key):
        return int(table.__getitem__(key))
