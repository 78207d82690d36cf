# task: chained_errors
# odd: makes its exception classes in a function and sets __cause__ by hand

def _error(name, *bases):
    return type(name, bases, {"__doc__": f"{name} of load."})


class LoadError(Exception):
    key = property(lambda self: self.args[0])

    def __str__(self):
        return f"cannot load {self.args[0]}"


MissingKey = _error("MissingKey", LoadError, KeyError)
BadValue = _error("BadValue", LoadError, ValueError)


def load(table, key):
    try:
        return int(table[key])
    except Exception as cause:
        error = (MissingKey if type(cause) is KeyError else BadValue)(key)
        error.__cause__ = cause
        error.__suppress_context__ = True
        raise error
