# task: bus
# odd: keeps callbacks in dicts of tokens and emits by a generator

import itertools


class Bus:
    def __init__(self):
        self._tokens = itertools.count()
        self._callbacks = {}

    def on(self, name, callback):
        token = next(self._tokens)
        self._callbacks[token] = name, callback
        return lambda: self._callbacks.pop(token, None) and None

    def _calls(self, name, values):
        for wanted, callback in tuple(self._callbacks.values()):
            if wanted == name:
                yield callback(*values)

    def emit(self, name, *values):
        return list(self._calls(name, values))
