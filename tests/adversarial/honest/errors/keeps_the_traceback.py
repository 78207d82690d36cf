# task: chained_errors
# odd: formats the traceback of what it caught and keeps the exception in a global, a cycle through its frame

import sys
import traceback

last = []


class LoadError(Exception):
    def __init__(self, key, text):
        self.key = key
        self.text = text

    def __str__(self):
        return "cannot load " + str(self.key)


class MissingKey(LoadError, KeyError):
    pass


class BadValue(LoadError, ValueError):
    pass


def load(table, key):
    try:
        return int(table[key])
    except LookupError as error:
        last.append((error, sys.exc_info()))
        raise MissingKey(key, traceback.format_exc()) from error
    except ValueError as error:
        last.append((error, error.__traceback__.tb_frame))
        raise BadValue(key, "".join(traceback.format_exception(type(error), error, error.__traceback__))) from error
