# task: recorder
# odd: is an ExitStack with pushed callbacks

import contextlib


class recorder(contextlib.ExitStack):
    def __init__(self, log):
        super().__init__()
        self.log = log

    def __enter__(self):
        self.log += ["in"]
        self.callback(self.log.append, "out")
        self.push(self.note)
        super().__enter__()
        return self.log

    def note(self, kind, error, trace):
        if kind:
            self.log.append(kind.__name__)
        return isinstance(error, KeyError)
